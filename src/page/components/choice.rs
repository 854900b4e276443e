//! One of several kinds, as a radio button.

use leptos::prelude::*;

use crate::app::message::Message;
use crate::page::context::use_app;
use crate::page::derived::Derived;

#[component]
pub fn Choice(
    /// The name that the buttons of a choice share.
    group: &'static str,
    /// What scripts find it by.
    #[prop(into)]
    id: Signal<&'static str>,
    is_chosen: Derived<bool>,
    #[prop(optional)] is_disabled: bool,
    /// Makes the message.
    #[prop(into)]
    send: UnsyncCallback<(), Message>,
    children: Children,
) -> impl IntoView {
    let app = use_app();
    view! {
        <label class="choice">
            <input
                type="radio"
                name=group
                data-choice=move || id.get()
                disabled=is_disabled
                prop:checked=move || is_chosen.get()
                on:change=move |_| app.dispatch(send.run(()))
            />
            {children()}
        </label>
    }
}

/// A choice in a word or two, and what it means.
pub fn words(title: &'static str, text: &'static str) -> AnyView {
    view! {
        <span>
            <b>{title}</b>
            " "
            <small>{text}</small>
        </span>
    }
    .into_any()
}
