//! The keys, on `?`.

use leptos::prelude::*;

use crate::ui::state::State;

const KEYS: [(&str, &str); 7] = [
    ("Enter", "in the field: find the fault"),
    ("R", "run again"),
    ("← →", "step by step through the timeline"),
    ("C", "copy the exchange as curl"),
    ("/", "to the field"),
    ("Esc", "close what is open, or cancel the run"),
    ("?", "these keys"),
];

#[component]
pub fn KeysDialog() -> impl IntoView {
    let state = State::here();
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            match state.keys_open.get() {
                true if !dialog.open() => drop(dialog.show_modal()),
                false => dialog.close(),
                _ => {}
            }
        }
    });
    let rows =
        KEYS.map(|(key, does)| view! { <dt><kbd>{key}</kbd></dt><dd>{does}</dd> }.into_any());
    view! {
        <dialog class="keys" aria-labelledby="keys-title" node_ref=dialog on:close=move |_| state.keys_open.set(false)>
            <h2 id="keys-title">"Keys"</h2>
            <dl>{rows.into_iter().collect::<Vec<_>>()}</dl>
            <button type="button" class="ghost" data-action="close" on:click=move |_| state.keys_open.set(false)>"Close"</button>
        </dialog>
    }
}
