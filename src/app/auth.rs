//! Steps 5 to 10 as the page sees them: what the user enters, and what there is to do next.

use super::persist::CannotPersist;
use crate::engine::Run;
use crate::engine::sign_in::auth_options::AuthOptions;
use crate::engine::sign_in::token;
use crate::protocol::oauth::authorization::{self, Parameter};
use crate::protocol::oauth::pkce;
use crate::protocol::oauth::scope::{Scope, Source};
use crate::protocol::url::Url;
use crate::trace::exchange::Exchange;
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::purpose::Purpose;
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};

/// Said where the browser has no randomness, or the address to open is none.
pub(crate) const CANNOT_OPEN: &str = "This page cannot make the request. The browser may not be able to open the URL of the authorization endpoint.";
pub(crate) const POPUP_BLOCKED: &str = "The browser did not open a window. Allow pop-ups for this page and open it again, or sign in on this page.";
pub(crate) const CANNOT_LEAVE: &str =
    "The browser stores nothing for this page, so the run would be lost. Open a window instead.";

/// What is entered during authorization. It lasts until the next run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuthForm {
    /// The authorization server that is chosen, if not the one that the run goes by.
    pub(crate) server: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// As the user edited it.
    pub(crate) scope: Option<String>,
    /// The address that the authorization server sent the user to.
    pub callback_url: String,
    pub(crate) token_response: String,
    pub(crate) shows_command: bool,
    /// Once the client is known, the sign-in follows by itself: one click asked for both.
    pub(crate) signs_in: bool,
    /// What the user did here is under way: the panel stays.
    pub(crate) is_on: bool,
    /// Why what the user wanted did not come about.
    pub error: &'static str,
}

/// A field of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AuthField {
    /// The authorization server, where the user brings one.
    Server,
    /// `client_id` of a client that was registered before.
    ClientId,
    /// Its secret, if it has one.
    ClientSecret,
    /// The scope to ask for.
    Scope,
    /// The URL to which the authorization server redirected.
    CallbackUrl,
    /// The answer of the token endpoint, as JSON.
    TokenResponse,
}

impl AuthField {
    /// The name by which scripts find it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            AuthField::Server => "authorization_server",
            AuthField::ClientId => "client_id",
            AuthField::ClientSecret => "client_secret",
            AuthField::Scope => "scope",
            AuthField::CallbackUrl => "callback_url",
            AuthField::TokenResponse => "token_response",
        }
    }
}

impl AuthForm {
    /// Takes over what was typed.
    pub fn set(&mut self, field: AuthField, text: String) {
        match field {
            AuthField::Server => self.server = text,
            AuthField::ClientId => self.client_id = text,
            AuthField::ClientSecret => self.client_secret = text,
            AuthField::Scope => self.scope = Some(text),
            AuthField::CallbackUrl => self.callback_url = text,
            AuthField::TokenResponse => self.token_response = text,
        }
    }

    /// What was entered; the scope only where the user edited it.
    pub(crate) fn text(&self, field: AuthField) -> &str {
        match field {
            AuthField::Server => &self.server,
            AuthField::ClientId => &self.client_id,
            AuthField::ClientSecret => &self.client_secret,
            AuthField::Scope => self.scope.as_deref().unwrap_or_default(),
            AuthField::CallbackUrl => &self.callback_url,
            AuthField::TokenResponse => &self.token_response,
        }
    }

    /// What its field shows: a scope that the user did not edit is the one that will be asked for.
    pub fn shown(&self, field: AuthField, scope: &str) -> String {
        match (field, &self.scope) {
            (AuthField::Scope, None) => scope.to_owned(),
            (field, _) => self.text(field).to_owned(),
        }
    }
}

/// What there is to do next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stage {
    /// Another authorization server can be tried.
    ChooseServer,
    /// The page has to become known.
    Register,
    /// The user has to agree.
    ReviewRequest {
        /// Something came of it that broke.
        again: bool,
    },
    /// The user is on another page.
    AwaitingCallback,
    /// The token does not reach far enough.
    StepUp,
    /// This page may not read the token.
    PasteTokenResponse,
}

impl AuthStep {
    /// Whether something broke here: then it stands folded, so that what broke comes first.
    pub(crate) fn is_after_failure(&self) -> bool {
        match self.stage {
            Stage::ReviewRequest { again } => again,
            Stage::Register => !self.registration_waits,
            Stage::ChooseServer => true,
            Stage::AwaitingCallback | Stage::StepUp | Stage::PasteTokenResponse => false,
        }
    }
}

impl Stage {
    /// Names what is shown, so that the fields of one stage are not those of another.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Stage::ChooseServer => "choose",
            Stage::Register => "register",
            Stage::ReviewRequest { .. } => "ask",
            Stage::AwaitingCallback => "opened",
            Stage::StepUp => "step-up",
            Stage::PasteTokenResponse => "bring",
        }
    }
}

/// What the authorization panel is drawn from.
#[derive(Debug, Eq, PartialEq)]
pub struct AuthStep {
    /// What there is to do.
    pub stage: Stage,
    /// What the engine says about it.
    pub options: AuthOptions,
    /// Nothing went wrong with a registration yet.
    pub(crate) registration_waits: bool,
    /// The server answered 403 to the token.
    pub(crate) token_was_refused: bool,
    /// The page itself used the newest code.
    pub(crate) code_was_used: bool,
    /// The token request of which this page may not read the answer, with everything in it; empty in other stages.
    pub(crate) command: String,
}

impl AuthStep {
    /// Reads where a run stands; `None` where there is nothing to go on with.
    pub(crate) fn read(run: &Run) -> Option<AuthStep> {
        let options = run.auth_options()?;
        let stage = stage(run, &options)?;
        let recording = run.recording();
        let command = match stage {
            Stage::PasteTokenResponse => token_command(run, &options),
            _ => None,
        };
        let refused = recording.step_state(Step::Token).by;
        Some(AuthStep {
            stage,
            registration_waits: recording.step_state(Step::Registration).status == Status::Waiting,
            token_was_refused: refused.is_some_and(|id| recording.exchange(id).is_some()),
            code_was_used: recording.last(&Purpose::Token).map(|exchange| exchange.id)
                > recording
                    .last(&Purpose::Authorize)
                    .map(|exchange| exchange.id),
            command: command.unwrap_or_default(),
            options,
        })
    }
}

fn stage(run: &Run, options: &AuthOptions) -> Option<Stage> {
    let recording = run.recording();
    if recording.cancelled {
        return None;
    }
    let is_open = |step: &Step| {
        matches!(
            recording.step_state(*step).status,
            Status::Waiting | Status::Fail
        )
    };
    let step = Step::SIGN_IN.into_iter().find(is_open)?;
    let state = recording.step_state(step);
    let fault = match &state.reason {
        Some(Reason::Fault {
            fault: Fault::SignIn { fault, .. },
        }) => Some(*fault),
        Some(Reason::Fault { .. }) => return None,
        _ => None,
    };
    let review = match options.client {
        Some(_) => Stage::ReviewRequest {
            again: state.status == Status::Fail,
        },
        None => Stage::Register,
    };
    match (step, fault) {
        (Step::Registration, _) => Some(Stage::Register),
        (Step::Authorization, None) if open_request(run).is_some() => Some(Stage::AwaitingCallback),
        (Step::Authorization, _) => Some(review),
        (Step::Token, None) => Some(Stage::StepUp),
        (Step::Token, Some(AuthFault::Unreadable)) => Some(Stage::PasteTokenResponse),
        (Step::Token, Some(AuthFault::InvalidClient | AuthFault::UnauthorizedClient)) => {
            Some(Stage::Register)
        }
        (Step::Token, Some(AuthFault::StepUpWithoutEnd)) => None,
        (Step::Token, Some(_)) => Some(review),
        _ if options.servers.len() > 1 => Some(Stage::ChooseServer),
        _ => None,
    }
    .filter(|stage| *stage == Stage::ChooseServer || options.flow.is_some())
}

/// The authorization request with which the user is away.
pub(crate) fn open_request(run: &Run) -> Option<&Exchange> {
    let opened = run.recording().last(&Purpose::Authorize);
    opened.filter(|exchange| !exchange.is_over())
}

/// The part of an address that people know a server by, as a browser reads it: a user name that looks like a host is none.
pub(crate) fn host(address: &str) -> String {
    match Url::parse(address) {
        Ok(url) => match url.port() {
            Some(port) => [url.host(), ":", &port.to_string()].concat(),
            None => url.host().to_owned(),
        },
        Err(_) => address.to_owned(),
    }
}

/// The authorization request, with what is made up for it or what stands for that.
pub(crate) fn parameters(
    options: &AuthOptions,
    entered: Option<&str>,
    (state, verifier): (&str, &str),
) -> Option<Vec<Parameter>> {
    let flow = options.flow.as_ref()?;
    let scope = match entered.map(str::trim) {
        Some(text) if Some(text) != options.scope.value.as_deref() => Scope {
            value: (!text.is_empty()).then(|| text.to_owned()),
            source: Source::Entered,
        },
        _ => options.scope.clone(),
    };
    let (resource, source) = &flow.resource;
    Some(authorization::parameters(&authorization::Request {
        client_id: options.client.as_deref()?,
        redirect_uri: &flow.redirect_uri(),
        scope: &scope,
        state,
        verifier,
        resource: (resource, *source),
    }))
}

/// The URL of a new authorization request and the verifier behind it (RFC 7636, 4.1), made from two pieces of
/// randomness.
pub(crate) fn authorization_request(
    options: &AuthOptions,
    scope: Option<&str>,
    (state, verifier): (&[u8; 32], &[u8; 32]),
) -> Option<(String, String)> {
    let (state, verifier) = (pkce::verifier(state), pkce::verifier(verifier));
    let parameters = parameters(options, scope, (&state, &verifier))?;
    let flow = options.flow.as_ref()?;
    let endpoint = flow.server.authorization_endpoint.as_deref()?;
    Some((authorization::url(endpoint, &parameters)?, verifier))
}

fn token_command(run: &Run, options: &AuthOptions) -> Option<String> {
    let request = token::manual_token_request(run.recording(), options.flow.as_ref()?)?;
    let mut command = format!("curl -sS {}", quote(&request.url));
    for (name, value) in request.headers.iter() {
        let header = quote(&format!("{name}: {value}"));
        command.push_str(&format!(" \\\n  -H {header}"));
    }
    let body = quote(request.body.as_deref().unwrap_or_default());
    command.push_str(&format!(" \\\n  --data-raw {body}"));
    Some(command)
}

/// For a POSIX shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Why the page is not left.
pub(crate) fn cannot_persist(why: CannotPersist) -> &'static str {
    match why {
        CannotPersist::Secret => "Not on this page: the client secret would have to be stored.",
        CannotPersist::Headers => "Not on this page: your headers would have to be stored.",
        CannotPersist::Addresses => {
            "Not on this page: a URL that contains what looks like a secret would have to be stored."
        }
    }
}
