//! What the stages of authorization are made of.

use leptos::prelude::*;

use crate::app::auth::{AuthField, AuthStep};
use crate::app::message::{AuthMessage, Message};
use crate::page::components::button::Button;
use crate::page::components::text::Wire;
use crate::page::context::use_app;

/// What a stage is about.
pub fn lead(words: &'static str) -> AnyView {
    view! { <p class="lead">{words}</p> }.into_any()
}

/// The authorization server as people know it.
pub fn host(step: &AuthStep) -> AnyView {
    let host = step.host();
    view! {
        <code>
            <Wire text=host/>
        </code>
    }
    .into_any()
}

/// A field of one line. A `scope` that the user did not edit is shown as it will be asked for.
#[component]
pub fn AuthInput(
    field: AuthField,
    #[prop(optional, into)] kind: Option<&'static str>,
    #[prop(optional)] scope: String,
) -> impl IntoView {
    let app = use_app();
    let text = app.select_run(move |run| run.view.auth.shown(field, &scope));
    view! {
        <input
            name=field.name()
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            type=kind
            prop:value=move || text.get()
            on:input=move |event| {
                app.dispatch_auth(AuthMessage::Edited(field, event_target_value(&event)));
            }
        />
    }
}

/// A field with a label above it.
#[component]
pub fn Labelled(
    label: &'static str,
    #[prop(optional, into)] hint: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{label}</span>
            {children()}
            {hint.map(|hint| view! { <small>{hint}</small> })}
        </label>
    }
}

/// Fields that Enter sends off.
#[component]
pub fn Fields(
    #[prop(optional, into)] class: Option<&'static str>,
    /// Makes the message.
    send: fn() -> AuthMessage,
    children: Children,
) -> impl IntoView {
    let app = use_app();
    view! {
        <form
            class=class
            autocomplete="off"
            on:submit=move |event| {
                event.prevent_default();
                app.dispatch_auth(send());
            }
        >
            {children()}
        </form>
    }
}

/// The button that does the same.
#[component]
pub fn Submit(
    action: &'static str,
    #[prop(into)] is_primary: Signal<bool>,
    label: &'static str,
) -> impl IntoView {
    view! {
        <button type="submit" data-action=action class=move || rank(is_primary.get())>
            {label}
        </button>
    }
}

/// A button that acts at once.
pub fn act(
    action: &'static str,
    class: &'static str,
    send: fn() -> AuthMessage,
    label: impl IntoAny,
) -> AnyView {
    let label = label.into_any();
    view! {
        <Button action class send=move || Message::Auth(send())>
            {label}
        </Button>
    }
    .into_any()
}

pub fn rank(is_primary: bool) -> &'static str {
    match is_primary {
        true => "primary",
        false => "ghost",
    }
}
