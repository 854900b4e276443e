//! Listens to the keyboard; `app/keys` says what a key does.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::context::AppContext;
use crate::app::keys::{Key, pressed};

/// Listens for as long as the page lives.
pub fn listen(app: AppContext) {
    let handle = window_event_listener(ev::keydown, move |event| press(app, &event));
    on_cleanup(move || handle.remove());
}

fn press(app: AppContext, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let name = event.key();
    let key = Key {
        name: &name,
        is_typing: is_inside(event, "input, textarea, select, [contenteditable]"),
        in_timeline: is_inside(event, ".timeline"),
    };
    let Some(message) = app.state.with_untracked(|state| pressed(state, key)) else {
        return;
    };
    // Escape also closes an open dialog, which is the browser's part.
    if name != "Escape" {
        event.prevent_default();
    }
    app.dispatch(message);
}

fn is_inside(event: &KeyboardEvent, selector: &str) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| matches!(element.closest(selector), Ok(Some(_))))
}
