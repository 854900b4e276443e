//! Everything that reads what others wrote, as functions that take any bytes and panic where something is wrong.
//!
//! `./dev fuzz` runs each under libFuzzer. What it finds worth keeping lies in `corpus/`, one file per target, which
//! `tests/corpus.rs` reads in every test run.

pub mod corpus;
mod documents;
#[path = "../../shared/drive.rs"]
mod drive;
#[path = "../../shared/environment.rs"]
mod environment;
mod messages;
pub mod mutate;
mod runs;
mod texts;
#[path = "../../shared/vantage_contract.rs"]
mod vantage_contract;
pub mod work;

/// One reader of outside data.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    /// Longer inputs teach nothing that shorter ones do not.
    pub longest: usize,
}

const fn target_of(name: &'static str, longest: usize, run: fn(&[u8])) -> Target {
    Target { name, run, longest }
}

/// All of them, by name.
pub const TARGETS: [Target; 16] = [
    target_of("address", 2048, texts::address),
    target_of("callback", 1024, texts::callback),
    target_of("challenge", 1024, texts::challenge),
    target_of("evidence", 4096, texts::evidence),
    target_of("headers", 512, texts::headers),
    target_of("json", 2048, documents::json),
    target_of("jwt", 1024, texts::jwt),
    target_of("link", 4096, texts::link),
    target_of("message", 2048, messages::message),
    target_of("oauth", 2048, documents::oauth),
    target_of("recorded", 16_384, runs::recorded),
    target_of("run", 2048, runs::run),
    target_of("schema", 4096, runs::schema),
    target_of("stream", 1024, messages::stream),
    target_of("time", 64, texts::time),
    target_of("transcript", 16_384, runs::transcript),
];

pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// The bytes as the text that a page makes of them.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
