//! Step 8: how this page becomes known: what takes one click first, what cannot be gone last.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::fields::{AuthInput, Fields, Labelled, Submit, host, lead, rank};
use crate::app::auth::{AuthField, AuthStep};
use crate::app::auth_panel::{best_registration, document_registration};
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
    let words = match (flow.accepts_new_clients(), step.registration_waits) {
        (false, _) => {
            "It does not register new clients by itself. Register Faultfinder there by hand, with this redirect URI, and enter the client ID that you get."
        }
        (true, true) => {
            "OAuth needs a client ID first. Choose how to get one; nothing is sent until you click."
        }
        (true, false) => "That did not work. Choose another way; the run continues from here.",
    };
    view! {
        {lead(words)}
        <Registrations step=Arc::clone(step) is_ranked=true/>
        {introduction(flow)}
    }
    .into_any()
}

/// The same, folded, where the page is known and that may be what is wrong.
pub fn another_client(step: &Arc<AuthStep>) -> Option<AnyView> {
    let flow = step.options.flow.as_ref()?;
    let folded = view! {
        <details class="chevron another">
            <summary>"Sign in as another client"</summary>
            <Registrations step=Arc::clone(step) is_ranked=false/>
            {introduction(flow)}
        </details>
    };
    Some(folded.into_any())
}

/// Every way to become known. Where they are ranked, the first that can be gone stands out.
#[component]
fn Registrations(step: Arc<AuthStep>, is_ranked: bool) -> impl IntoView {
    let app = use_app();
    let for_document = Arc::clone(&step);
    let document = app.select(move |state| {
        let flow = for_document.options.flow.as_ref();
        flow.map(|flow| document_registration(flow, state.client_document))
    });
    let for_best = Arc::clone(&step);
    let best = app.select(move |state| {
        let flow = for_best.options.flow.as_ref().filter(|_| is_ranked)?;
        let has_document = document_registration(flow, state.client_document).is_ok();
        let form = &state.run().view.auth;
        Some(best_registration(flow, form, has_document))
    });
    let is_best = move |registration| Derived::new(move || best.get() == Some(registration));
    let is_document_best = is_best(Registration::MetadataDocument);
    let is_dynamic_best = is_best(Registration::Dynamic);
    let flow = step.options.flow.as_ref();
    let has_endpoint = flow.is_some_and(|flow| flow.server.registration_endpoint.is_some());
    let for_dynamic = Arc::clone(&step);
    let by_document = move |is_open: bool| {
        let step = Arc::clone(&step);
        move || {
            let flow = step.options.flow.as_ref()?;
            let found = document.get()?;
            let is_here = found.is_ok() == is_open;
            is_here.then(|| by_document(flow, found, is_document_best.get()))
        }
    };
    let dynamic = move |is_open: bool| {
        let step = Arc::clone(&for_dynamic);
        let is_here = has_endpoint == is_open;
        move || is_here.then(|| dynamic(&step, is_dynamic_best.get()))
    };
    // The fields stay where they are, whatever becomes known while somebody types.
    view! {
        <ol class="ways">
            {by_document(true)}
            {dynamic(true)}
            {pre_registered(is_best(Registration::PreRegistered))}
            {by_document(false)}
            {dynamic(false)}
        </ol>
    }
}

fn registration(
    title: &'static str,
    text: AnyView,
    control: AnyView,
    is_unavailable: bool,
) -> AnyView {
    view! {
        <li class="way" data-unavailable=is_unavailable.then_some("")>
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
        false,
    )
}

fn by_document(flow: &Flow, available: Result<(), &'static str>, is_best: bool) -> AnyView {
    let title = "Client ID metadata document";
    if let Err(why) = available {
        return registration(title, why.into_any(), ().into_any(), true);
    }
    let address = flow.document();
    let text = view! {
        "Its URL is the client ID: "
        <code>
            <Wire text=address.clone()/>
        </code>
        ". The authorization server fetches it."
    };
    let choose = move || AuthMessage::ClientChosen(Registration::MetadataDocument, address.clone());
    let button = view! {
        <Button action="use-document" class=rank(is_best) send=move || Message::Auth(choose())>
            "Use the document"
        </Button>
    };
    registration(title, text.into_any(), button.into_any(), false)
}

fn dynamic(step: &AuthStep, is_best: bool) -> AnyView {
    let title = "Dynamic registration";
    let flow = step.options.flow.as_ref();
    if flow.is_none_or(|flow| flow.server.registration_endpoint.is_none()) {
        let why = "Not available: the metadata has no registration endpoint.";
        return registration(title, why.into_any(), ().into_any(), true);
    }
    let text = view! {
        "Registers a new client at "
        {host(step)}
        ". The entry may remain there."
    };
    let choose = || AuthMessage::ClientChosen(Registration::Dynamic, String::new());
    let button = view! {
        <Button action="register" class=rank(is_best) send=move || Message::Auth(choose())>
            "Register Faultfinder"
        </Button>
    };
    registration(title, text.into_any(), button.into_any(), false)
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
