//! What the user sees: a Leptos application. A component reads a part of the state and dispatches messages; it decides
//! nothing and starts nothing. `runtime` performs what follows.

mod components;
mod context;
mod deferred;
mod derived;
mod dom;
mod keyboard;
mod on_demand;
mod panel;
mod runtime;

use leptos::prelude::*;

use components::app::App;

/// Puts the page into the document's body.
pub fn mount() {
    mount_to_body(App);
}
