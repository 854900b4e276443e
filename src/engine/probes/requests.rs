//! The single requests of the tree. Each is harmless on every server and carries none of the user's credentials.
//!
//! Harmless means: a GET, an `OPTIONS`, or a POST of JSON-RPC `ping`, which changes nothing and
//! which servers without it refuse. Never `initialize`, which opens a session that somebody has to
//! close.

use super::DecisionTree;
use crate::engine::outcome::Interrupt;
use crate::engine::plan::{CompleteWhen, ExchangeSpec};
use crate::protocol::address::{self, AddressClass};
use crate::protocol::http::Headers;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::{ProbeRequest, Purpose};
use crate::trace::step::Step;
use crate::trace::wire::{Mode, Redirect, Request};

/// Harmless on every server, and never mistaken for the run's own requests.
/// Every revision before 2026-07-28 has the method. The id is a text, where those of
/// the run are numbers.
const PING: &str = r#"{"jsonrpc":"2.0","id":"faultfinder-probe","method":"ping"}"#;

/// Stands in for every value that the user entered: a probe never carries a real credential.
const DUMMY: &str = "faultfinder-probe";

impl<'a> DecisionTree<'_, 'a> {
    /// Does anything answer HTTP?
    /// No CORS rule can stop this request. `Cross-Origin-Resource-Policy` can, and in
    /// Firefox a body that breaks off.
    pub fn no_cors_get(&mut self) -> Result<&'a Exchange, Interrupt> {
        let request = Request::get(self.target.href());
        let spec = diagnostic(Step::Reach, ProbeRequest::NoCorsGet, request);
        self.plan.exchange(spec.mode(Mode::NoCors))
    }

    /// Does a POST get an answer of any kind?
    pub fn no_cors_post(&mut self) -> Result<&'a Exchange, Interrupt> {
        let request = ping(self.target.href(), None);
        let spec = diagnostic(Step::Cors, ProbeRequest::NoCorsPost, request);
        self.plan.exchange(spec.mode(Mode::NoCors))
    }

    /// Is a POST that needs no preflight answered readably?
    /// The answer may be 400 or 415: what counts is that the page can read it.
    pub fn simple_post(&mut self) -> Result<&'a Exchange, Interrupt> {
        let request = ping(self.target.href(), None);
        let spec = diagnostic(Step::Cors, ProbeRequest::SimplePost, request);
        self.plan.exchange(spec)
    }

    /// Does the path redirect? A GET asks that, as servers redirect both alike and it starts
    /// nothing.
    pub fn redirect_check(&mut self) -> Result<&'a Exchange, Interrupt> {
        let request = Request::get(self.target.href());
        let spec = diagnostic(Step::Cors, ProbeRequest::RedirectCheck, request);
        self.plan.exchange(spec.redirect(Redirect::Manual))
    }

    /// What would a preflight get? Not the same: a preflight names a method and headers.
    pub fn options_fetch(&mut self) -> Result<&'a Exchange, Interrupt> {
        let request = Request {
            method: "OPTIONS".to_owned(),
            ..Request::get(self.target.href())
        };
        let spec = diagnostic(Step::Cors, ProbeRequest::OptionsFetch, request);
        self.plan.exchange(spec)
    }

    /// One header alone, so that the preflight asks for it alone.
    pub fn header(&mut self, name: &str) -> Result<&'a Exchange, Interrupt> {
        let value = dummy_value(name, &self.failed.request.headers);
        let request = ping(self.target.href(), Some((name, &value)));
        let name = name.to_owned();
        let spec = diagnostic(Step::Cors, ProbeRequest::Header { name }, request);
        self.plan.exchange(spec)
    }

    /// Does another spelling of the path work? With the header that the real request needs, and its
    /// preflight.
    pub fn path_variant(&mut self, url: &str) -> Result<&'a Exchange, Interrupt> {
        let request = ping(url, Some(("content-type", "application/json")));
        let spec = diagnostic(Step::Cors, ProbeRequest::PathVariant, request);
        self.plan.exchange(spec)
    }

    /// Does another path of the origin answer? One that nobody has: a 404 is an answer too.
    /// Its name has the nonce of this run in it, so that no cache on the way can answer.
    pub fn sibling_path(&mut self) -> Result<&'a Exchange, Interrupt> {
        let url = address::sibling(&self.target.url, &self.plan.environment.nonce);
        let request = Request::get(url.as_str());
        let spec = diagnostic(Step::Reach, ProbeRequest::SiblingPath, request);
        self.plan.exchange(spec.mode(Mode::NoCors))
    }

    /// `None` where the browser would refuse to send it: an https page may call http on loopback only.
    pub fn other_scheme(&mut self) -> Result<Option<&'a Exchange>, Interrupt> {
        let Some(url) = address::scheme_swapped(&self.target.url) else {
            return Ok(None);
        };
        // From an https page the browser blocks plain http without asking anybody (Mixed Content,
        // 4.4).
        let mixed = self.plan.environment.page_is_https
            && self.target.scheme() == "https"
            && self.target.class != AddressClass::Loopback;
        if mixed {
            return Ok(None);
        }
        // What only looks like an answer is none that a page may read.
        // In Firefox plain HTTP to a TLS port gives an opaque answer (docs/design.md, "Signals").
        let is_misled = self.capabilities().plain_http_on_tls_looks_like_answer;
        let mode = match is_misled && self.target.scheme() == "https" {
            true => Mode::Cors,
            false => Mode::NoCors,
        };
        let request = Request::get(url.as_str());
        let spec = diagnostic(Step::Reach, ProbeRequest::OtherScheme, request);
        self.plan.exchange(spec.mode(mode)).map(Some)
    }
}

/// Its head is enough: a body tells nothing more about what is in the way.
fn diagnostic(step: Step, ask: ProbeRequest, request: Request) -> ExchangeSpec {
    let purpose = Purpose::ProbeRequest { request: ask };
    ExchangeSpec::new(step, purpose, request).until(CompleteWhen::Head)
}

/// A POST that a browser sends without asking first, unless `header` makes it ask.
fn ping(url: &str, header: Option<(&str, &str)>) -> Request {
    let mut headers = Headers::default();
    // One of three types that need no preflight (Fetch standard, "CORS-safelisted request-header").
    headers.set("content-type", "text/plain");
    if let Some((name, value)) = header {
        headers.set(name, value);
    }
    Request {
        method: "POST".to_owned(),
        url: url.to_owned(),
        headers,
        body: Some(PING.to_owned()),
    }
}

/// A value of the kind that the header takes. Those of MCP go as they were: a server may refuse others.
fn dummy_value(name: &str, sent: &Headers) -> String {
    match name {
        "authorization" => format!("Bearer {DUMMY}"),
        "content-type" => "application/json".to_owned(),
        name if name.starts_with("mcp-") && name != "mcp-session-id" => {
            sent.get(name).unwrap_or(DUMMY).to_owned()
        }
        _ => DUMMY.to_owned(),
    }
}
