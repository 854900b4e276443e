//! A button that copies one text.

use leptos::prelude::*;

use crate::ui::state::State;

/// Copies what `text` gives at the time of the click.
pub fn copy_button(
    state: State,
    what: &'static str,
    text: impl Fn() -> String + 'static,
) -> AnyView {
    view! {
        <button
            type="button"
            class="small"
            data-action="copy"
            aria-label=format!("Copy {what}")
            on:click=move |_| state.copy(text(), "Copied")
        >
            "Copy"
        </button>
    }
    .into_any()
}
