//! What the fuzzer begins with: `seeds <folder>` writes a folder per target, made of the kept transcripts and links, and
//! prints each target with the length of its longest input.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use faultfinder::protocol::document;
use faultfinder::trace::transcript::{EventKind, Transcript};
use faultfinder::trace::user_action::UserAction;
use faultfinder_fuzz::TARGETS;
use serde_json::Value;

#[path = "../../shared/canonical/read.rs"]
mod canonical;

/// Inputs of one target, no two the same.
type Seeds = Vec<(&'static str, BTreeSet<Vec<u8>>)>;

fn main() {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("seeds: say into which folder.");
        std::process::exit(2);
    };
    let mut seeds: Seeds = TARGETS.map(|target| (target.name, BTreeSet::new())).into();
    for text in texts("../transcripts", "json") {
        of_transcript(&mut seeds, &text);
    }
    for text in texts("../links", "txt") {
        for part in text.split_whitespace() {
            add(&mut seeds, "link", part);
            deflated(&mut seeds, part);
        }
    }
    for folder in ["../engine", "../engine/evidence", "../engine/oauth"] {
        for text in texts(folder, "rs") {
            of_tests(&mut seeds, &text);
        }
    }
    for text in texts("../engine/fixtures/evidence", "txt") {
        add(&mut seeds, "evidence", text);
    }
    for (name, inputs) in &seeds {
        let folder = folder.join(name);
        fs::create_dir_all(&folder).expect("a folder for the seeds");
        for (number, input) in inputs.iter().enumerate() {
            fs::write(folder.join(number.to_string()), input).expect("room for the seeds");
        }
    }
    for target in &TARGETS {
        println!("{} {}", target.name, target.longest);
    }
}

/// The files of a folder with this ending, as text.
fn texts(folder: &str, ending: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let wanted = paths.filter(|path| path.extension().is_some_and(|found| found == ending));
    wanted
        .filter_map(|path| fs::read_to_string(path).ok())
        .collect()
}

fn add(seeds: &mut Seeds, name: &str, input: impl AsRef<[u8]>) {
    let target = TARGETS.iter().find(|target| target.name == name);
    let inputs = seeds.iter_mut().find(|(other, _)| *other == name);
    if let (Some(target), Some((_, inputs))) = (target, inputs)
        && input.as_ref().len() <= target.longest
    {
        inputs.insert(input.as_ref().to_vec());
    }
}

fn of_transcript(seeds: &mut Seeds, text: &str) {
    let content = canonical::content(text, 0).expect("a kept transcript");
    let transcript = content["transcript"].to_string();
    add(seeds, "transcript", &transcript);
    let file = format!(
        r#"{{"format":"faultfinder-report","version":1,"tool":{{"version":"0.1.0"}},"transcript":{transcript}}}"#
    );
    add(seeds, "recorded", file);
    let transcript: Transcript = document::read(&transcript).expect("a transcript");
    add(seeds, "address", &transcript.options.server);
    for event in &transcript.events {
        match &event.kind {
            EventKind::Chunk { bytes, .. } => of_body(seeds, &bytes.0),
            EventKind::Head { head, .. } => {
                for (name, value) in head.headers.iter() {
                    let target = match name {
                        "www-authenticate" => "challenge",
                        _ => "headers",
                    };
                    add(seeds, target, value);
                }
            }
            EventKind::UserAction {
                action: UserAction::CallbackReceived { url },
                ..
            } => add(seeds, "callback", url),
            _ => {}
        }
    }
}

fn of_body(seeds: &mut Seeds, body: &[u8]) {
    for name in ["json", "message", "oauth"] {
        add(seeds, name, body);
    }
    add(seeds, "stream", [b"\xff\x07", body].concat());
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return;
    };
    let tools = body["result"]["tools"].as_array();
    for tool in tools.into_iter().flatten() {
        add(seeds, "schema", tool["inputSchema"].to_string());
    }
}

/// What the tests write down as addresses, tokens, challenges and what people paste.
fn of_tests(seeds: &mut Seeds, text: &str) {
    for literal in text.split('"').skip(1).step_by(2) {
        let literal = literal.replace("\\n", "\n").replace("\\r", "\r");
        let names: &[&str] = match literal.as_str() {
            text if text.starts_with("ey") => &["jwt"],
            text if text.starts_with("Bearer") => &["challenge"],
            text if text.contains("curl") || text.contains("HTTP/1.1") => &["evidence"],
            text if text.contains("code=") || text.contains("error=") => &["callback", "link"],
            text if text.contains("://") => &["address", "link"],
            text if text.ends_with('Z') => &["time"],
            _ => &[],
        };
        for name in names {
            add(seeds, name, &literal);
        }
    }
}

/// The deflated document of a recorded link, without its sum.
fn deflated(seeds: &mut Seeds, fragment: &str) {
    use base64::Engine as _;
    let data = fragment.strip_prefix("#report=1.").unwrap_or_default();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(data);
    if let Some((deflated, _)) = bytes
        .ok()
        .as_deref()
        .and_then(<[u8]>::split_last_chunk::<4>)
    {
        add(seeds, "recorded", deflated);
    }
}
