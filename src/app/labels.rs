//! The page's own words for the engine's closed lists.

use crate::report::{ExchangeReport, Kind};
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};
use crate::trace::transcript::{Abort, Origin};
use crate::trace::wire::Id;

/// What a step asks (docs/design.md, "The steps").
pub fn question(step: Step) -> &'static str {
    match step {
        Step::Address => "Is this a usable MCP URL?",
        Step::Reach => "Does anything answer HTTP there?",
        Step::Cors => "Does the browser let this page talk to it?",
        Step::Endpoint => "Is what answers an MCP endpoint?",
        Step::Challenge => "Does it want credentials, and does it say so properly?",
        Step::ResourceMetadata => "Which authorization server does it name?",
        Step::AuthorizationServer => "Does that server describe itself soundly?",
        Step::Registration => "How does a client become known?",
        Step::Authorization => "Does the user's consent come back intact?",
        Step::Token => "Is a credential issued, sound and accepted?",
        Step::Session => "Does the MCP session open?",
        Step::Tools => "Which tools does it offer?",
        Step::Prompts => "Which prompts does it offer?",
        Step::Resources => "Which resources does it offer?",
        Step::Stream => "Does the server's own stream open?",
        Step::Closing => "Does the session end properly?",
    }
}

/// A status as a word, for those who do not see its sign.
pub fn status(status: Status) -> &'static str {
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
pub fn fold_reason(reason: Option<&Reason>) -> &'static str {
    match reason {
        Some(Reason::OpenServer) => "not needed: this server is open",
        Some(Reason::CredentialGiven) => "not needed: a credential was sent",
        Some(Reason::NotOffered) => "not offered",
        Some(Reason::NothingToClose) => "not needed: there is no session to end",
        _ => "not needed",
    }
}

/// Why the engine gave an exchange up.
pub fn abort(why: Abort) -> &'static str {
    match why {
        Abort::NoHead => "given up: no response in time",
        Abort::Idle => "given up: the body stopped coming",
        Abort::TooLong => "given up: the body went on for too long",
        Abort::TooLarge => "given up: the body was larger than the limit",
        Abort::Budget => "given up: all bodies together were larger than the limit",
        Abort::PrivateAddress => "stopped: redirected into a private network",
        Abort::NoLongerNeeded => "closed by this page, everything of interest had arrived",
        Abort::Cancelled => "cancelled",
    }
}

/// `Exchange 2` or `Probe 3`.
pub fn exchange(exchange: &ExchangeReport) -> String {
    format!("{} {}", kind(exchange.kind), exchange.id)
}

/// The same where only the number is at hand.
pub fn exchange_of(exchanges: &[ExchangeReport], id: Id) -> String {
    let found = exchanges.iter().find(|exchange| exchange.id == id);
    found.map_or_else(|| format!("Exchange {id}"), self::exchange)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Exchange => "Exchange",
        Kind::Probe => "Probe",
    }
}

/// A mark for exchanges that this page did not make itself.
pub fn origin(origin: Origin) -> Option<&'static str> {
    match origin {
        Origin::Live => None,
        Origin::Pasted => Some("pasted"),
        Origin::Imported => Some("imported"),
    }
}
