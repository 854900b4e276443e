//! The page in a real browser: `./dev test` runs this with wasm-bindgen-test-runner.
#![cfg(target_arch = "wasm32")]

mod addresses;
mod browser;
mod clock;
mod page;
mod sign_in;
#[path = "../shared/vantage_contract.rs"]
mod vantage_contract;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn page_says_what_it_does() {
    faultfinder::page::mount();

    let document = web_sys::window()
        .and_then(|window| window.document())
        .expect("the test runs in a page");
    let heading = document
        .query_selector("main h1")
        .expect("the selector is valid")
        .and_then(|heading| heading.text_content());

    assert_eq!(
        heading.as_deref(),
        Some("Find where an MCP connection breaks")
    );
}
