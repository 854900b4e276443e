//! The page's own words for the engine's closed lists.

use crate::report::{ExchangeReport, Kind};
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};
use crate::trace::transcript::{Abort, Origin};
use crate::trace::wire::Id;

/// What a step asks (docs/design.md, "The steps").
pub(crate) fn question(step: Step) -> &'static str {
    match step {
        Step::Address => "Is this a usable MCP URL?",
        Step::Reach => "Does anything respond over HTTP?",
        Step::Cors => "Does the browser allow requests to it?",
        Step::Endpoint => "Is it an MCP endpoint?",
        Step::Challenge => "Does it need auth, and is the 401 valid?",
        Step::ResourceMetadata => "Which authorization server does it point to?",
        Step::AuthorizationServer => "Is its OAuth metadata valid?",
        Step::Registration => "How can a client register?",
        Step::Authorization => "Does the sign-in redirect come back correctly?",
        Step::Token => "Is a valid token issued and accepted?",
        Step::Session => "Does the MCP session open?",
        Step::Tools => "Which tools does it offer?",
        Step::Prompts => "Which prompts does it offer?",
        Step::Resources => "Which resources does it offer?",
        Step::Stream => "Does the server's own stream open?",
        Step::Closing => "Does the session end properly?",
    }
}

/// A status as a word, for those who do not see its sign.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Pending => "not started",
        Status::Running => "running",
        Status::Waiting => "waiting for you",
        Status::Pass => "passed",
        Status::Warn => "passed with a warning",
        Status::Fail => "failed",
        Status::Skipped => "not needed",
        Status::Unseen => "not observable here",
        Status::Unreached => "not reached",
    }
}

/// Why lanes are folded into one line.
pub(crate) fn fold_reason(reason: Option<&Reason>) -> &'static str {
    match reason {
        Some(Reason::OpenServer) => "not needed: this server is open",
        Some(Reason::CredentialGiven) => "not needed: a credential was sent",
        Some(Reason::NotOffered) => "not offered",
        Some(Reason::NothingToClose) => "not needed: there is no session to end",
        _ => "not needed",
    }
}

/// Why the engine gave an exchange up.
pub(crate) fn abort(why: Abort) -> &'static str {
    match why {
        Abort::NoHead => "timed out: no response",
        Abort::Idle => "timed out: the response body stalled",
        Abort::TooLong => "timed out: the response body did not end",
        Abort::TooLarge => "stopped: the response body was larger than the limit",
        Abort::Budget => "stopped: all response bodies together were larger than the limit",
        Abort::PrivateAddress => "stopped: redirected into a private network",
        Abort::NoLongerNeeded => "closed by this page: nothing else was needed",
        Abort::Cancelled => "cancelled",
    }
}

/// `Request 2` or `Probe 3`.
pub(crate) fn exchange(exchange: &ExchangeReport) -> String {
    format!("{} {}", kind(exchange.kind), exchange.id)
}

/// The same where only the number is at hand.
pub(crate) fn exchange_of(exchanges: &[ExchangeReport], id: Id) -> String {
    let found = exchanges.iter().find(|exchange| exchange.id == id);
    found.map_or_else(|| format!("Request {id}"), self::exchange)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Exchange => "Request",
        Kind::Probe => "Probe",
    }
}

/// A mark for exchanges that this page did not make itself.
pub(crate) fn origin(origin: Origin) -> Option<&'static str> {
    match origin {
        Origin::Live => None,
        Origin::Pasted => Some("pasted"),
        Origin::Imported => Some("imported"),
    }
}
