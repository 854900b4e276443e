//! Checks reports against the JSON Schema that the page publishes, with a validator that is not ours.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::processes::RealServers;

/// What the validator says of one file.
pub struct Validity {
    pub name: String,
    pub errors: Vec<String>,
}

/// The schema among the built files.
pub fn published(dist: &Path) -> Result<PathBuf> {
    let mut directories = vec![dist.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory)? {
            let path = entry?.path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                directories.push(path);
            } else if name.contains("schema") && name.ends_with(".json") {
                return Ok(path);
            }
        }
    }
    Err(Failure(
        "the built page has no file named *schema*.json: the report's schema is not published"
            .into(),
    ))
}

/// Validates every report in the directory.
pub async fn validate(
    servers: &RealServers,
    schema: &Path,
    reports: &Path,
) -> Result<Vec<Validity>> {
    let printed = servers.validate(schema, reports).await?;
    let results: Vec<Value> = serde_json::from_str(&printed)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(results
        .iter()
        .map(|result| Validity {
            name: text(&result["name"]),
            errors: result["errors"]
                .as_array()
                .into_iter()
                .flatten()
                .map(text)
                .collect(),
        })
        .collect())
}
