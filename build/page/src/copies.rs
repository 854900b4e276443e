//! What is served as it stands in the repository, or nearly.

use std::path::Path;

use crate::Result;
use crate::files::{Files, list, read, read_text};
use crate::text::without_comments;

/// Where build.rs leaves the files that load later or on demand: their names hold hashes already.
const PUBLISHED: &str = "target/help";

/// Beside what `index.html` names, as the hooks in Trunk.toml do.
pub fn add(root: &Path, files: &mut Files) -> Result<()> {
    for path in list(&root.join(PUBLISHED))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        files.add(name, read(&path)?);
    }
    // Under names that hosts serve as text.
    for (file, name) in [
        ("LICENSE-MIT", "license-mit.txt"),
        ("LICENSE-APACHE", "license-apache.txt"),
    ] {
        files.add(name, read(&root.join(file))?);
    }
    // What other people's pages load (docs/embedding.md).
    let embed = read_text(&root.join("src/embed/embed.js"))?;
    files.add("embed.js", without_comments(&embed));
    Ok(())
}
