//! Signing in, as plain data: where the user stands on the way to a token, and what is entered there.

use crate::engine::Run;
use crate::engine::sign_in::auth_options::AuthOptions;
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::purpose::Purpose;
use crate::trace::reason::Reason;
use crate::trace::recording::Exchange;
use crate::trace::step::{Status, Step};

/// What is entered on the way to a token. It lasts until the next run.
#[derive(Default)]
pub struct SignIn {
    /// The authorization server that is chosen, if not the one that the run goes by.
    pub server: String,
    pub client_id: String,
    pub client_secret: String,
    /// As the user edited it.
    pub scope: Option<String>,
    pub callback_url: String,
    pub token_response: String,
    pub shows_command: bool,
    /// What the user did here is under way: the panel stays.
    pub is_on: bool,
    /// Why what the user wanted did not come about.
    pub word: &'static str,
}

/// Whether this page serves a document about itself; if not, why.
pub type Document = Result<(), &'static str>;

/// What there is to do next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stage {
    /// Another authorization server can be tried.
    Choose,
    /// The page has to become known.
    Register,
    /// The user has to agree; `again`: something came of it that broke.
    Ask { again: bool },
    /// The user is on another page.
    Opened,
    /// The token does not reach far enough.
    StepUp,
    /// This page may not read the token.
    Bring,
}

impl Stage {
    /// Names what is shown, so that the fields of one stage are not those of another.
    pub fn id(self) -> &'static str {
        match self {
            Stage::Choose => "choose",
            Stage::Register => "register",
            Stage::Ask { .. } => "ask",
            Stage::Opened => "opened",
            Stage::StepUp => "step-up",
            Stage::Bring => "bring",
        }
    }
}

/// Where the run stands on the way to a token; `None` where there is nothing to go on with.
pub fn stage(session: &Run, offer: &AuthOptions) -> Option<Stage> {
    let recording = session.recording();
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
    let lane = recording.step_state(step);
    let broken = match &lane.reason {
        Some(Reason::Fault {
            fault: Fault::SignIn { fault: broken, .. },
        }) => Some(*broken),
        Some(Reason::Fault { .. }) => return None,
        _ => None,
    };
    let again = lane.status == Status::Fail;
    let ask = match offer.client {
        Some(_) => Stage::Ask { again },
        None => Stage::Register,
    };
    match (step, broken) {
        (Step::Registration, _) => Some(Stage::Register),
        (Step::Authorization, None) if open_request(session).is_some() => Some(Stage::Opened),
        (Step::Authorization, _) => Some(ask),
        (Step::Token, None) => Some(Stage::StepUp),
        (Step::Token, Some(AuthFault::Unreadable)) => Some(Stage::Bring),
        (Step::Token, Some(AuthFault::InvalidClient | AuthFault::UnauthorizedClient)) => {
            Some(Stage::Register)
        }
        (Step::Token, Some(AuthFault::StepUpWithoutEnd)) => None,
        (Step::Token, Some(_)) => Some(ask),
        _ if offer.servers.len() > 1 => Some(Stage::Choose),
        _ => None,
    }
    .filter(|stage| *stage == Stage::Choose || offer.flow.is_some())
}

/// The authorization request with which the user is away.
pub fn open_request(session: &Run) -> Option<&Exchange> {
    let opened = session.recording().last(&Purpose::Authorize);
    opened.filter(|exchange| !exchange.is_over())
}

/// The part of an address that people know a server by.
pub fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}
