//! Long recordings get short, and say so.

use faultfinder::report;
use faultfinder::report::Outcome;
use faultfinder::share::{self, Contents, RecordingLink};
use faultfinder::trace::step::Step;
use serde_json::json;

use super::{came_to, link_of, open, samples};
use crate::scenario::{Scenario, URL};

#[test]
fn many_tools_lose_their_descriptions_and_stay_many() {
    let report = report::redacted(&samples::with_tools(60));
    let RecordingLink::Link { fragment, left_out } =
        share::recording_link(&report, Contents::Everything)
    else {
        panic!("no link");
    };
    assert!(fragment.len() <= share::SHORT, "{}", fragment.len());
    let left_out = left_out.expect("something was left out");
    assert!(
        left_out.contains("of the bodies of 1 exchange"),
        "{left_out}"
    );
    let recording = open(&fragment).recording.expect("a recording");
    assert_eq!(
        share::left_out(&recording.report.transcript),
        Some(left_out)
    );
    assert_eq!(recording.report.verdict.headline, report.verdict.headline);
    assert_eq!(recording.report.offers.tools.len(), 60);
}

#[test]
fn ten_thousand_tools_are_left_out_without_a_lie() {
    let report = report::redacted(&samples::with_tools(10_000));
    let recording = open(&link_of(&report, Contents::Everything))
        .recording
        .expect("a recording");
    assert_eq!(came_to(&recording.report), came_to(&report));
    assert_eq!(recording.report.verdict.headline, "Connected to example");
    let tools = &recording.report.survey[0];
    assert_eq!(tools.summary, "Listed; not included in this recording");
    assert!(
        recording
            .report
            .findings
            .iter()
            .all(|one| one.code != "tools/empty")
    );
}

/// The tool that is broken stands behind a thousand that are not: nothing shorter shows the fault.
#[test]
fn what_the_verdict_needs_goes_last() {
    let filler = "x1y2z3 ".repeat(2_000);
    let tools = json!({"tools": [
        {"name": "fine", "description": filler, "inputSchema": {"type": "object"}},
        {"name": "broken", "description": filler, "inputSchema": {"type": "array"}},
    ]});
    let prompts: Vec<_> = (0..400_u32)
        .map(|n| json!({"name": format!("prompt-{}", n.wrapping_mul(2_654_435_761))}))
        .collect();
    let run = Scenario::opened(URL)
        .list("tools/list", 0)
        .result(&tools.to_string())
        .pass(&[Step::Tools])
        .list("prompts/list", 0)
        .result(&json!({"prompts": prompts}).to_string())
        .pass(&[Step::Prompts])
        .done();
    let report = report::redacted(&run);
    assert_eq!(report.outcome, Some(Outcome::Degraded));
    let recording = open(&link_of(&report, Contents::Everything))
        .recording
        .expect("a recording");
    assert_eq!(came_to(&recording.report), came_to(&report));
    assert!(recording.report.offers.tools.len() == 2);
}

#[test]
fn what_cannot_be_shortened_is_sent_as_a_file() {
    // Not a body, and of the verdict: an address of 60 kB in which nothing repeats.
    let noise: String = (0..9_000_u64)
        .map(|n| format!("/{:x}g", n.wrapping_mul(6_364_136_223_846_793_005) >> 32))
        .collect();
    let run = Scenario::new(&format!("https://mcp.example.com{noise}"));
    let report = report::redacted(&run.done());
    assert_eq!(
        share::recording_link(&report, Contents::Everything),
        RecordingLink::TooLong
    );
}
