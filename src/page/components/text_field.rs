//! A field in which text is typed.

use leptos::prelude::*;

use crate::app::form::Field;
use crate::app::message::Message;
use crate::page::context::use_app;

/// A field of one line.
#[component]
pub fn TextField(
    field: Field,
    #[prop(optional, into)] kind: Option<&'static str>,
    /// Its name, where no label stands beside it.
    #[prop(optional, into)]
    label: Option<&'static str>,
    #[prop(optional, into)] placeholder: Option<&'static str>,
    #[prop(optional, into)] class: Option<&'static str>,
) -> impl IntoView {
    let app = use_app();
    let text = app.select(move |state| state.text(field).to_owned());
    view! {
        <input
            name=field.name()
            autocomplete="off"
            spellcheck="false"
            type=kind
            aria-label=label
            placeholder=placeholder
            class=class
            prop:value=move || text.get()
            on:input=move |event| app.dispatch(Message::Typed(field, event_target_value(&event)))
        />
    }
}
