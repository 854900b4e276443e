//! The browser's own URL parser makes of addresses what the native one does.

#[path = "../shared/addresses.rs"]
mod table;

use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn addresses_are_read() {
    table::are_read();
}

#[wasm_bindgen_test]
fn references_are_joined() {
    table::are_joined();
}
