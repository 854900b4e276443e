//! What few visits need, each in a file that the page loads when it is asked for.

use std::fs;
use std::path::Path;

use super::{canonical, quote};

/// What a newcomer can look at, made from kept transcripts of the fault lab.
const RECORDINGS: [(&str, &str); 3] = [
    ("cors", "header-protocol-version"),
    ("sign-in", "challenge"),
    ("healthy", "healthy-2025-11-25"),
];

/// How long each answer takes in them: kept transcripts have no short waits, and a timeline without any shows nothing.
const PACE_MS: u64 = 25;

/// The scripts of the evidence panel: `{"sh": …, "powershell": …}`
pub fn scripts(root: &Path) -> Result<String, String> {
    let read = |name: &str| {
        println!("cargo:rerun-if-changed=src/evidence/{name}");
        let file = root.join("src/evidence").join(name);
        let text = fs::read_to_string(&file);
        text.map(|text| quote(&text))
            .map_err(|problem| format!("{}: {problem}", file.display()))
    };
    let (sh, powershell) = (read("script.sh")?, read("script.ps1")?);
    Ok(format!("{{\"sh\":{sh},\n\"powershell\":{powershell}}}\n"))
}

/// `{"<name>": "<a report, of which only the transcript is there>", …}`
pub fn recordings(root: &Path) -> Result<String, String> {
    let mut all = Vec::new();
    for (name, cause) in RECORDINGS {
        println!("cargo:rerun-if-changed=tests/transcripts/{cause}.json");
        let file = root.join(format!("tests/transcripts/{cause}.json"));
        let kept = fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        let kept = canonical::content(&kept, PACE_MS)
            .map_err(|problem| format!("{}: {problem}", file.display()))?;
        let transcript = kept["transcript"].to_string();
        // Of the lab's ports and paths a newcomer knows nothing.
        let transcript = transcript
            .replace(
                &format!("http://localhost:54118/{cause}/"),
                "https://mcp.example.com/",
            )
            .replace("http://localhost:54118", "https://mcp.example.com")
            .replace("localhost:54118", "mcp.example.com");
        let document = format!(
            "{{\"format\":\"faultfinder-report\",\"version\":1,\"transcript\":{transcript}}}"
        );
        all.push(format!("{}:{}", quote(name), quote(&document)));
    }
    Ok(format!("{{{}}}\n", all.join(",\n")))
}
