//! What the page shows before any run.

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
    faultfinder::page::mount();
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
