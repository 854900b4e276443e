//! The page's own arithmetic, and what it shows before any run.

use faultfinder::ui::markdown::{Block, blocks};
use faultfinder::ui::pretty::{plain, pretty};
use faultfinder::ui::scale::{Axis, css_percent, duration};
use wasm_bindgen_test::wasm_bindgen_test;

fn document() -> web_sys::Document {
    web_sys::window()
        .and_then(|window| window.document())
        .expect("the test runs in a page")
}

fn count(selector: &str) -> u32 {
    document()
        .query_selector_all(selector)
        .expect("the selector is valid")
        .length()
}

#[wasm_bindgen_test]
fn an_idle_page_has_every_lane_and_every_control() {
    faultfinder::ui::mount();
    let pages = count(".page");
    assert_eq!(count("[data-step][data-status=pending]"), 16 * pages);
    assert_eq!(count("main[data-state=idle]"), pages);
    assert_eq!(
        count("main[data-outcome], main[data-code], main[data-failed-step]"),
        0
    );
    for control in [
        "input[name=server]",
        "input[name=bearer]",
        "select[name=transport]",
        "details[data-panel=options]",
        "[data-action=run]",
        "[data-action=add-header]",
    ] {
        assert_eq!(count(control), pages, "{control}");
    }
    assert_eq!(count("button:not([data-action])"), 0);
    assert_eq!(count(".page [style*=url], .page script"), 0);
}

#[wasm_bindgen_test]
fn json_is_indented_without_being_changed() {
    let (text, is_cut) = pretty(r#"{"a":[1.50,{}],"b":"{\"x\":1}"}"#, 1_000);
    assert!(!is_cut);
    assert_eq!(
        text,
        "{\n  \"a\": [\n    1.50,\n    {}\n  ],\n  \"b\": \"{\\\"x\\\":1}\"\n}"
    );
}

#[wasm_bindgen_test]
fn broken_and_deep_json_is_survived() {
    let deep = "[".repeat(10_000);
    let (text, is_cut) = pretty(&deep, 4_096);
    assert!(is_cut && text.len() < 5_000);
    assert_eq!(pretty("}]\"", 100).0, "\n}\n]\"");
    assert_eq!(plain("äöü", 3), ("ä".to_owned(), true));
}

#[wasm_bindgen_test]
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

#[wasm_bindgen_test]
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
