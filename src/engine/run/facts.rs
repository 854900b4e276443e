//! Facts: what is known of secrets only as they arrive, kept in a form that reveals nothing. The checks read redacted
//! exchanges, and so a redacted transcript is judged like the one that it was made from.
//!
//! What is noted here is derived once, as the value arrives. A check that looked at the value
//! itself would judge a shared link, in which it is redacted, otherwise than the run on the page.

use super::Run;
use crate::engine::limits;
use crate::protocol::address::ParsedAddress;
use crate::protocol::http::{header_name_problem, header_value_problem};
use crate::protocol::jsonrpc::Problem;
use crate::trace::transcript::Fact;
use crate::trace::wire::{Head, Id};

impl Run {
    /// Why a credential cannot be sent is known only before it is redacted.
    pub(super) fn note_credentials(&mut self) {
        let options = &self.transcript.options;
        let bearer = options.bearer.iter().map(|value| ("authorization", value));
        let headers = options
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value));
        let facts: Vec<Fact> = bearer
            .chain(headers)
            .map(|(name, value)| Fact::Credential {
                name: name.to_owned(),
                // In characters, as the user counts them: one too many is a space or a
                // line break that was copied along.
                length: value.chars().count(),
                problem: header_name_problem(name)
                    .or_else(|| header_value_problem(value))
                    .map(|problem| problem.as_str().to_owned()),
            })
            .collect();
        for fact in facts {
            self.note(fact);
        }
    }

    /// Keeps a fact, for the transcript and for the evaluations of this run.
    fn note(&mut self, fact: Fact) {
        self.transcript.facts.push(fact.clone());
        self.recording.facts.push(fact);
    }

    /// The shape of a session id: it must be visible ASCII (2025-03-26 and later, "Session Management").
    pub(super) fn note_session_id(&mut self, exchange: Id, head: &Head) {
        if let Some(value) = head.headers.get("mcp-session-id") {
            self.note(Fact::SessionId {
                exchange,
                length: value.len(),
                visible_ascii: value.bytes().all(|byte| (0x21..=0x7e).contains(&byte)),
            });
        }
    }

    /// That the run has read as much as it may, the first time.
    pub(super) fn note_budget(&mut self) {
        let options = &self.transcript.options;
        if self.recording.is_budget_spent() {
            return;
        }
        if let Some(bytes) = limits::overspent(&self.recording, options) {
            let limit = options.body_budget();
            self.note(Fact::Budget { bytes, limit });
        }
    }

    /// What was not kept of an answer that is whole now.
    pub(super) fn note_left_out(&mut self, exchange: Id) {
        let answer = self.recording.exchange(exchange);
        let problems = answer.into_iter().flat_map(|answer| &answer.problems);
        let count = problems.map(|problem| match problem {
            Problem::LeftOut { count } => *count,
            _ => 0,
        });
        let count = count.sum();
        if count > 0 {
            self.note(Fact::LeftOut { exchange, count });
        }
    }

    /// That a list has had as much as one answer may have, in as many pages as it took.
    pub(super) fn note_list_cut(&mut self, exchange: Id) {
        if let Some(bytes) = limits::overlong_list(&self.recording, exchange) {
            self.note(Fact::ListCut {
                exchange,
                bytes,
                limit: limits::BODY_BYTES,
            });
        }
    }

    /// What a token says is known only before it is redacted.
    pub(super) fn note_token(&mut self, id: Id, at: f64) {
        let (Some(exchange), Some(ParsedAddress::Target(target))) =
            (self.recording.exchange(id), &self.address)
        else {
            return;
        };
        let environment = self.transcript.environment.as_ref();
        // Reading tokens is part of the deferred code. Whoever got a token has gone through it.
        let fact = environment.and_then(|environment| {
            (self.deferred_steps?.token_fact)(&self.recording, exchange, target, environment, at)
        });
        if let Some(fact) = fact {
            self.note(fact);
        }
    }
}
