//! What authorization needs of the browser: randomness, windows, and a page that is left and comes back.

use js_sys::Date;
use serde_json::{Map, Value};

use crate::app::auth::{
    CANNOT_LEAVE, CANNOT_OPEN, POPUP_BLOCKED, authorization_request, cannot_persist, open_request,
};
use crate::app::came_back::{foreign_callback, too_late};
use crate::app::message::{AuthMessage, Message, Place};
use crate::app::persist;
use crate::app::state::RunId;
use crate::browser;
use crate::browser::sign_in::{self, WindowMessage};
use crate::engine::Run;
use crate::page::runtime::Runtime;
use crate::protocol::document;
use crate::protocol::oauth::authorization::parameter;
use crate::protocol::oauth::handover;
use crate::trace::transcript::Transcript;
use crate::trace::user_action::UserAction;

/// Makes an authorization request, writes it down, and opens it.
pub fn authorize(runtime: Runtime, run: RunId, scope: Option<&str>, place: Place) {
    match place {
        Place::Window => {
            if let Some(url) = start(runtime, run, scope) {
                open_window(runtime, &url);
            }
        }
        Place::ThisPage => authorize_here(runtime, run, scope),
    }
}

/// Signs in on this page, which is left for that and comes back.
fn authorize_here(runtime: Runtime, run: RunId, scope: Option<&str>) {
    let refused = runtime.read_run(run, |run| persist::serialize_for_redirect(run).err());
    if let Some(why) = refused.flatten() {
        return fail(runtime, cannot_persist(why));
    }
    let Some(url) = start(runtime, run, scope) else {
        return;
    };
    let state = parameter(&url, "state").unwrap_or_default();
    let persisted = runtime.read_run(run, |run| persist::serialize_for_redirect(run).ok());
    let is_left = persisted
        .flatten()
        .map(|persisted| persist::dated(&persisted, Date::now()))
        .is_some_and(|persisted| {
            sign_in::leave(&state, &persisted, &url, persist::LONGEST.cast_signed())
        });
    if !is_left {
        fail(runtime, CANNOT_LEAVE);
    }
}

/// Makes the request and writes it down, before anything is opened.
fn start(runtime: Runtime, run: RunId, scope: Option<&str>) -> Option<String> {
    let make = |run: &Run| {
        let (state, verifier) = (sign_in::random()?, sign_in::random()?);
        authorization_request(&run.auth_options()?, scope, (&state, &verifier))
    };
    let Some((url, verifier)) = runtime.read_run(run, make).flatten() else {
        fail(runtime, CANNOT_OPEN);
        return None;
    };
    listen(runtime);
    act(
        runtime,
        UserAction::AuthorizationStarted {
            url: url.clone(),
            verifier,
        },
    );
    Some(url)
}

/// Opens the window once more, with the same request.
pub fn open_again(runtime: Runtime, run: RunId) {
    let url = runtime.read_run(run, |run| Some(open_request(run)?.request.url.clone()));
    if let Some(url) = url.flatten() {
        open_window(runtime, &url);
    }
}

fn open_window(runtime: Runtime, url: &str) {
    let is_open = sign_in::open_window(url);
    fail(runtime, if is_open { "" } else { POPUP_BLOCKED });
}

fn fail(runtime: Runtime, error: &'static str) {
    runtime.dispatch(Message::Auth(AuthMessage::Failed(error)));
}

fn act(runtime: Runtime, action: UserAction) {
    runtime.dispatch(Message::Auth(AuthMessage::Acted(Box::new(action))));
}

/// Hears windows that come back, from the first call on.
pub fn listen(runtime: Runtime) {
    if !runtime.inner().listening.replace(true) {
        sign_in::listen(move |message| answer(runtime, message));
    }
}

/// Answers a window that came back. Another tab's callback is none of ours.
fn answer(runtime: Runtime, message: WindowMessage) -> Option<String> {
    let (run, is_shown) = runtime.read_state(|state| {
        let waiting = state.runs.waiting();
        (waiting, waiting == state.run().id)
    });
    let state = |run: &Run| parameter(&open_request(run)?.request.url, "state");
    let waiting = runtime.read_run(run, state).flatten()?;
    let (word, nonce, proof) = match message {
        WindowMessage::Callback {
            nonce,
            masked,
            proof,
        } => {
            let url = handover::unmask(&waiting, &nonce, &masked, &proof)?;
            sign_in::come_forward();
            // The user may have looked at a former run meanwhile.
            if !is_shown {
                runtime.dispatch(Message::RunChosen(run));
            }
            act(runtime, UserAction::CallbackReceived { url });
            let proof = handover::taken(&waiting, &nonce);
            ("taken", nonce, proof)
        }
        WindowMessage::Waiting { nonce } => ("waits", nonce, String::new()),
        // The user decides about it, here.
        WindowMessage::Foreign { nonce, url } => {
            sign_in::come_forward();
            for message in foreign_callback(url) {
                runtime.dispatch(message);
            }
            ("shown", nonce, String::new())
        }
    };
    let mut answer = Map::new();
    answer.insert(word.to_owned(), nonce.into());
    answer.insert("proof".to_owned(), proof.into());
    Some(Value::Object(answer).to_string())
}

/// Takes up the run that this tab left for signing in, if it just came back from that in time.
pub fn come_back(runtime: Runtime) {
    let Some((dated, url)) = sign_in::returned() else {
        return;
    };
    let resumed = persist::still_fresh(&dated, Date::now())
        .and_then(|persisted| resume(runtime, document::read(persisted)?));
    match resumed {
        Some(()) => act(runtime, UserAction::CallbackReceived { url }),
        None => runtime.dispatch(too_late()),
    }
}

fn resume(runtime: Runtime, transcript: Transcript) -> Option<()> {
    let run = runtime.read_state(|state| state.run().id);
    let options = Box::new(transcript.options.clone());
    let began = Date::parse(&transcript.environment.as_ref()?.started_at);
    let last = transcript.events.last().map_or(0.0, |event| event.at);
    // The clock of a page begins anew with it; that of the run goes on.
    let passed = (Date::now() - began).max(last);
    let started = browser::now() - passed;
    runtime.resume_run(run, Run::resume(transcript, started), started);
    runtime.dispatch(Message::RunResumed(run, options));
    Some(())
}
