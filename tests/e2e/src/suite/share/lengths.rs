//! How long the links of the lab's causes are.

use std::path::Path;

use faultfinder::share::{self, Contents, RecordingLink};

use crate::case::Row;
use crate::failure::{Failure, Result};
use crate::kept;

/// Of every kept transcript: the recorded link and the one to reproduce, with the median and the longest.
pub async fn lengths() -> Result<Row> {
    let mut row = Row::expecting("under 8 kB");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../transcripts");
    let mut recorded = Vec::new();
    let mut reproduce = Vec::new();
    for entry in std::fs::read_dir(folder)?.flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let kept = std::fs::read_to_string(&path)?;
        let (content, _) = kept::parse(&kept).map_err(Failure)?;
        let transcript = &content["transcript"];
        let document =
            format!(r#"{{"format":"faultfinder-report","version":1,"transcript":{transcript}}}"#);
        let recording = share::import(&document).recording;
        let report = recording
            .ok_or_else(|| Failure(format!("{name} is no recording")))?
            .report;
        match share::recording_link(&report, Contents::Everything) {
            RecordingLink::Link { fragment, .. } => recorded.push((fragment.len(), name.clone())),
            RecordingLink::TooLong => row.problems.push(format!("{name} is too long for a link")),
        }
        reproduce.push((share::reproduce(&report).len(), name));
    }
    recorded.sort();
    reproduce.sort();
    for (length, name) in &recorded {
        row.notes
            .push(format!("{name}: recorded, {length} characters"));
    }
    row.got = [("recorded", &recorded), ("reproduce", &reproduce)]
        .map(|(kind, list)| summary(kind, list))
        .join("; ");
    row.notes.push(row.got.clone());
    let longest = recorded.last().map_or(0, |(length, _)| *length);
    row.check(longest <= share::SHORT, || {
        format!("the longest link has {longest} characters")
    });
    Ok(row)
}

fn summary(kind: &str, lengths: &[(usize, String)]) -> String {
    let median = lengths
        .get(lengths.len() / 2)
        .map_or(0, |(length, _)| *length);
    let longest = lengths
        .last()
        .map(|(length, name)| format!("{length} ({name})"));
    format!(
        "{kind}: median {median}, longest {}",
        longest.unwrap_or_default()
    )
}
