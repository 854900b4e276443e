//! What the user does during authorization. The engine records each action that it is told of.

use crate::app::auth::{AuthField, AuthForm, Stage};
use crate::app::message::{AuthMessage, Effect, OnDemandEffect, Place};
use crate::app::run_facts::RunFacts;
use crate::app::state::AppState;
use crate::trace::user_action::{Client, Registration, UserAction};
use crate::trace::wire::Action;

pub(crate) fn update(state: &mut AppState, message: AuthMessage) -> Vec<Effect> {
    match message {
        AuthMessage::Edited(field, text) => edit(state, field, text),
        AuthMessage::ServerChosen(first) => choose_server(state, first),
        AuthMessage::ClientChosen(registration, id) => use_client(state, registration, id),
        AuthMessage::RegistrationAndSignInRequested(registration, id) => {
            // In the click itself, before anything is sent.
            let mut effects = vec![OnDemandEffect::OpenEmpty.into()];
            effects.extend(use_client(state, registration, id));
            form(state).signs_in = true;
            effects
        }
        AuthMessage::EnteredClientChosen => submit(state, AuthField::ClientId, |state, id| {
            use_client(state, Registration::PreRegistered, id)
        }),
        AuthMessage::SignInRequested => authorize(state, Place::Window),
        AuthMessage::SignInHereRequested => authorize(state, Place::ThisPage),
        AuthMessage::WindowRequested => vec![OnDemandEffect::OpenAgain(state.run().id).into()],
        AuthMessage::CallbackSubmitted => submit(state, AuthField::CallbackUrl, |state, url| {
            go_on(state, UserAction::CallbackReceived { url })
        }),
        AuthMessage::NoCallback => go_on(state, UserAction::NoCallback),
        AuthMessage::TokenResponseSubmitted => {
            submit(state, AuthField::TokenResponse, |state, body| {
                go_on(state, UserAction::TokenResponsePasted { body })
            })
        }
        AuthMessage::RefreshRequested => go_on(state, UserAction::Refresh),
        AuthMessage::CommandShown => super::set(&mut form(state).shows_command, true),
        AuthMessage::Acted(action) => go_on(state, *action),
        AuthMessage::Failed(error) => super::set(&mut form(state).error, error),
        AuthMessage::DocumentLookedUp(found) => super::set(&mut state.client_document, Some(found)),
    }
}

/// What the panel needs once it is there: to hear who comes back, and to know whether this page serves a metadata
/// document.
pub(crate) fn prepare(state: &mut AppState, facts: &RunFacts) -> Vec<Effect> {
    let Some(step) = facts.auth.as_ref().filter(|_| state.frame.is_none()) else {
        return match facts.is_running {
            true => Vec::new(),
            false => sign_in_next(state, None),
        };
    };
    let stage = step.stage;
    let mut effects = vec![OnDemandEffect::ListenForCallback.into()];
    effects.extend(sign_in_next(state, Some(stage)));
    let flow = step.options.flow.as_ref();
    if let Some(flow) = flow.filter(|flow| flow.server.takes_metadata_documents)
        && !state.looks_up_document
    {
        state.looks_up_document = true;
        effects.push(OnDemandEffect::LookUpDocument(flow.document()).into());
    }
    effects
}

/// Signs in, where one click asked for that as well and the client is known now. Where the browser opened no window, the
/// panel says so, beside the button that does.
fn sign_in_next(state: &mut AppState, stage: Option<Stage>) -> Vec<Effect> {
    match (std::mem::take(&mut form(state).signs_in), stage) {
        (false, _) => Vec::new(),
        (true, Some(Stage::ReviewRequest { again: false })) => authorize(state, Place::Window),
        (true, _) => vec![OnDemandEffect::CloseEmpty.into()],
    }
}

fn form(state: &mut AppState) -> &mut AuthForm {
    &mut state.run_mut().view.auth
}

fn edit(state: &mut AppState, field: AuthField, text: String) -> Vec<Effect> {
    form(state).set(field, text);
    Vec::new()
}

/// Goes on with the run. What was entered and may be secret is not kept here.
fn go_on(state: &mut AppState, action: UserAction) -> Vec<Effect> {
    let run = state.run_mut();
    run.view.auth = AuthForm {
        is_on: true,
        server: std::mem::take(&mut run.view.auth.server),
        ..AuthForm::default()
    };
    run.view.chosen = None;
    vec![
        Effect::Act(run.id, Action::UserAction(action)),
        Effect::Focus("#sign-in-title".to_owned()),
    ]
}

/// Goes on with what was entered in a field; where nothing was, the field gets the focus.
fn submit(
    state: &mut AppState,
    field: AuthField,
    then: fn(&mut AppState, String) -> Vec<Effect>,
) -> Vec<Effect> {
    let text = form(state).text(field).trim().to_owned();
    match text.is_empty() {
        true => vec![Effect::Focus(format!("[name={}]", field.name()))],
        false => then(state, text),
    }
}

fn choose_server(state: &mut AppState, first: String) -> Vec<Effect> {
    let chosen = form(state).server.clone();
    let issuer = match chosen.as_str() {
        "" => first,
        _ => chosen,
    };
    go_on(state, UserAction::Choose { issuer })
}

fn use_client(state: &mut AppState, registration: Registration, id: String) -> Vec<Effect> {
    let secret = match registration {
        Registration::PreRegistered => form(state).client_secret.clone(),
        Registration::MetadataDocument | Registration::Dynamic => String::new(),
    };
    let secret = (!secret.is_empty()).then_some(secret);
    let client = Client {
        registration,
        id,
        secret,
    };
    go_on(state, UserAction::UseClient { client })
}

fn authorize(state: &mut AppState, place: Place) -> Vec<Effect> {
    let run = state.run();
    let effect = OnDemandEffect::Authorize {
        run: run.id,
        scope: run.view.auth.scope.clone(),
        place,
    };
    vec![effect.into()]
}
