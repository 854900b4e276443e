//! What comes back: from the user's sign-in, and from a token endpoint that this page may not read.

use leptos::prelude::*;

use super::fields::{AuthInput, Fields, Labelled, Submit, act, lead, rank};
use crate::app::auth::{AuthField, AuthStep};
use crate::app::message::AuthMessage;
use crate::page::components::command::Command;
use crate::page::context::use_app;

/// The user is away.
pub fn awaiting(_: &AuthStep) -> AnyView {
    let is_blocked = use_app().select_run(|run| !run.view.auth.error.is_empty());
    let open_again = move || {
        act(
            "open-again",
            rank(is_blocked.get()),
            || AuthMessage::WindowRequested,
            "Open the window again",
        )
    };
    view! {
        {lead("Sign in in the window that opened. This page continues by itself when it comes back.")}
        <Fields class="row" send=|| AuthMessage::CallbackSubmitted>
            <Labelled
                label="URL that it came back to"
                hint="If nothing arrives here although you signed in, copy the URL that the window ended at."
            >
                <AuthInput field=AuthField::CallbackUrl/>
            </Labelled>
            <Submit action="use-callback" is_primary=false label="Use this URL"/>
        </Fields>
        <div class="actions">
            {open_again}
            {act(
                "sign-in-here",
                "ghost",
                || AuthMessage::SignInHereRequested,
                "Sign in on this page instead",
            )}
            {act("no-answer", "ghost", || AuthMessage::NoCallback, "Nothing came back")}
        </div>
    }
    .into_any()
}

/// The token endpoint answers, and the browser keeps the answer from this page.
pub fn token_response(step: &AuthStep) -> AnyView {
    let sign_in_again = step.code_was_used.then(|| {
        view! {
            <div class="row">
                <p class="muted">
                    "This page has tried this code, and a code works only once. If the response is invalid_grant, sign in again: the new code is left for you. It may expire within a minute."
                </p>
                {act("sign-in", "ghost", || AuthMessage::SignInRequested, "Sign in again")}
            </div>
        }
    });
    view! {
        {lead(
            "The browser hides the response of this token endpoint from web pages; curl does not. Run this in a terminal and paste the output.",
        )}
        {command(step)}
        <Fields send=|| AuthMessage::TokenResponseSubmitted>
            <Labelled
                label="Output"
                hint="The JSON of the token endpoint. The token is used for this run only, and never included in reports."
            >
                <TokenResponse/>
            </Labelled>
            <Submit action="exchange-pasted" is_primary=true label="Continue the diagnosis"/>
        </Fields>
        {sign_in_again}
    }
    .into_any()
}

#[component]
fn TokenResponse() -> impl IntoView {
    let app = use_app();
    let field = AuthField::TokenResponse;
    let text = app.select_run(move |run| run.view.auth.text(field).to_owned());
    view! {
        <textarea
            name=field.name()
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            rows="4"
            prop:value=move || text.get()
            on:input=move |event| {
                app.dispatch_auth(AuthMessage::Edited(field, event_target_value(&event)));
            }
        ></textarea>
    }
}

/// It holds the code and the verifier, so it is shown when it is wanted.
fn command(step: &AuthStep) -> AnyView {
    let is_shown = use_app().select_run(|run| run.view.auth.shows_command);
    let command = step.command.clone();
    let shown = move || match is_shown.get() {
        false => act(
            "show-command",
            "ghost",
            || AuthMessage::CommandShown,
            "Show the command",
        ),
        true => view! {
            <p class="muted">"It contains a code and a verifier. Both are secrets."</p>
            <Command what="the command" text=command.clone()/>
        }
        .into_any(),
    };
    shown.into_any()
}
