//! What the plan may lack: an exchange, or a look by other means, and how much of an answer is awaited.
//!
//! The purpose is what makes an exchange findable: the plan asks for the same spec in every
//! evaluation, and an answer to the same purpose, from the same address, is the answer to it. Two
//! requests that must be told apart therefore differ in one of the two; negative tests and pages of
//! lists carry a number for that.

use crate::protocol::jsonrpc;
use crate::protocol::mcp::request::Call;
use crate::trace::purpose::Purpose;
use crate::trace::step::Step;
use crate::trace::wire::{CacheMode, Mode, Probe, Redirect, Request};

/// Something the plan lacks.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A request to send.
    Exchange(ExchangeSpec),
    /// Something to look at by other means.
    Probe { step: Step, probe: Probe },
}

/// An exchange that the plan needs: what is sent, what for, and how much of the answer is awaited.
#[derive(Clone, Debug, PartialEq)]
pub struct ExchangeSpec {
    pub step: Step,
    /// What the exchange is for, by which its answer is found again.
    pub purpose: Purpose,
    /// Everything that is sent, credentials included.
    pub request: Request,
    /// `no-cors` is for probes: it shows that something answered, and nothing of the answer.
    pub mode: Mode,
    /// `Follow` wherever nothing secret goes along; `credentials.rs` says what happens otherwise.
    pub redirect: Redirect,
    /// Whether what the browser remembers may answer.
    pub cache: CacheMode,
    /// When the evaluation goes on.
    pub when: CompleteWhen,
}

/// When an exchange has told what it was sent for.
#[derive(Clone, Debug, PartialEq)]
pub enum CompleteWhen {
    /// The head: status and headers say enough.
    Head,
    /// The answer to this JSON-RPC id, or the end.
    /// Notifications may come before it, and a stream may stay open after it
    /// (2025-11-25 `basic/transports`, "Sending Messages to the Server").
    Answer(jsonrpc::Id),
    /// The first event of the stream, or the end.
    Event,
    /// All of it.
    End,
}

impl ExchangeSpec {
    /// As `fetch` sends it when nothing is said: with CORS, following redirects; the whole answer is awaited. But nothing
    /// that the browser remembers may answer, nor is anything remembered.
    pub fn new(step: Step, purpose: Purpose, request: Request) -> ExchangeSpec {
        ExchangeSpec {
            step,
            purpose,
            request,
            mode: Mode::Cors,
            redirect: Redirect::Follow,
            cache: CacheMode::NoStore,
            when: CompleteWhen::End,
        }
    }

    /// In mode `no-cors` any answer will do, and none can be read.
    pub fn mode(self, mode: Mode) -> ExchangeSpec {
        ExchangeSpec { mode, ..self }
    }

    /// What to do about a redirect (Fetch standard, "request redirect mode").
    pub fn redirect(self, redirect: Redirect) -> ExchangeSpec {
        ExchangeSpec { redirect, ..self }
    }

    /// What the browser may answer from its memory.
    pub fn cache(self, cache: CacheMode) -> ExchangeSpec {
        ExchangeSpec { cache, ..self }
    }

    /// How much of the answer is awaited. The rest is recorded too, if it comes while the run is
    /// on.
    pub fn until(self, when: CompleteWhen) -> ExchangeSpec {
        ExchangeSpec { when, ..self }
    }
}

/// A message of the run to the server.
#[derive(Clone, Debug)]
pub struct CallSpec<'c> {
    pub step: Step,
    pub purpose: Purpose,
    /// Where it goes: the address of the server, or the one that the session answered from.
    pub url: &'c str,
    /// Method, headers and body, without address and credentials.
    pub call: &'c Call,
    pub when: CompleteWhen,
}

impl<'c> CallSpec<'c> {
    /// A request is complete with its answer, a notification with the end of the exchange.
    pub fn new(step: Step, purpose: Purpose, url: &'c str, call: &'c Call) -> CallSpec<'c> {
        let answer = call.rpc_id.clone().map(CompleteWhen::Answer);
        CallSpec {
            step,
            purpose,
            url,
            call,
            when: answer.unwrap_or(CompleteWhen::End),
        }
    }

    /// Awaits another part of the answer than usual: a stream has no end to wait for.
    pub fn until(self, when: CompleteWhen) -> CallSpec<'c> {
        CallSpec { when, ..self }
    }

    /// The request without credentials, to this address: after a redirect it is another one.
    pub(super) fn request(&self, url: &str) -> Request {
        Request::from_call(self.call.clone(), url)
    }

    /// The exchange for one of the requests that this message takes.
    pub(super) fn exchange(&self, request: Request) -> ExchangeSpec {
        let spec = ExchangeSpec::new(self.step, self.purpose.clone(), request);
        spec.until(self.when.clone())
    }
}
