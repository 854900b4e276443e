//! The modal dialogs: always there, and empty while closed. The browser keeps the focus inside and closes them on
//! Escape.

use leptos::html;
use leptos::prelude::*;

use super::deferred::OnDemand;
use crate::app::message::Message;
use crate::app::on_demand_panel::OnDemandPanel;
use crate::page::context::use_app;
use crate::page::derived::Derived;

/// The keys, on `?`.
#[component]
pub fn KeysDialog() -> impl IntoView {
    let app = use_app();
    let is_open = app.select(|state| state.keys_open);
    view! {
        <Dialog class="keys" title_id="keys-title" is_open panel=OnDemandPanel::Keys close=|| Message::KeysToggled(false)/>
    }
}

/// What kind of link, or what snippet, shows this diagnosis to others.
#[component]
pub fn ShareDialog() -> impl IntoView {
    let app = use_app();
    let is_open = app.select(|state| state.dialog.is_some());
    view! {
        <Dialog class="share" title_id="share-title" is_open panel=OnDemandPanel::Share close=|| Message::DialogClosed/>
    }
}

#[component]
fn Dialog(
    class: &'static str,
    title_id: &'static str,
    is_open: Derived<bool>,
    panel: OnDemandPanel,
    close: fn() -> Message,
) -> impl IntoView {
    let app = use_app();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match (is_open.get(), dialog.open()) {
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    view! {
        <dialog class=class aria-labelledby=title_id node_ref=dialog on:close=move |_| app.dispatch(close())>
            {move || is_open.get().then(|| view! { <OnDemand panel/> })}
        </dialog>
    }
}
