//! The verdict and what stands in it, over everything that the lab does wrong.

use faultfinder::app::fix_line::FixLine;
use faultfinder::app::foreign_evidence::ForeignEvidence;
use faultfinder::app::message::Message;
use faultfinder::app::offers::found_about;
use faultfinder::app::sharing::{Recorded, Source};
use faultfinder::app::update::update;
use faultfinder::app::verdict::Marks;
use faultfinder::app::verdict_details::{Action, actions};
use faultfinder::checks::finding::Severity;
use faultfinder::evidence;
use faultfinder::report::waits::Waits;
use faultfinder::report::{self, List, Outcome, Report};
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::transcript::{Event, EventKind};

use crate::faults::help;
use crate::fixtures::{Kept, all};
use crate::panels::{healthy, page_of, without_cors};

fn reported(name: &str) -> Report {
    let kept = all().iter().find(|kept| kept.name == name);
    report::compute(&kept.expect(name).transcript)
}

#[test]
fn a_step_that_does_not_apply_owns_no_bar() {
    for kept in all() {
        let report = report::compute(&kept.transcript);
        let skipped = report.steps.iter();
        let skipped: Vec<Step> = skipped
            .filter(|step| step.status == Status::Skipped)
            .map(|step| step.id)
            .collect();
        let owned = report.exchanges.iter();
        let owned = owned.filter(|exchange| skipped.contains(&exchange.step));
        assert_eq!(owned.count(), 0, "{}", kept.name);
    }
}

#[test]
fn the_opening_exchange_stands_in_session() {
    for (name, label) in [
        ("healthy-2025-11-25", "initialize"),
        ("healthy-2026-07-28", "server/discover"),
    ] {
        let report = reported(name);
        let mut exchanges = report.exchanges.iter();
        let opening = exchanges.rfind(|exchange| exchange.label == label);
        assert_eq!(opening.map(|one| one.step), Some(Step::Session), "{name}");
    }
}

#[test]
fn every_fault_has_its_line() {
    let help = help();
    for kept in all() {
        let mut report = report::compute(&kept.transcript);
        for finding in &mut report.findings {
            help.complete(finding);
        }
        let line = FixLine::of(&report, &help, 0);
        let is_broken = matches!(
            report.outcome,
            Some(Outcome::Failed | Outcome::Inconclusive | Outcome::Degraded)
        );
        if is_broken {
            let line = line.unwrap_or_else(|| panic!("{} has no line", kept.name));
            assert!(!line.copies.is_empty(), "{}", kept.name);
        }
    }
}

#[test]
fn a_degraded_verdict_names_the_fault_and_marks_the_tool() {
    let report = reported("schema-any-of");
    assert_eq!(report.verdict.eyebrow, "Connected, but 1 problem");
    let title = report.verdict.headline.as_str();
    assert!(title.contains("`spoilt`"), "{title}");
    let marks = report.offers.tools.iter();
    let marks = marks.map(|tool| (tool.name.as_str(), found_about(&report, List::Tools, tool)));
    let marked: Vec<_> = marks.filter(|(_, found)| found.is_some()).collect();
    assert_eq!(marked, [("spoilt", Some(Severity::Fault))]);
    let failed = reported("tools-list-500");
    assert!(failed.verdict.meta[0].contains("tools/list failed"));
}

#[test]
fn a_warning_reaches_the_verdict() {
    let report = reported("tool-name-bad");
    assert_eq!(report.verdict.eyebrow, "Connected, 1 warning");
}

/// What a page shows beside the words.
fn marks(name: &str) -> Marks {
    Marks::of(&reported(name), page_of(&healthy().run).run())
}

#[test]
fn only_what_browsers_alone_meet_is_amber() {
    for (name, tone) in [
        ("cors-none", "browser"),
        ("header-session-id", "browser"),
        // Other clients meet the wrong path as well.
        ("other-path-answers", "failed"),
        ("html-page", "failed"),
        ("tool-name-bad", "warned"),
        ("healthy-2025-11-25", "healthy"),
        ("schema-any-of", "degraded"),
    ] {
        assert_eq!(marks(name).tone, tone, "{name}");
    }
}

#[test]
fn one_action_is_the_next_step() {
    let mut state = page_of(&without_cors().run);
    assert_eq!(actions(&state), [Action::PastTheBrowser, Action::Share]);
    for (source, first) in [
        (Source::Example, Action::OwnServer),
        (Source::File, Action::RunAgain),
    ] {
        state.run_mut().recorded = Some(Recorded {
            reread: None,
            source,
        });
        assert_eq!(actions(&state), [first, Action::Share]);
    }
    assert_eq!(actions(&page_of(&healthy().run)), [Action::Share]);
}

#[test]
fn the_users_own_time_is_no_duration() {
    let acts = |event: &Event| matches!(event.kind, EventKind::UserAction { .. });
    let signed_in = |kept: &&Kept| {
        let is_healthy = kept.content["expect"]["outcome"] == "healthy";
        is_healthy && kept.transcript.events.iter().any(acts)
    };
    let kept = all().iter().find(signed_in).expect("somebody signs in");
    let mut slow = kept.transcript.clone();
    let first = slow.events.iter().position(acts).unwrap_or_default();
    for event in slow.events.iter_mut().skip(first) {
        event.at += 40_000.0;
    }
    let waits = Waits::of(&slow);
    assert_eq!(waits.iter().count(), 1);
    assert!(waits.iter().all(|wait| wait.length >= 40_000.0));
    let meta = |transcript| report::compute(transcript).verdict.meta;
    assert_eq!(meta(&kept.transcript), meta(&slow), "{}", kept.name);
}

/// A paste about this URL, into a run about `https://mcp.test/v1/mcp` that stopped at step 3.
fn pasted_about(url: &str, is_foreign: bool) {
    let text = format!("$ curl -si '{url}'\nHTTP/1.1 200 OK\ncontent-type: text/plain\n\nok\n");
    let pasted = evidence::read(&text).expect("it is read");
    let mut state = page_of(&without_cors().run);
    let report = state.run().report.clone().unwrap();
    let foreign = ForeignEvidence::of(&report, &pasted);
    assert_eq!(foreign.is_some(), is_foreign, "{url}");
    if let Some(foreign) = foreign {
        assert_eq!(foreign.url, url);
        let effects = update(&mut state, Message::EvidenceRefused(foreign));
        assert!(effects.is_empty(), "{effects:?}");
        assert!(state.run().view.evidence_foreign.is_some());
    }
}

rows! {
    pasted_about;
    the_same: ("https://mcp.test/v1/mcp", false),
    // curl's output does not always say that it was TLS.
    another_scheme: ("http://mcp.test/v1/mcp", false),
    a_slash: ("https://mcp.test/v1/mcp/", false),
    another_host: ("https://other.test/v1/mcp", true),
    another_port: ("https://mcp.test:8443/v1/mcp", true),
    another_path: ("https://mcp.test/v2/mcp", true),
}
