//! What the user can do in steps 5 to 10: one thing at a time, and all of it looked over before it is done.

mod callback;
mod fields;
mod register;
mod request;

use std::sync::Arc;

use leptos::prelude::*;

use super::button::Button;
use super::keyed::Keyed;
use crate::app::auth::{AuthField, AuthStep, Stage};
use crate::app::auth_panel::AuthPanel;
use crate::app::message::{AuthMessage, Message};
use crate::page::context::use_app;
use crate::page::derived::Derived;
use fields::{host, lead, rank};

#[component]
pub fn Auth() -> impl IntoView {
    let panel = use_app().select_run(AuthPanel::of);
    let is_there = Derived::new(move || panel.with(|panel| *panel != AuthPanel::Hidden));
    move || is_there.get().then(|| view! { <Panel panel/> })
}

/// The title is drawn once: it keeps the focus from one stage to the next. A stage is drawn anew when it has changed:
/// the fields of one are not those of another.
#[component]
fn Panel(panel: Derived<AuthPanel>) -> impl IntoView {
    let error = use_app().select_run(|run| run.view.auth.error);
    let alert = |error: &'static str| {
        view! {
            <p class="alert" role="alert">
                {error}
            </p>
        }
    };
    let is_running = Derived::new(move || panel.with(|panel| *panel == AuthPanel::Running));
    let drawn = StoredValue::new(0);
    let keys = Derived::new(move || match panel.get() {
        AuthPanel::Step(_) => {
            drawn.update_value(|count: &mut u32| *count += 1);
            vec![drawn.get_value().to_string()]
        }
        AuthPanel::Hidden | AuthPanel::Running => Vec::new(),
    });
    let draw = move |_key: String| match panel.get_untracked() {
        AuthPanel::Step(step) => stage_view(&step),
        AuthPanel::Hidden | AuthPanel::Running => ().into_any(),
    };
    let is_folded = Derived::new(move || match panel.get() {
        AuthPanel::Step(step) => step.is_after_failure(),
        AuthPanel::Hidden | AuthPanel::Running => false,
    });
    view! {
        <details
            class="sign-in card"
            data-panel="sign-in"
            aria-labelledby="sign-in-title"
            prop:open=move || !is_folded.get()
        >
            <summary>
                <h2 id="sign-in-title" tabindex="-1">
                    {move || panel.with(title)}
                </h2>
            </summary>
            {move || Some(error.get()).filter(|error| !error.is_empty()).map(alert)}
            {move || is_running.get().then(|| view! { <p>"Running…"</p> })}
            <Keyed keys draw=Arc::new(draw)/>
        </details>
    }
}

fn title(panel: &AuthPanel) -> AnyView {
    let step = match panel {
        AuthPanel::Hidden => return ().into_any(),
        AuthPanel::Running => return "Signing in".into_any(),
        AuthPanel::Step(step) => step,
    };
    let words = match step.stage {
        Stage::ChooseServer => return "Try another authorization server".into_any(),
        Stage::StepUp => return "More scopes are needed".into_any(),
        Stage::PasteTokenResponse => return "Get the token from a terminal".into_any(),
        Stage::Register if step.can_register() => "Sign in at ",
        Stage::Register => "Register Faultfinder with ",
        Stage::ReviewRequest { again: true } => "Sign in again at ",
        Stage::ReviewRequest { again: false } => "Sign in at ",
        Stage::AwaitingCallback => "Waiting for your sign-in at ",
    };
    (words, host(step)).into_any()
}

fn stage_view(step: &Arc<AuthStep>) -> AnyView {
    let rest = match step.stage {
        Stage::ChooseServer => {
            lead("The server lists several. Another one may have valid metadata.")
        }
        Stage::Register => register::register(step),
        Stage::ReviewRequest { .. } | Stage::StepUp => request::request(step),
        Stage::AwaitingCallback => callback::awaiting(step),
        Stage::PasteTokenResponse => callback::token_response(step),
    };
    view! {
        <div class="stage" data-stage=step.stage.id()>
            {rest}
            {step.offers_servers().then(|| servers(step))}
        </div>
    }
    .into_any()
}

/// The choice between several authorization servers.
fn servers(step: &AuthStep) -> AnyView {
    let app = use_app();
    let is_all = step.stage == Stage::ChooseServer;
    let first = step.first_server().to_owned();
    let entered = app
        .state
        .with_untracked(|state| state.run().view.auth.server.clone());
    let chosen = match entered.as_str() {
        "" => first.clone(),
        _ => entered,
    };
    let option = |issuer: &String| {
        view! {
            <option value=issuer.clone() prop:selected=*issuer == chosen>
                {issuer.clone()}
            </option>
        }
        .into_any()
    };
    let words = (!is_all).then(|| {
        view! {
            <p class="muted">
                "The server lists several authorization servers. A client ID is valid for one of them only."
            </p>
        }
    });
    view! {
        <div class=if is_all { "" } else { "servers" }>
            {words}
            <div class="row">
                <select
                    name=AuthField::Server.name()
                    aria-label="Authorization server"
                    on:change=move |event| {
                        let server = event_target_value(&event);
                        app.dispatch_auth(AuthMessage::Edited(AuthField::Server, server));
                    }
                >
                    {step.options.servers.iter().map(option).collect::<Vec<AnyView>>()}
                </select>
                <Button
                    action="choose-server"
                    class=rank(is_all)
                    send=move || Message::Auth(AuthMessage::ServerChosen(first.clone()))
                >
                    "Use this one"
                </Button>
            </div>
        </div>
    }
    .into_any()
}
