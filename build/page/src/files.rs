//! The files of the page, before they are written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::Result;

/// By their paths below the directory, with `/`.
#[derive(Default)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// Adds a file under exactly this name.
    pub fn add(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0.insert(name.into(), bytes.into());
    }

    /// Adds a file whose name holds a hash of what is in it, so that a browser may keep it for ever. The name is returned.
    pub fn add_hashed(&mut self, start: &str, ending: &str, bytes: impl Into<Vec<u8>>) -> String {
        let bytes = bytes.into();
        let name = format!("{start}-{}.{ending}", hash([bytes.as_slice()]));
        self.add(name.clone(), bytes);
        name
    }

    /// The names of the files at the top.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.0.keys().map(String::as_str);
        names.filter(|name| !name.contains('/'))
    }

    /// What is in a file.
    pub fn get(&self, name: &str) -> Result<&[u8]> {
        let bytes = self.0.get(name).map(Vec::as_slice);
        Ok(bytes.ok_or_else(|| format!("the page has no file {name}"))?)
    }

    /// What the attribute `integrity` says of a file (Subresource Integrity).
    pub fn integrity(&self, name: &str) -> Result<String> {
        Ok(integrity(self.get(name)?))
    }

    /// Writes them, and removes what else is in the directory. Of a directory that holds no page nothing is removed.
    pub fn write(&self, directory: &Path) -> Result<()> {
        let former = match directory.join("index.html").is_file() {
            true => list(directory)?,
            false => Vec::new(),
        };
        for (name, bytes) in &self.0 {
            let path = directory.join(name);
            fs::create_dir_all(path.parent().unwrap_or(directory))?;
            fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))?;
        }
        for path in former {
            let name = path.strip_prefix(directory)?.to_string_lossy();
            if !self.0.contains_key(&name.replace('\\', "/")) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

/// What the attribute `integrity` says of these bytes.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

/// 64 bits of a hash, in hexadecimal digits: it names what is in the files, and protects nothing.
pub fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let hash = hash.finalize();
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Every file below a directory, in the order of their names.
pub fn list(directory: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory).map_err(|e| format!("{}: {e}", directory.display()))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()?;
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => files.extend(list(&path)?),
            false => files.push(path),
        }
    }
    Ok(files)
}

/// A file of the repository that is text.
pub fn read_text(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path);
    Ok(text.map_err(|e| format!("{}: {e}", path.display()))?)
}

/// A file of the repository.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    Ok(fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?)
}
