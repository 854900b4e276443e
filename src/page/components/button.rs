//! Buttons. Every control of the page says what it does in `data-action`.

use leptos::prelude::*;

use crate::app::message::Message;
use crate::page::context::use_app;
use crate::page::derived::Derived;

/// A button that sends a message.
#[component]
pub fn Button(
    /// What scripts find it by.
    action: &'static str,
    class: &'static str,
    /// Makes the message.
    #[prop(into)]
    send: UnsyncCallback<(), Message>,
    children: Children,
) -> impl IntoView {
    let app = use_app();
    view! {
        <button
            type="button"
            class=class
            data-action=action
            on:click=move |_| app.dispatch(send.run(()))
        >
            {children()}
        </button>
    }
}

/// One of several views of the same thing.
#[component]
pub fn Tab(
    label: String,
    is_selected: Derived<bool>,
    /// Makes the message.
    #[prop(into)]
    send: UnsyncCallback<(), Message>,
) -> impl IntoView {
    view! {
        <Button
            action="choose-tab"
            class="tab"
            send
            attr:aria-pressed=move || is_selected.get().to_string()
        >
            {label}
        </Button>
    }
}

/// A button that copies one text. `what` completes its name: "Copy the fix".
#[component]
pub fn CopyButton(what: &'static str, text: String) -> impl IntoView {
    view! {
        <Button
            action="copy"
            class="small"
            send=move || Message::CopyRequested(text.clone())
            attr:aria-label=format!("Copy {what}")
        >
            "Copy"
        </Button>
    }
}
