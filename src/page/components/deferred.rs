//! The place of a part that the deferred chunk draws.

use leptos::prelude::*;

use crate::page::context::use_app;
use crate::page::panel::Panel;

/// Empty as long as the chunk is not there.
#[component]
pub fn Deferred(panel: Panel) -> impl IntoView {
    let deferred = use_app().deferred;
    move || deferred.get().map(|code| (code.draw)(panel))
}
