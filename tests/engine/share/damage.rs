//! Fragments cut, padded, altered, blown up; documents of the wrong shape.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use faultfinder::report;
use faultfinder::share::{self, Contents};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{link_of, samples};
use crate::scenario::{Scenario, URL};

fn sample() -> String {
    let run = Scenario::opened(URL)
        .list("tools/list", 0)
        .result(r#"{"tools":[]}"#)
        .done();
    link_of(&report::redacted(&run), Contents::Everything)
}

/// What the page says of a fragment that it cannot open.
fn problem(fragment: &str) -> String {
    let opened = share::read(fragment, "");
    assert!(opened.recording.is_none());
    opened.problem.unwrap_or_default()
}

/// A link that holds these bytes, deflated by us, with a sum that is right.
fn link_around(deflated: &[u8]) -> String {
    let sum = deflated.iter().fold(0x811c_9dc5_u32, |sum, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    let bytes = [deflated, &sum.to_be_bytes()].concat();
    format!("#report=1.{}", URL_SAFE_NO_PAD.encode(bytes))
}

fn link_to(text: &str) -> String {
    link_around(&miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 9))
}

const WHOLE: &str = "This link is not whole";
const TOO_MUCH: &str = "This link holds more";
const NEWER: &str = "This was made by a newer Faultfinder (format 2, this page knows 1)";
const NO_REPORT: &str = "This link holds no Faultfinder report.";
const MISSHAPEN: &str = "This link holds a Faultfinder report of a shape";

#[test]
fn every_cut_is_found() {
    let link = sample();
    for end in "#report=".len()..link.len() {
        assert!(problem(&link[..end]).starts_with(WHOLE), "{end}");
    }
}

fn padding_and_company_do_no_harm(change: fn(&str) -> String) {
    let whole = change(&sample());
    let opened = share::read(&whole, "");
    assert_eq!(opened.problem, None, "{whole}");
    assert!(opened.recording.is_some());
    assert_eq!(opened.link.embed, whole.contains("embed"));
}

rows! { padding_and_company_do_no_harm;
    one_equals_sign: (|link| format!("{link}=")),
    two_equals_signs: (|link| format!("{link}==")),
    embedded: (|link| format!("{link}&embed=1")),
    followed: (|link| format!("{link}&utm_source=chat")),
    embedded_before: (|link| format!("#embed=1&{}", &link[1..])),
    without_its_mark: (|link| link[1..].to_owned()),
}

fn other_versions_are_named(fragment: &str) {
    assert!(problem(fragment).starts_with(NEWER), "{fragment}");
}

rows! { other_versions_are_named;
    whole: (&sample().replace("#report=1.", "#report=2.")),
    empty: ("#report=2."),
    in_the_document: (&link_to(r#"{"format":"faultfinder-report","version":2}"#)),
}

#[test]
fn a_version_of_any_length_is_newer() {
    assert!(problem("#report=99999999999999999999.x").contains("newer"));
}

#[test]
fn a_newer_link_without_a_recording_is_read_as_far_as_it_goes() {
    let newer = share::read(&format!("#v=2&server={URL}"), "");
    assert_eq!(newer.link.server.as_deref(), Some(URL));
    assert!(newer.problem.unwrap_or_default().starts_with(NEWER));
}

/// Deflate that becomes so many zeros, so many times over.
fn zeros(count: usize, times: usize) -> Vec<u8> {
    use miniz_oxide::{DataFormat, MZFlush, deflate};
    let mut state = deflate::core::CompressorOxide::default();
    state.set_format_and_level(DataFormat::Raw, 9);
    let mut once = vec![0; 4_000];
    let made = deflate::stream::deflate(&mut state, &vec![0; count], &mut once, MZFlush::Full);
    assert_eq!(made.bytes_consumed, count);
    once.truncate(made.bytes_written);
    once.repeat(times)
}

#[test]
fn a_gigabyte_of_zeros_stops() {
    let gigabyte = link_around(&zeros(1 << 20, 740));
    let length = gigabyte.len();
    assert!((1_000_000..1 << 20).contains(&length), "{length}");
    assert!(problem(&gigabyte).starts_with(TOO_MUCH));
}

fn bombs_stop(fragment: &str, expected: &str) {
    assert!(problem(fragment).starts_with(expected));
}

rows! { bombs_stop;
    as_much_as_may_be: (&link_to(&"[".repeat(4 << 20)), NO_REPORT),
    one_byte_more: (&link_to(&"[".repeat((4 << 20) + 1)), TOO_MUCH),
    long_recording: (&format!("#report=1.{}", "A".repeat(2_000_000)), TOO_MUCH),
    many_parameters: (&format!("#{}", "&".repeat(2_000_000)), TOO_MUCH),
}

fn what_is_no_report_is_said(text: &str) {
    assert_eq!(problem(&link_to(text)), NO_REPORT);
    let problem = share::import(text).problem;
    let expected = "This file holds no Faultfinder report.";
    assert_eq!(problem.as_deref(), Some(expected));
}

rows! { what_is_no_report_is_said;
    empty: (""),
    null: ("null"),
    array: ("[]"),
    object: ("{}"),
    cut: ("{"),
    byte_order_mark: ("\u{feff}{}"),
    other_format: (r#"{"format":"har"}"#),
    format_as_number: (r#"{"format":7}"#),
}

fn what_is_not_whole_is_said(fragment: &str) {
    assert!(problem(fragment).starts_with(WHOLE), "{fragment}");
}

rows! { what_is_not_whole_is_said;
    not_deflated: (&link_around(b"no deflate")),
    not_utf8: (&link_around(&miniz_oxide::deflate::compress_to_vec(b"\xff\xfe", 6))),
    empty: ("#report="),
    version_alone: ("#report=1"),
    version_and_dot: ("#report=1."),
    dot_alone: ("#report=."),
    too_short: ("#report=1.AAAA"),
    no_base64: ("#report=1.%%%"),
    not_ascii: ("#report=ä.ö"),
}

fn a_report_of_another_shape_is_said(document: Value) {
    assert!(problem(&link_to(&document.to_string())).starts_with(MISSHAPEN));
}

rows! { a_report_of_another_shape_is_said;
    no_transcript: (json!({"format": "faultfinder-report", "version": 1})),
    null_transcript: (json!({"format": "faultfinder-report", "version": 1, "transcript": null})),
    number_of_events: (json!({"format": "faultfinder-report", "version": 1, "transcript": {"events": 1}})),
    version_as_array: (json!({"format": "faultfinder-report", "version": [1], "transcript": []})),
}

/// A document with one of its values replaced by something else, wherever it stands.
fn altered(document: &Value, place: usize, by: &Value) -> (Value, usize) {
    let mut left = place;
    let mut copy = document.clone();
    replace(&mut copy, &mut left, by);
    (copy, left)
}

fn replace(value: &mut Value, left: &mut usize, by: &Value) {
    if *left == 0 {
        *value = by.clone();
        *left = usize::MAX;
        return;
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, left, by)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|item| replace(item, left, by)),
        _ => {}
    }
}

fn any_value_may_be_another_one(by: Value) {
    let played = samples::played();
    for run in [&played[1], &played[3]] {
        let report = report::redacted(run);
        let document: Value = serde_json::from_str(&faultfinder::render::json(&report)).unwrap();
        let document = json!({
            "format": "faultfinder-report", "version": 1, "outcome": "failed", "transcript": document["transcript"],
        });
        for place in 0.. {
            let (altered, left) = altered(&document, place, &by);
            if left < usize::MAX - (1 << 20) {
                break;
            }
            // Opens, or says why not; never ends the page.
            let opened = share::import(&altered.to_string());
            assert!(opened.recording.is_some() != opened.problem.is_some());
        }
    }
}

rows! { any_value_may_be_another_one;
    null: (json!(null)),
    negative: (json!(-1)),
    text: (json!("x")),
    array: (json!([])),
    object: (json!({})),
    large: (json!(9_999_999_999_u64)),
    number_as_text: (json!("0")),
}

proptest! {
    #[test]
    fn any_fragment_is_read(fragment: String, query: String, data in "[A-Za-z0-9_-]{0,300}", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        share::read(&fragment, &query);
        share::read(&format!("#report=1.{data}"), "");
        share::read(&link_around(&bytes), "");
        share::import(&fragment);
    }

    #[test]
    fn every_changed_letter_is_found(place: prop::sample::Index, letter in "[A-Za-z0-9_-]") {
        let link = sample();
        let start = "#report=1.".len();
        let at = start + place.index(link.len() - start);
        prop_assume!(link[at..=at] != letter);
        let changed = format!("{}{letter}{}", &link[..at], &link[at + 1..]);
        // The last letter may carry bits that mean nothing, which the decoder refuses too.
        prop_assert!(problem(&changed).starts_with(WHOLE));
    }
}

#[test]
fn markup_stays_text() {
    let script = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    let run = Scenario::new(&format!("https://a.test/{script}"))
        .list("tools/list", 0)
        .result(&json!({"tools": [{"name": script, "description": script}]}).to_string())
        .done();
    let report = report::redacted(&run);
    let opened = share::read(&share::reproduce(&report), "");
    assert_eq!(
        opened.link.server.as_deref(),
        Some(run.options.server.as_str())
    );
    assert!(!share::reproduce(&report).contains('<'));
    share::read(&link_of(&report, Contents::Everything), "")
        .recording
        .expect("a recording");
}
