//! The keyboard: single letters act while nothing is being typed.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::state::State;

/// Listens for as long as the page lives.
pub fn listen(state: State) {
    let handle = window_event_listener(ev::keydown, move |event| press(state, &event));
    on_cleanup(move || handle.remove());
}

fn press(state: State, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let key = event.key();
    if key == "Escape" {
        state.close();
        return;
    }
    if is_typing(event) || state.page().is_modal() {
        return;
    }
    // In a frame a letter may be meant for the page around it.
    let is_framed = state.page().frame.is_some();
    match key.as_str() {
        key if is_framed && !key.starts_with("Arrow") => return,
        "r" | "R" => state.run(),
        "c" => state.copy_curl(),
        "s" => state.share(),
        "?" => state.open_keys(true),
        "ArrowDown" if is_inside(event, ".timeline") => state.move_step(1),
        "ArrowUp" if is_inside(event, ".timeline") => state.move_step(-1),
        "ArrowRight" => state.move_step(1),
        "ArrowLeft" => state.move_step(-1),
        "/" => super::dom::focus("input[name=server]"),
        _ => return,
    }
    event.prevent_default();
}

fn is_typing(event: &KeyboardEvent) -> bool {
    is_inside(event, "input, textarea, select, [contenteditable]")
}

fn is_inside(event: &KeyboardEvent, selector: &str) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| matches!(element.closest(selector), Ok(Some(_))))
}
