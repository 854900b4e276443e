//! What a probe asked, and what came of it: a refusal says little without the same request that passed.

use super::ExchangeReport;
use crate::trace::purpose::{ProbeRequest, Purpose};
use crate::trace::wire::Id;

/// The question of a probe.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Question {
    /// `is mcp-session-id allowed?`
    pub asks: String,
    /// `allowed` or `refused`, where that is what was asked.
    pub answer: Option<&'static str>,
}

impl Question {
    /// That of the probe with this number; `None` for an exchange of the run itself.
    pub fn of(exchanges: &[ExchangeReport], id: Id) -> Option<Question> {
        let probe = exchanges.iter().find(|exchange| exchange.id == id)?;
        let asks = probe.label.strip_prefix("probe: ")?;
        let (asks, asks_permission) = match &probe.purpose {
            Some(Purpose::ProbeRequest { request }) => match request {
                ProbeRequest::SimplePost => (without_it(exchanges, probe).unwrap_or(asks), true),
                ProbeRequest::Header { .. } | ProbeRequest::OptionsFetch => (asks, true),
                _ => (asks, false),
            },
            _ => (asks, false),
        };
        Some(Question {
            asks: asks.to_owned(),
            answer: asks_permission.then(|| answer(probe)).flatten(),
        })
    }
}

/// The POST that needs no permission is what those with one header each are compared with.
fn without_it(exchanges: &[ExchangeReport], probe: &ExchangeReport) -> Option<&'static str> {
    let is_refused = |other: &&ExchangeReport| {
        let request = other.purpose.as_ref();
        let asks = |purpose: &Purpose| match purpose {
            Purpose::ProbeRequest { request } => matches!(request, ProbeRequest::Header { .. }),
            _ => false,
        };
        request.is_some_and(asks) && answer(other) == Some("refused")
    };
    let is_allowed = answer(probe) == Some("allowed");
    let shows = is_allowed && exchanges.iter().any(|other| is_refused(&other));
    shows.then_some("the same without it")
}

/// A page may read the answer, whatever it says, or it may not.
fn answer(probe: &ExchangeReport) -> Option<&'static str> {
    match &probe.response {
        Some(response) if response.status.is_some() => Some("allowed"),
        Some(_) => None,
        None => probe.failure.as_ref().map(|_| "refused"),
    }
}
