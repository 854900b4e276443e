//! Step 8: how this page becomes known: what takes one click, and the sign-in with it; other ways are folded.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::fields::{AuthInput, Fields, Labelled, Submit, host, lead};
use crate::app::auth::{AuthField, AuthStep};
use crate::app::auth_panel::{document_registration, recommended_registration};
use crate::app::message::{AuthMessage, Message};
use crate::app::pretty::pretty;
use crate::engine::sign_in::flow::Flow;
use crate::page::components::button::{Button, CopyButton};
use crate::page::components::command::Command;
use crate::page::components::text::Wire;
use crate::page::context::use_app;
use crate::page::derived::Derived;
use crate::trace::user_action::Registration;

pub fn register(step: &Arc<AuthStep>) -> AnyView {
    let Some(flow) = &step.options.flow else {
        return ().into_any();
    };
    if !flow.accepts_new_clients() {
        return view! {
            {lead("It does not register new clients by itself. Register Faultfinder there by hand, with this redirect URI, and enter the client ID that you get.")}
            <Registrations step=Arc::clone(step)/>
            {introduction(flow)}
        }
        .into_any();
    }
    let words = match step.registration_waits {
        true => "OAuth needs a client ID first. Nothing is sent before you click.",
        false => {
            "That did not work. Try again, or choose another way; the run continues from here."
        }
    };
    view! {
        {lead(words)}
        <Recommended step=Arc::clone(step)/>
        <details class="chevron another">
            <summary>"Other ways"</summary>
            <Registrations step=Arc::clone(step)/>
            {introduction(flow)}
        </details>
    }
    .into_any()
}

/// The way that takes one click, and the sign-in with it.
#[component]
fn Recommended(step: Arc<AuthStep>) -> impl IntoView {
    let of = Arc::clone(&step);
    let recommended = use_app().select(move |state| {
        let flow = of.options.flow.as_ref()?;
        let has_document = document_registration(flow, state.client_document).is_ok();
        recommended_registration(flow, has_document)
    });
    move || {
        let registration = recommended.get()?;
        let flow = step.options.flow.as_ref()?;
        let (text, label, id) = match registration {
            Registration::MetadataDocument => (
                view! {
                    {host(&step)}
                    " fetches the metadata document of this page, whose URL is the client ID. Then its sign-in window opens."
                }
                .into_any(),
                "Sign in",
                flow.document(),
            ),
            Registration::Dynamic | Registration::PreRegistered => (
                view! {
                    "Registers Faultfinder as a new client at "
                    {host(&step)}
                    ", where the entry may remain. Then the sign-in window of that server opens."
                }
                .into_any(),
                "Register and sign in",
                String::new(),
            ),
        };
        let send = move || {
            Message::Auth(AuthMessage::RegistrationAndSignInRequested(
                registration,
                id.clone(),
            ))
        };
        Some(view! {
            <p>{text}</p>
            <div class="actions">
                <Button action="register-and-sign-in" class="primary" send>
                    {label}
                </Button>
            </div>
        })
    }
}

/// The same, folded, where the page is known and that may be what is wrong.
pub fn another_client(step: &Arc<AuthStep>) -> Option<AnyView> {
    let flow = step.options.flow.as_ref()?;
    let folded = view! {
        <details class="chevron another">
            <summary>"Sign in as another client"</summary>
            <Registrations step=Arc::clone(step)/>
            {introduction(flow)}
        </details>
    };
    Some(folded.into_any())
}

/// Every way to become known that can be gone.
#[component]
fn Registrations(step: Arc<AuthStep>) -> impl IntoView {
    let app = use_app();
    let for_document = Arc::clone(&step);
    let has_document = app.select(move |state| {
        let flow = for_document.options.flow.as_ref();
        flow.is_some_and(|flow| document_registration(flow, state.client_document).is_ok())
    });
    let has_id = app.select_run(|run| !run.view.auth.client_id.is_empty());
    let flow = step.options.flow.as_ref();
    let has_endpoint = flow.is_some_and(|flow| flow.server.registration_endpoint.is_some());
    let dynamic = has_endpoint.then(|| dynamic(&step));
    let document = move || {
        let flow = step.options.flow.as_ref().filter(|_| has_document.get());
        flow.map(by_document)
    };
    // The fields stay where they are, whatever becomes known while somebody types.
    view! {
        <ol class="ways">
            {document}
            {dynamic}
            {pre_registered(has_id)}
        </ol>
    }
}

fn registration(title: &'static str, text: AnyView, control: AnyView) -> AnyView {
    view! {
        <li class="way">
            <div class="words">
                <h3>{title}</h3>
                <p>{text}</p>
            </div>
            {control}
        </li>
    }
    .into_any()
}

fn pre_registered(is_best: Derived<bool>) -> AnyView {
    let text = "It must be registered with this page's redirect URI. A secret is sent only to this authorization server, kept until the next run, and never included in reports.";
    let fields = view! {
        <Fields class="pair-of-fields" send=|| AuthMessage::EnteredClientChosen>
            <Labelled label="Client ID">
                <AuthInput field=AuthField::ClientId/>
            </Labelled>
            <Labelled label="Client secret (optional)">
                <AuthInput field=AuthField::ClientSecret kind="password"/>
            </Labelled>
            <Submit action="use-client" is_primary=is_best label="Use this client"/>
        </Fields>
    };
    registration(
        "Use an existing client ID",
        text.into_any(),
        fields.into_any(),
    )
}

fn by_document(flow: &Flow) -> AnyView {
    let address = flow.document();
    let text = view! {
        "Its URL is the client ID: "
        <code>
            <Wire text=address.clone()/>
        </code>
        ". The authorization server fetches it. You look over the sign-in request before it opens."
    };
    let choose = move || AuthMessage::ClientChosen(Registration::MetadataDocument, address.clone());
    let button = view! {
        <Button action="use-document" class="ghost" send=move || Message::Auth(choose())>
            "Use the document"
        </Button>
    };
    registration(
        "Client ID metadata document",
        text.into_any(),
        button.into_any(),
    )
}

fn dynamic(step: &AuthStep) -> AnyView {
    let text = view! {
        "Registers a new client at "
        {host(step)}
        ". The entry may remain there. You look over the sign-in request before it opens."
    };
    let choose = || AuthMessage::ClientChosen(Registration::Dynamic, String::new());
    let button = view! {
        <Button action="register" class="ghost" send=move || Message::Auth(choose())>
            "Register only"
        </Button>
    };
    registration("Dynamic registration", text.into_any(), button.into_any())
}

/// What whoever registers this page by hand needs, and what is sent where it registers itself.
fn introduction(flow: &Flow) -> AnyView {
    let redirect = flow.redirect_uri();
    let (json, _) = pretty(
        &Value::Object(flow.client_metadata()).to_string(),
        usize::MAX,
    );
    view! {
        <div class="introduction">
            <div class="known">
                <span class="muted">"Redirect URI"</span>
                <code>{redirect.clone()}</code>
                <CopyButton what="the redirect URI" text=redirect/>
            </div>
            <details class="chevron">
                <summary>"Client metadata"</summary>
                <Command what="the client metadata" text=json/>
            </details>
        </div>
    }
    .into_any()
}
