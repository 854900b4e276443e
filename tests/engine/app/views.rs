//! What the lower half of the page is drawn from.

use faultfinder::app::exchange::{Marks, neighbours, result, timing};
use faultfinder::app::finding::{
    Fix, Snippets, count_others, other_codes, shared_command, visible_evidence, with_code,
};
use faultfinder::app::markdown::Block;
use faultfinder::app::message::Message;
use faultfinder::app::offers::{Found, PAGE, lists, rows_key};
use faultfinder::app::shared::Shared;
use faultfinder::app::state::ReportRef;
use faultfinder::app::update::update;
use faultfinder::checks::finding::Part;
use faultfinder::report::{CatalogItem, List, Report};

use crate::faults::help;
use crate::panels::{healthy, page_of, without_cors};

fn failed() -> ReportRef {
    let mut state = page_of(&without_cors().run);
    update(
        &mut state,
        Message::HelpLoaded("cors", Ok(Shared::new(help()))),
    );
    state.run().report.clone().unwrap()
}

fn unwrapped(report: &ReportRef) -> Report {
    (***report).clone()
}

fn with_tools(count: usize) -> Report {
    let state = page_of(&healthy().run);
    let mut report = unwrapped(state.run().report.as_ref().unwrap());
    let tool = |index| CatalogItem {
        name: format!("tool_{index}"),
        title: String::new(),
        description: String::new(),
        hints: Vec::new(),
    };
    report.offers.tools = (0..count).map(tool).collect();
    report
}

#[test]
fn a_fix_is_read_in_its_order() {
    let report = failed();
    let mut finding = with_code(&report, "cors/not-allowed").unwrap().clone();
    assert!(Fix::of(&finding).is_some());
    finding.how_to_fix = "Do it:\n\n```nginx\na\n```\n\n```\nb\n```\n\nThen this.".to_owned();
    let fix = Fix::of(&finding).unwrap();
    let shown = fix.blocks.iter().map(|block| match block {
        Block::Paragraph(text) => text.clone(),
        Block::List(items) => items.join(", "),
        Block::Fence { label, text } => format!("{label}: {text}"),
    });
    let shown: Vec<String> = shown.collect();
    assert_eq!(shown, ["Do it:", "nginx: a", ": b", "Then this."]);
    finding.how_to_fix.clear();
    assert_eq!(Fix::of(&finding), None);
}

#[test]
fn a_command_that_settles_all_stands_once() {
    let report = failed();
    let mut finding = report.findings[0].clone();
    let candidate = |settle: &str| faultfinder::checks::finding::Candidate {
        code: "reach/refused",
        title: String::new(),
        settle: settle.to_owned(),
        tells: String::new(),
    };
    for (settles, how_to_fix, shared) in [
        (vec![], "", None),
        (vec!["curl"], "", None),
        (vec!["curl", "curl"], "", Some("curl")),
        (vec!["curl", "dig"], "", None),
        (vec!["curl", "curl"], "Run curl", Some("")),
    ] {
        finding.candidates = settles.iter().map(|settle| candidate(settle)).collect();
        finding.how_to_fix = how_to_fix.to_owned();
        assert_eq!(shared_command(&finding), shared, "{settles:?}");
    }
}

#[test]
fn other_findings_are_sorted_and_counted() {
    let report = failed();
    assert!(!other_codes(&report).contains(&"cors/not-allowed".to_owned()));
    for (count, visible) in [(0, 0), (6, 6), (7, 4), (100, 4)] {
        assert_eq!(visible_evidence(count), visible);
    }
    let state = page_of(&healthy().run);
    let healthy = state.run().report.clone().unwrap();
    assert_eq!(other_codes(&healthy).len(), healthy.findings.len());
    assert_eq!(
        count_others(&healthy).is_empty(),
        healthy.findings.is_empty()
    );
}

#[test]
fn lines_to_paste_carry_the_values_of_the_run() {
    let report = failed();
    let all = |report, product| Snippets::of(&help(), report, "cors/not-allowed", product);
    let of_run = all(Some(&report), 0).unwrap();
    assert!(of_run.products.len() > 3, "{:?}", of_run.products);
    let of_nobody = all(None, 0).unwrap();
    assert_eq!(of_run.products, of_nobody.products);
    assert!(all(None, 99).is_none());
    assert!(Snippets::of(&help(), None, "no/such-code", 0).is_none());
}

#[test]
fn ten_thousand_tools_are_shown_a_page_at_a_time() {
    let report = with_tools(10_000);
    let tabs: Vec<String> = lists(&report).into_iter().map(|(_, label)| label).collect();
    assert_eq!(tabs[0], "Tools 10000");
    for (search, limit, shown, count, more) in [
        ("", PAGE, PAGE, 10_000, PAGE),
        ("", 2 * PAGE, 2 * PAGE, 10_000, PAGE),
        (" TOOL_999 ", PAGE, 11, 11, 0),
        ("tool_1", 1_100, 1_100, 1_111, 11),
        ("nothing like it", PAGE, 0, 0, 0),
    ] {
        let found = Found::of(&report, List::Tools, search, limit);
        assert_eq!(
            (found.shown.len(), found.count, found.more()),
            (shown, count, more),
            "{search}"
        );
    }
    assert_eq!(rows_key(List::Tools, " Ab "), rows_key(List::Tools, "ab"));
    assert_ne!(rows_key(List::Tools, ""), rows_key(List::Prompts, ""));
}

#[test]
fn an_exchange_has_neighbours_marks_and_a_result() {
    let report = failed();
    let ids: Vec<_> = report
        .exchanges
        .iter()
        .map(|exchange| exchange.id)
        .collect();
    let (first, last) = (ids[0], ids[ids.len() - 1]);
    assert_eq!(neighbours(&report, first), (None, ids.get(1).copied()));
    assert_eq!(neighbours(&report, last).1, None);
    for exchange in &report.exchanges {
        let (result, after) = result(exchange);
        assert!(!after.is_empty(), "{result}");
        assert_eq!(timing(exchange)[0].0, "sent");
    }
    let mut marked = unwrapped(&report);
    marked.findings[0].evidence[0].text = "WWW-Authenticate: Basic".to_owned();
    marked.findings[0].evidence[0].part = Part::ResponseHeader;
    let id = marked.findings[0].evidence[0].exchange;
    let marks = Marks::of(&marked, id);
    let response = Part::ResponseHeader;
    assert_eq!(
        marks.class(response, "www-authenticate"),
        Some("marked fault")
    );
    assert_eq!(marks.class(response, "www"), None);
    assert_eq!(marks.class(Part::RequestHeader, "www-authenticate"), None);
    let other = Marks::of(&marked, 9_999);
    assert_eq!(other.class(response, "www-authenticate"), None);
}
