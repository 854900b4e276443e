//! The kept transcripts, read, and the engine run on them again. Used by the native tests and by the bench.

use std::path::Path;

use faultfinder::engine::Run;
use faultfinder::protocol::document;
use faultfinder::trace::transcript::{Event, EventKind, Transcript};
use faultfinder::trace::wire::{Action, Input, Output};
use serde_json::Value;

#[path = "canonical.rs"]
pub mod canonical;

/// One file of `tests/transcripts`.
pub struct Kept {
    /// The file's name without its ending.
    pub name: String,
    /// Its whole content, with the transcript in the form of a report.
    pub content: Value,
    pub transcript: Transcript,
}

/// Every kept transcript in this folder, by name.
pub fn all(folder: &Path) -> Vec<Kept> {
    let entries = std::fs::read_dir(folder).expect("tests/transcripts is there");
    let files = entries.map(|entry| entry.expect("an entry").path());
    let mut kept: Vec<Kept> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| read(&path))
        .collect();
    kept.sort_by(|a, b| a.name.cmp(&b.name));
    kept
}

fn read(path: &Path) -> Kept {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string());
    let (content, transcript) = text
        .and_then(|text| parse(&text))
        .unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Kept {
        name: name.into_owned(),
        content,
        transcript,
    }
}

/// A kept file, and the transcript in it.
pub fn parse(text: &str) -> Result<(Value, Transcript), String> {
    let content = canonical::content(text, 0)?;
    let transcript = document::member(&content, "transcript").ok_or("no transcript")?;
    Ok((content, transcript))
}

/// Tells a new session all that this one was told, when it was told. What the engine did is left to it.
pub fn replay(transcript: &Transcript) -> Run {
    let mut session = Run::new(transcript.options.clone());
    if let Some(environment) = &transcript.environment {
        session.handle(0.0, Input::Start(environment.clone()));
    }
    for (index, event) in transcript.events.iter().enumerate() {
        while !matches!(
            session.poll(),
            Output::WakeAt(_) | Output::AskUser(_) | Output::Done
        ) {}
        let is_its_own = index < session.transcript().events.len();
        if !is_its_own {
            session.handle(event.at, input(event));
        }
    }
    session
}

/// What the engine was told when it wrote this down; what it wrote by itself came with the passing of time.
fn input(event: &Event) -> Input {
    match event.kind.clone() {
        EventKind::Head { id, head } => Input::Head { id, head },
        EventKind::Chunk { id, bytes } => Input::Chunk { id, bytes: bytes.0 },
        EventKind::End { id } => Input::End { id },
        EventKind::Failed { id, failure } => Input::Failed { id, failure },
        EventKind::ProbeResult { id, result } => Input::ProbeResult { id, result },
        EventKind::Unsupported { id } => Input::Unsupported(id),
        EventKind::Cancel => Input::User(Action::Cancel),
        EventKind::UserAction { action, .. } => Input::User(Action::UserAction(action)),
        EventKind::Paste { pasted } => Input::User(Action::Paste(pasted)),
        EventKind::Send(_)
        | EventKind::Abort { .. }
        | EventKind::Probe { .. }
        | EventKind::Step { .. }
        | EventKind::Done => Input::Tick,
    }
}
