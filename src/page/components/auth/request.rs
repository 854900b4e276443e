//! Step 9: the authorization request, looked over before it is opened.

use std::sync::Arc;

use leptos::prelude::*;

use super::fields::{AuthInput, act, host, lead};
use super::register::another_client;
use crate::app::auth::{AuthField, AuthStep, Stage};
use crate::app::auth_panel::{ParameterRow, ParameterValue, parameter_rows, scope_origin};
use crate::app::message::AuthMessage;
use crate::page::components::text::Wire;
use crate::page::context::use_app;

pub fn request(step: &Arc<AuthStep>) -> AnyView {
    let is_again = step.stage == Stage::ReviewRequest { again: true };
    let another = is_again.then(|| another_client(step)).flatten();
    let (action, label) = match step.stage {
        Stage::StepUp => ("step-up", "Sign in with these scopes".into_any()),
        _ => ("sign-in", ("Sign in at ", host(step)).into_any()),
    };
    view! {
        {lead(explanation(step))}
        {endpoint(step)}
        {table(step)}
        {token_host(step)}
        <div class="actions">
            {act(action, "primary", || AuthMessage::SignInRequested, label)}
            {act(
                "sign-in-here",
                "ghost",
                || AuthMessage::SignInHereRequested,
                "Sign in on this page instead",
            )}
        </div>
        {another}
    }
    .into_any()
}

fn explanation(step: &AuthStep) -> &'static str {
    match step.stage {
        Stage::StepUp if step.token_was_refused => {
            "The server accepted the token and returned 403: its scopes are not sufficient. A new sign-in requests the scopes from before and the missing ones."
        }
        Stage::StepUp => "The scopes of the token are not sufficient. A new sign-in requests more.",
        Stage::ReviewRequest { again: true } => {
            "Fix the problem, then sign in again. The client is reused."
        }
        _ => "A sign-in window opens with this request. The token is used for this run only.",
    }
}

fn endpoint(step: &AuthStep) -> Option<AnyView> {
    let flow = step.options.flow.as_ref()?;
    let endpoint = flow.server.authorization_endpoint.clone()?;
    let line = view! {
        <p class="endpoint">
            <b>"GET"</b>
            " "
            <Wire text=endpoint/>
        </p>
    };
    Some(line.into_any())
}

/// It is the metadata's to say where the code goes (RFC 8414, 2), and the user's to know it before the click.
fn token_host(step: &AuthStep) -> Option<AnyView> {
    let token = step.foreign_token_host()?;
    let secret = match step.options.has_secret {
        true => "The code that comes back, its verifier and the client secret",
        false => "The code that comes back and its verifier",
    };
    let line = view! {
        <p class="note" data-hint="token-host">
            {secret}
            " go to "
            <code>
                <Wire text=token/>
            </code>
            ", which the metadata of "
            {host(step)}
            " names as the place where tokens are issued."
        </p>
    };
    Some(line.into_any())
}

/// Every parameter, what it is and where it came from.
fn table(step: &Arc<AuthStep>) -> AnyView {
    let column = |name: &'static str| view! { <th scope="col">{name}</th> }.into_any();
    // Whatever the user edits, the rows stay: only the origin of the scope changes.
    let rows = parameter_rows(step, None).into_iter();
    let rows = rows.map(|row| parameter_row(step, row));
    view! {
        <table class="parameters">
            <caption class="sr">"The parameters of the authorization request"</caption>
            <thead>
                <tr>{["Parameter", "Value", "Source"].map(column).into_iter().collect::<Vec<_>>()}</tr>
            </thead>
            <tbody>{rows.collect::<Vec<AnyView>>()}</tbody>
        </table>
    }
    .into_any()
}

fn parameter_row(step: &Arc<AuthStep>, row: ParameterRow) -> AnyView {
    let (value, origin) = match row.value {
        ParameterValue::Scope => return scope_row(step),
        ParameterValue::MadeLater => (
            view! { <i>"generated at sign-in"</i> }.into_any(),
            row.origin,
        ),
        ParameterValue::Text(text) => {
            let text = view! {
                <code>
                    <Wire text/>
                </code>
            };
            (text.into_any(), row.origin)
        }
    };
    table_row(row.name, value, origin.into_any())
}

fn scope_row(step: &Arc<AuthStep>) -> AnyView {
    let entered = use_app().select_run(|run| run.view.auth.scope.clone());
    let scope = step.options.scope.value.clone().unwrap_or_default();
    let step = Arc::clone(step);
    let origin = move || entered.with(|entered| scope_origin(&step, entered.as_deref()));
    let field = view! {
        <AuthInput
            field=AuthField::Scope
            scope
            attr:aria-label="Scopes to request, separated by spaces"
            attr:placeholder="default of the authorization server"
        />
    };
    table_row("scope", field.into_any(), origin.into_any())
}

fn table_row(name: &'static str, value: AnyView, origin: AnyView) -> AnyView {
    view! {
        <tr>
            <th scope="row">
                <code>{name}</code>
            </th>
            <td>{value}</td>
            <td class="origin">{origin}</td>
        </tr>
    }
    .into_any()
}
