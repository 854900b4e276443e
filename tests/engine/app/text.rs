//! The page's own arithmetic, and how its texts fall apart.

use faultfinder::app::finding::capital;
use faultfinder::app::help::{count, general, search};
use faultfinder::app::markdown::{Block, blocks};
use faultfinder::app::pretty::{plain, pretty};
use faultfinder::app::scale::{Axis, css_percent, duration};

#[test]
fn json_is_indented_without_being_changed() {
    let (text, is_cut) = pretty(r#"{"a":[1.50,{}],"b":"{\"x\":1}"}"#, 1_000);
    assert!(!is_cut);
    assert_eq!(
        text,
        "{\n  \"a\": [\n    1.50,\n    {}\n  ],\n  \"b\": \"{\\\"x\\\":1}\"\n}"
    );
}

#[test]
fn broken_and_deep_json_is_survived() {
    let deep = "[".repeat(10_000);
    let (text, is_cut) = pretty(&deep, 4_096);
    assert!(is_cut && text.len() < 5_000);
    assert_eq!(pretty("}]\"", 100).0, "\n}\n]\"");
    assert_eq!(plain("äöü", 3), ("ä".to_owned(), true));
}

#[test]
fn the_axis_has_round_labels_and_one_unit() {
    let labels = |axis: Axis| {
        axis.ticks()
            .into_iter()
            .map(|(_, label)| label)
            .collect::<Vec<_>>()
    };
    assert_eq!(labels(Axis::fitting(171.0)), ["0 ms", "50", "100", "150"]);
    assert_eq!(labels(Axis::fitting(3_300.0)), ["0 s", "1", "2", "3"]);
    assert_eq!(Axis::fitting(0.0).percent(0.0), 0.0);
    assert_eq!(Axis::growing(95.0), Axis::growing(100.0));
    assert_eq!(css_percent(12.345), "12.35%");
    assert_eq!(
        [duration(37.6), duration(1_240.0), duration(3_000.0)],
        ["38 ms", "1.2 s", "3 s"]
    );
}

#[test]
fn help_texts_fall_into_blocks() {
    let text = "One\nline.\n\n- a\n  b\n- c\n\n```nginx\nadd x;\n\nadd y;\n```\nEnd.";
    let fence = Block::Fence {
        label: "nginx".to_owned(),
        text: "add x;\n\nadd y;".to_owned(),
    };
    assert_eq!(
        blocks(text),
        [
            Block::Paragraph("One line.".to_owned()),
            Block::List(vec!["a b".to_owned(), "c".to_owned()]),
            fence,
            Block::Paragraph("End.".to_owned()),
        ]
    );
}

#[test]
fn without_a_run_values_are_named() {
    for (text, general_text) in [
        ("the `{header}` header", "the `<header>` header"),
        ("{a_b}{c}", "<a_b><c>"),
        ("if ($x) { return 204; }", "if ($x) { return 204; }"),
        ("{} {\"a\":1} {open", "{} {\"a\":1} {open"),
    ] {
        assert_eq!(general(text), general_text);
    }
    assert_eq!(capital("the server"), "The server");
    assert_eq!(capital("\u{e9}t\u{e9}"), "\u{e9}t\u{e9}");
}

#[test]
fn codes_are_found_by_words_in_any_order() {
    let codes = |text| -> Vec<&str> {
        search(text)
            .iter()
            .flat_map(|group| group.codes.clone())
            .collect()
    };
    assert!(codes("header CORS").contains(&"cors/header-not-allowed"));
    assert!(codes("").len() > 100);
    let all = search("");
    assert!(count(&all).starts_with(&format!("{} of ", codes("").len())));
    assert_eq!(all[0].title, "1 Address");
    assert_eq!(
        (codes("no such words"), count(&[]).as_str()),
        (vec![], "No matches")
    );
}
