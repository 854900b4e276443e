//! Keeps the transcripts of the lab's causes as the native tests read them: what the page recorded of each,
//! redacted by the page itself, beside what the lab expects of it. `tests/transcripts/README.md` says more.

use std::path::Path;

use faultfinder::protocol::time;
use faultfinder_lab::Cause;
use serde_json::{Value, json};

use crate::case::Row;
use crate::failure::{Failure, Result};
use crate::gist::says_the_same;
use crate::kept::canonical;
use crate::world::{Vantage, World};

/// The suites that try causes of the lab.
pub const SUITES: [&str; 5] = ["healthy", "lab", "deep", "sign-in", "secure"];

/// Longer ones stay out: ten thousand tools are worth a test in the browser, not megabytes in the repository.
const LARGEST: usize = 72_000;

/// What stands in a file for the ports of a run, which are any free ones. They have as many digits as those,
/// so that lengths stay true.
const PAGE_PORT: u16 = 54117;
const LAB_PORT: u16 = 54118;
const SECOND_PORT: u16 = 54119;
const OWN_PORT: u16 = 54120;

/// What stands for the random part of a run, and for its date.
const NONCE: &str = "0123456789abcdef";
const DATE: &str = "2026-01-01T00:00:00.000Z";

/// Writes down the transcript in this report, if the command line asks for it and the file there does not say the
/// same already.
pub fn keep(
    world: &World,
    cause: &Cause,
    (own, vantage): (Vantage, Vantage),
    report: &Value,
    row: &mut Row,
) -> Result<()> {
    let Some(directory) = &world.choices.save_transcripts else {
        return Ok(());
    };
    let name = if vantage == own {
        cause.id.to_owned()
    } else {
        format!("{}-{}", vantage.name(), cause.id)
    };
    let text = canonical::write::text(&canonical::canonical(&json!({
        "cause": cause.id,
        "vantage": vantage.name(),
        "expect": cause.expect.chromium,
        "transcript": steady(&report["transcript"], world, cause)?,
    })));
    if text.len() > LARGEST {
        let size = text.len().div_ceil(1000);
        row.notes.push(format!(
            "{name}: its transcript has {size} kB and is not kept"
        ));
        return Ok(());
    }
    write(&directory.join(format!("{name}.json")), &text)
}

fn write(file: &Path, text: &str) -> Result<()> {
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    if says_the_same(&kept, text) {
        return Ok(());
    }
    if let Some(directory) = file.parent() {
        std::fs::create_dir_all(directory)?;
    }
    Ok(std::fs::write(file, text)?)
}

/// The transcript with what is another at every run written as always the same.
fn steady(transcript: &Value, world: &World, cause: &Cause) -> Result<Value> {
    let environment = &transcript["environment"];
    let text_at = |name: &str| environment[name].as_str().unwrap_or_default();
    let mut text = transcript.to_string();
    for (found, written) in [(text_at("nonce"), NONCE), (text_at("started_at"), DATE)] {
        if !found.is_empty() {
            text = text.replace(found, written);
        }
    }
    let lab = [
        (port_of(text_at("page_origin")), PAGE_PORT),
        (port_of(&world.lab.origin()), LAB_PORT),
        (port_of(&world.lab.second_origin()), SECOND_PORT),
    ];
    // An address that is only typed names no port of this run, and those have fewer digits.
    let own = port_of(&cause.url).filter(|port| *port >= 10_000);
    for (found, written) in lab.into_iter().chain([(own, OWN_PORT)]) {
        if let Some(found) = found {
            text = with_port(&text, found, written);
        }
    }
    let text = with_date(&text, text_at("started_at"));
    serde_json::from_str(&text).map_err(|error| Failure(format!("{}: {error}", cause.id)))
}

/// Moves the times that a sign-in writes down (seconds since 1970: of tokens, of clients) to where the run is moved.
fn with_date(text: &str, started: &str) -> String {
    const FAR: i64 = 400 * 86_400;
    let (Some(from), Some(to)) = (time::seconds(started), time::seconds(DATE)) else {
        return text.to_owned();
    };
    let is_digit = |c: char| c.is_ascii_digit();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_digit) {
        let (before, digits) = rest.split_at(at);
        let end = digits.find(|c| !is_digit(c)).unwrap_or(digits.len());
        let (digits, after) = digits.split_at(end);
        let moment = digits.parse().ok().filter(|moment: &i64| {
            // A name or another secret's remains may hold digits too, between letters.
            let stands_alone = before.ends_with(':') && after.starts_with([',', '}']);
            stands_alone && (moment - from).abs() < FAR
        });
        out.push_str(before);
        match moment {
            Some(moment) => out.push_str(&(steadily(moment - from) + to).to_string()),
            None => out.push_str(digits),
        }
        rest = after;
    }
    out + rest
}

/// Seconds since the beginning of the run, without the few that it takes, one time more and another time less.
fn steadily(seconds: i64) -> i64 {
    const STEP: i64 = 20;
    (seconds + STEP / 2).div_euclid(STEP) * STEP
}

/// The port that an address names.
fn port_of(address: &str) -> Option<u16> {
    url::Url::parse(address).ok()?.port()
}

/// Replaces a port wherever it follows a colon, which in a URL may be written `%3A`.
fn with_port(text: &str, found: u16, written: u16) -> String {
    let mut rest = text;
    let mut out = String::with_capacity(text.len());
    let digits = found.to_string();
    while let Some(at) = rest.find(&digits) {
        let (before, after) = (&rest[..at], &rest[at + digits.len()..]);
        // A number of the document itself follows a colon too, but that one ends a name in quotes.
        let is_port = (before.ends_with(':') && !before.ends_with("\":")
            || before.ends_with("%3A"))
            && !after.starts_with(|c: char| c.is_ascii_digit());
        out.push_str(before);
        out.push_str(&if is_port {
            written.to_string()
        } else {
            digits.clone()
        });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use faultfinder_lab::{Lab, Options};

    use super::*;
    use crate::kept::{self, Kept};

    /// Causes without a transcript, and why.
    const LEFT_OUT: [(&str, &str); 6] = [
        ("healthy-10000-tools", "2 MB"),
        ("healthy-10000-tools-paged", "2 MB"),
        ("too-long", "100 kB"),
        ("body-too-large", "6 MB"),
        ("stream-floods", "5 MB"),
        ("lists-endless-and-large", "16 MB"),
    ];

    fn kept() -> Vec<Kept> {
        kept::all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../transcripts"))
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn each_cause_has_its_transcript() {
        let lab = Lab::start(Options::default()).await.expect("the lab");
        let names: Vec<String> = kept().into_iter().map(|kept| kept.name).collect();
        let causes = lab.causes();
        let missing: Vec<&str> = causes
            .iter()
            .map(|cause| cause.id)
            .filter(|id| !names.iter().any(|name| name == id))
            .collect();
        assert_eq!(
            missing,
            LEFT_OUT.map(|(id, _)| id),
            "record them, as tests/transcripts/README.md says"
        );
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn each_transcript_expects_what_the_lab_does() {
        let lab = Lab::start(Options::default()).await.expect("the lab");
        for Kept { name, content, .. } in kept() {
            let id = content["cause"].as_str().unwrap_or_default();
            let cause = lab
                .cause(id)
                .unwrap_or_else(|| panic!("{name}: the lab has no {id}"));
            let expect = serde_json::to_value(&cause.expect.chromium).expect("JSON");
            assert_eq!(content["expect"], expect, "{name}");
            assert!(name.ends_with(id), "{name}: {id}");
        }
    }

    #[test]
    fn times_move_with_the_run() {
        let text =
            r#"{"exp":1795461603,"claims":"{\"iat\":1795458000}","id":7,"name":"x:1795461600y"}"#;
        assert_eq!(
            with_date(text, "2026-11-23T18:20:00.000Z"),
            r#"{"exp":1767229200,"claims":"{\"iat\":1767225600}","id":7,"name":"x:1795461600y"}"#
        );
    }

    #[test]
    fn ports_are_replaced_by_the_same_ones() {
        let text = r#"{"at":45873,"url":"http://localhost:45873/x?to=http%3A%2F%2Fa%3A45873","n":":458731"}"#;
        assert_eq!(
            with_port(text, 45873, LAB_PORT),
            r#"{"at":45873,"url":"http://localhost:54118/x?to=http%3A%2F%2Fa%3A54118","n":":458731"}"#
        );
    }
}
