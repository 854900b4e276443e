//! What the user can do on the way to a token. All of it is code that loads later.

use std::rc::Rc;

use js_sys::Date;
use leptos::task::spawn_local;
use serde_json::Value;

use super::{RunSlot, State};
use crate::app::persist::{self, CannotPersist};
use crate::browser::driver::Driver;
use crate::browser::{self, sign_in as browser_side};
use crate::engine::Run;
use crate::engine::sign_in::auth_options::AuthOptions;
use crate::engine::sign_in::token;
use crate::protocol::document;
use crate::protocol::oauth::authorization::{self, Parameter, parameter};
use crate::protocol::oauth::pkce;
use crate::protocol::oauth::scope::{Scope, Source};
use crate::share::link;
use crate::trace::transcript::Transcript;
use crate::trace::user_action::{Client, Registration, UserAction};
use crate::trace::wire::Action;
use crate::ui::dom;
use crate::ui::modes::Phase;
use crate::ui::sign_in::{SignIn, open_request};

/// Said where the browser has no randomness, or the address to open is none.
const CANNOT_OPEN: &str = "This page cannot make the request. The address of the authorization endpoint may be none that a browser opens.";
const BLOCKED: &str = "The browser did not open a window. Allow pop-ups for this page and open it again, or sign in on this page.";

impl State {
    /// Changes what is entered.
    pub fn enter(self, change: impl FnOnce(&mut SignIn)) {
        self.change(|page| change(&mut page.view.sign_in));
    }

    /// From the first time on that the panel is shown, windows that come back are heard.
    pub fn listen_for_return(self) {
        if !self.0.listens.replace(true) {
            browser_side::listen(move |heard| self.hear(heard));
        }
    }

    /// Finds out whether this page serves a document about itself, once.
    pub fn look_for_document(self, address: String) {
        if !self.0.looks.replace(true) {
            spawn_local(async move {
                let found = browser_side::serves(&address).await;
                self.change(|page| page.document = Some(found));
            });
        }
    }

    /// Goes on with the run. What was entered and may be secret is not kept here.
    fn go_on_with(self, consent: UserAction) {
        self.change(|page| {
            let server = std::mem::take(&mut page.view.sign_in.server);
            page.view.sign_in = SignIn {
                is_on: true,
                server,
                ..SignIn::default()
            };
            page.view.chosen = None;
        });
        self.act(Action::UserAction(consent));
        dom::soon(|| dom::focus("#sign-in-title"));
    }

    pub fn choose_server(self, first: &str) {
        let chosen = self.page().view.sign_in.server.clone();
        let issuer = match chosen.as_str() {
            "" => first.to_owned(),
            _ => chosen,
        };
        self.go_on_with(UserAction::Choose { issuer });
    }

    /// Becomes known in this way; `id` is what is known of it before.
    pub fn become_known(self, way: Registration, id: String) {
        let secret = match way {
            Registration::PreRegistered => self.page().view.sign_in.client_secret.clone(),
            Registration::MetadataDocument | Registration::Dynamic => String::new(),
        };
        let secret = (!secret.is_empty()).then_some(secret);
        self.go_on_with(UserAction::UseClient {
            client: Client {
                registration: way,
                id,
                secret,
            },
        });
    }

    /// Becomes known by the id that was entered.
    pub fn use_client(self) {
        let id = self.page().view.sign_in.client_id.trim().to_owned();
        match id.is_empty() {
            true => dom::focus("input[name=client_id]"),
            false => self.become_known(Registration::PreRegistered, id),
        }
    }

    /// Signs in in a window of its own. To be called in the click: no browser opens a window later.
    pub fn sign_in(self) {
        if let Some(url) = self.open_request() {
            self.open_window(&url);
        }
    }

    /// Opens the window once more, with the same request.
    pub fn open_again(self) {
        let url = self.read(|session| Some(open_request(session)?.request.url.clone()));
        if let Some(url) = url.flatten() {
            self.open_window(&url);
        }
    }

    fn open_window(self, url: &str) {
        let is_open = browser_side::open_window(url);
        self.enter(|sign_in| sign_in.word = if is_open { "" } else { BLOCKED });
    }

    /// Signs in on this page, which is left for that and comes back.
    pub fn sign_in_here(self) {
        let stays = self.read(|session| persist::serialize_for_redirect(session).err());
        if let Some(stays) = stays.flatten() {
            return self.enter(|sign_in| sign_in.word = stays_in_words(stays));
        }
        let Some(url) = self.open_request() else {
            return;
        };
        let state = parameter(&url, "state").unwrap_or_default();
        let carried = self
            .read(|session| persist::serialize_for_redirect(session).ok())
            .flatten();
        let is_left = carried.is_some_and(|carried| browser_side::leave(&state, &carried, &url));
        if !is_left {
            self.enter(|sign_in| {
                sign_in.word = "The browser keeps nothing for this page, so it would forget the run. Open a window instead.";
            });
        }
    }

    /// Makes the request and writes it down, before anything is opened.
    fn open_request(self) -> Option<String> {
        let scope = self.page().view.sign_in.scope.clone();
        let made = self.read(|session| {
            let (state, verifier) = (browser_side::random()?, browser_side::random()?);
            let offer = session.auth_options()?;
            let (state, verifier) = (pkce::verifier(&state), pkce::verifier(&verifier));
            let parameters = parameters(&offer, scope.as_deref(), (&state, &verifier))?;
            let endpoint = offer
                .flow
                .as_ref()?
                .server
                .authorization_endpoint
                .as_deref()?;
            Some((authorization::url(endpoint, &parameters)?, verifier))
        });
        let Some((url, verifier)) = made.flatten() else {
            self.enter(|sign_in| sign_in.word = CANNOT_OPEN);
            return None;
        };
        self.listen_for_return();
        self.go_on_with(UserAction::AuthorizationStarted {
            url: url.clone(),
            verifier,
        });
        Some(url)
    }

    /// What came back, pasted.
    pub fn use_callback(self) {
        let url = self.page().view.sign_in.callback_url.trim().to_owned();
        match url.is_empty() {
            true => dom::focus("input[name=callback_url]"),
            false => self.go_on_with(UserAction::CallbackReceived { url }),
        }
    }

    pub fn no_answer(self) {
        self.go_on_with(UserAction::NoCallback);
    }

    /// The token endpoint's answer, pasted.
    pub fn use_token_response(self) {
        let body = self.page().view.sign_in.token_response.trim().to_owned();
        match body.is_empty() {
            true => dom::focus("textarea[name=token_response]"),
            false => self.go_on_with(UserAction::TokenResponsePasted { body }),
        }
    }

    pub fn refresh(self) {
        self.go_on_with(UserAction::Refresh);
    }

    /// Sends what no healthy client sends, now that the session was seen to open.
    pub fn deepen(self) {
        self.change(|page| page.view.chosen = None);
        self.act(Action::UserAction(UserAction::StartDeepMode));
        dom::soon(|| dom::focus("#deep-title"));
    }

    /// Answers a window that came back. Another tab's answer is none of ours.
    fn hear(self, heard: browser_side::WindowMessage) -> Option<String> {
        let state = self.read(|session| parameter(&open_request(session)?.request.url, "state"));
        let waiting = state.flatten()?;
        let mut said = serde_json::Map::new();
        match heard {
            browser_side::WindowMessage::Callback { state, url } if state == waiting => {
                browser_side::come_forward();
                self.go_on_with(UserAction::CallbackReceived { url });
                said.insert("taken".to_owned(), Value::Bool(true));
                said.insert("state".to_owned(), state.into());
            }
            browser_side::WindowMessage::Callback { .. } => return None,
            browser_side::WindowMessage::FindOpener { ask } => {
                said.insert("ask".to_owned(), ask.into());
                said.insert("waiting".to_owned(), waiting.into());
            }
        }
        Some(Value::Object(said).to_string())
    }

    /// Takes the run up that this tab left for signing in, if it just came back from that.
    pub fn come_back(self) {
        let returned = browser_side::returned();
        let taken_up = returned.and_then(|(carried, url)| {
            let transcript: Transcript = document::read(&carried)?;
            self.take_up(transcript)?;
            Some(url)
        });
        if let Some(url) = taken_up {
            self.go_on_with(UserAction::CallbackReceived { url });
        }
    }

    fn take_up(self, transcript: Transcript) -> Option<()> {
        let options = transcript.options.clone();
        let began = Date::parse(&transcript.environment.as_ref()?.started_at);
        let last = transcript.events.last().map_or(0.0, |event| event.at);
        // The clock of a page begins anew with it; that of the run goes on.
        let passed = (Date::now() - began).max(last);
        let started = browser::now() - passed;
        let session = Run::resume(transcript, started);
        let driver = Driver::resume(session, move || self.news());
        self.next_turn();
        self.0.run.replace(RunSlot {
            driver: Some(Rc::new(driver)),
            started,
            ..RunSlot::default()
        });
        self.change(|page| {
            page.form.server = options.server;
            page.form.transport = options.transport;
            page.form.timeout = link::seconds(options.patience_ms);
            page.phase = Phase::Running;
        });
        Some(())
    }
}

/// The authorization request, with what is made up for it or what stands for that.
pub fn parameters(
    offer: &AuthOptions,
    entered: Option<&str>,
    (state, verifier): (&str, &str),
) -> Option<Vec<Parameter>> {
    let flow = offer.flow.as_ref()?;
    let scope = match entered.map(str::trim) {
        Some(text) if Some(text) != offer.scope.value.as_deref() => Scope {
            value: (!text.is_empty()).then(|| text.to_owned()),
            source: Source::Entered,
        },
        _ => offer.scope.clone(),
    };
    let (resource, source) = &flow.resource;
    Some(authorization::parameters(&authorization::Request {
        client_id: offer.client.as_deref()?,
        redirect_uri: &flow.redirect_uri(),
        scope: &scope,
        state,
        verifier,
        resource: (resource, *source),
    }))
}

/// The request of which this page may not read the answer, as a command with everything in it.
pub fn token_command(session: &Run) -> Option<String> {
    let flow = session.auth_options()?.flow?;
    let request = token::manual_token_request(session.recording(), &flow)?;
    let mut command = ["curl -sS ", &quote(&request.url)].concat();
    for (name, value) in request.headers.iter() {
        command.push_str(" \\\n  -H ");
        command.push_str(&quote(&[name, ": ", value].concat()));
    }
    command.push_str(" \\\n  --data-raw ");
    command.push_str(&quote(request.body.as_deref().unwrap_or_default()));
    Some(command)
}

/// For a POSIX shell.
fn quote(text: &str) -> String {
    ["'", &text.replace('\'', "'\\''"), "'"].concat()
}

/// Why the page is not left.
pub fn stays_in_words(stays: CannotPersist) -> &'static str {
    match stays {
        CannotPersist::Secret => {
            "Not on this page: it would have to write the client secret down while it is away."
        }
        CannotPersist::Headers => {
            "Not on this page: it would have to write your headers down while it is away."
        }
        CannotPersist::Addresses => {
            "Not on this page: an address holds what looks like a secret, and would have to be written down while this page is away."
        }
    }
}
