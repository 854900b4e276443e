//! Any transcript survives being written and read.

use faultfinder::trace::transcript::Transcript;
use faultfinder::{render, report, share};
use proptest::prelude::*;
use serde_json::Value;

use crate::shapes::Dice;

/// Texts of every kind.
const TEXTS: [&str; 10] = [
    "",
    "plain",
    "ä € 😀 \u{0} \u{2028}",
    "\"quoted\\\" \n\r\t",
    "<script>&lt;",
    "https://mcp.example.com/mcp?x=1&y=2#z",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
    "data: {}\n\n",
    "1e999",
    "redacted:token:12#3",
];

pub fn any_transcript() -> impl Strategy<Value = Transcript> {
    let bytes = proptest::collection::vec(any::<u8>(), 0..600);
    bytes.prop_map(|bytes| {
        let texts = TEXTS.iter().map(|text| (*text).to_owned());
        Dice::new(bytes, texts.collect()).transcript()
    })
}

proptest! {
    /// However odd the transcript: its file opens, to the same report, and it fits into links.
    #[test]
    fn a_file_opens_to_what_was_saved(transcript in any_transcript()) {
        let report = report::redacted(&transcript);
        let file = render::json(&report);
        let opened = share::import(&file);
        prop_assert_eq!(opened.problem, None);
        let recording = opened.recording.expect("a recording");
        prop_assert_eq!(&recording.report.transcript, &report.transcript);
        prop_assert_eq!(&*recording.report, &*report);
        let document: Value = serde_json::from_str(&file).expect("JSON");
        prop_assert_eq!(document["tool"]["version"].as_str(), Some(recording.tool.as_str()));
    }

    #[test]
    fn odd_transcripts_travel(transcript in any_transcript()) {
        let report = report::redacted(&transcript);
        let opened = super::open(&super::link_of(&report, share::Contents::Everything));
        let recording = opened.recording.expect("a recording");
        prop_assert_eq!(share::expected(&recording.report), share::expected(&report));
        prop_assert_eq!(recording.then, share::expected(&report));
        share::compare(&report, &recording.report);
        super::open(&super::link_of(&report, share::Contents::WithoutBodies));
        super::open(&super::link_of(&report, share::Contents::VerdictOnly));
        super::open(&share::reproduce(&report));
    }
}
