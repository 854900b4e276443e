//! Messages that may carry credentials, and how they are kept from going where they do not belong.
//!
//! Custom headers go along on a redirect in Chromium and in Firefox, also to another origin; only
//! `Authorization` is dropped there (measured, docs/design.md, "Manners towards the server"). So a
//! server that redirects could collect a key that the user entered for another host. The id of a session
//! is such a key too: whoever has it can speak in the session (2025-11-25 `basic/security_best_practices`,
//! "Session Hijacking").

use super::{CallSpec, CompleteWhen, ExchangeSpec, Plan};
use crate::engine::outcome::{Interrupt, StepOutcome};
use crate::protocol::address::{Target, same_origin};
use crate::protocol::url::Url;
use crate::trace::exchange::Exchange;
use crate::trace::fault::Fault;
use crate::trace::purpose::Purpose;
use crate::trace::step::Step;
use crate::trace::wire::{Redirect, Request};

/// The header that names the session (2025-11-25 `basic/transports`, "Session Management").
const SESSION_ID: &str = "mcp-session-id";

impl<'a> Plan<'a> {
    /// Sends a message of the run to the server, with what the user entered, and waits for its answer.
    ///
    /// A request with credentials follows no redirect by itself. A browser drops `Authorization` on the way to another
    /// origin (Fetch standard, "HTTP-redirect fetch"), but takes every other header along, and any of them may be a
    /// key. So the redirect is looked up without them, and followed by a second request where that is safe.
    pub fn call(&mut self, target: &Target, spec: &CallSpec) -> Result<&'a Exchange, Interrupt> {
        let mut bare = spec.request(spec.url);
        // Nothing to protect: the browser follows, as any client would.
        if !self.has_credentials() && !bare.headers.contains(SESSION_ID) {
            return outside(self.exchange(self.message(spec, bare))?);
        }
        // The mode has to be chosen before anybody knows whether there is a redirect;
        // without one it changes nothing.
        let full = self.message(spec, self.with_credentials(bare.clone()));
        bare.headers.remove(SESSION_ID);
        let exchange = self.exchange(full.redirect(Redirect::Manual))?;
        if !exchange.is_opaque_redirect() {
            return self.with_token_accepted(exchange);
        }
        let to = self.redirect_target(target, bare, exchange)?;
        // What redirects once more, or back to where it began, is answered by a redirect: nobody follows it.
        let full = self.message(spec, self.with_credentials(spec.request(&to)));
        let exchange = self.exchange(full.redirect(Redirect::Manual))?;
        self.with_token_accepted(exchange)
    }

    /// A message of the run, whole, as any client's goes.
    fn message(&self, spec: &CallSpec, request: Request) -> ExchangeSpec {
        let cache = self.cache_mode(&request);
        spec.exchange(request).cache(cache)
    }

    /// As [`Plan::call`], for what a run can do without: where a redirect is not followed, the redirect is the answer.
    pub fn call_optional(
        &mut self,
        target: &Target,
        spec: &CallSpec,
    ) -> Result<&'a Exchange, Interrupt> {
        let recording = self.recording;
        let redirect = |outcome: &StepOutcome| {
            let exchange = recording.exchange(outcome.by?)?;
            exchange.is_opaque_redirect().then_some(exchange)
        };
        match self.call(target, spec) {
            Err(Interrupt::Ended(outcome)) => redirect(&outcome).ok_or(Interrupt::Ended(outcome)),
            called => called,
        }
    }

    /// A token that is good and does not reach far enough is answered with 403 and `insufficient_scope` (RFC 6750,
    /// 3.1). Any other 403 is about the token itself, unless the server says that it means the `Origin`.
    fn with_token_accepted(&self, exchange: &'a Exchange) -> Result<&'a Exchange, Interrupt> {
        // A refused `Origin` would be refused with every token: signing in once more
        // would send the user round in circles.
        let is_refused = exchange.status() == Some(403) && !exchange.names_origin();
        if self.token.is_none() || !is_refused {
            return Ok(exchange);
        }
        // Many servers say it in the body only.
        let challenge = exchange.header("www-authenticate").unwrap_or_default();
        let says = |text: &str| text.contains("insufficient_scope");
        Err(match says(challenge) || says(&exchange.body_text()) {
            true => Interrupt::StepUp(exchange.id),
            false => Interrupt::SignIn(exchange.id),
        })
    }

    /// Whether a message to the server carries something that lets it in.
    pub fn has_credentials(&self) -> bool {
        self.token.is_some() || self.options.has_credentials()
    }

    /// Where a redirect leads, learnt without credentials. Only the same origin may get them.
    fn redirect_target(
        &mut self,
        target: &Target,
        bare: Request,
        exchange: &Exchange,
    ) -> Result<String, Interrupt> {
        let spec = ExchangeSpec::new(Step::Endpoint, Purpose::RedirectTarget, bare);
        let probe = outside(self.exchange(spec.until(CompleteWhen::Head))?)?;
        let head = probe.head.as_ref().filter(|head| !head.is_opaque());
        if head.is_some_and(|head| !head.redirected) {
            // Without the credential nobody is sent anywhere, and with it a page does not learn where to.
            self.pass_reach_and_cors(exchange);
            return Err(Interrupt::failed(Fault::CredentialRedirected, exchange.id));
        }
        // The target was reached and may not be read: nobody learns where it is.
        let Some(url) = head.and_then(|head| Url::parse(&head.url).ok()) else {
            return Err(Interrupt::failed(Fault::RedirectWithoutCors, exchange.id));
        };
        // Scheme, host and port (RFC 6454, 4): another port may be somebody else's program,
        // and the way down to http shows the credential to everybody (docs/checks.md, F10).
        // What the user entered is meant for the address that was typed, the id of a session for
        // the address that gave it. They differ where `initialize` was redirected, with no credential.
        let asked = Url::parse(&exchange.request.url);
        let is_home = asked.is_ok_and(|asked| same_origin(&asked, &url));
        if is_home && (!self.has_credentials() || same_origin(&target.url, &url)) {
            return Ok(url.into());
        }
        self.pass_reach_and_cors(exchange);
        let fault = Fault::EndpointRedirectsElsewhere { to: url.into() };
        Err(Interrupt::failed(fault, exchange.id))
    }

    /// The request with everything that the user entered, or signed in for. What the user entered comes last: a header
    /// typed by hand wins over what this page would send.
    /// A token from the sign-in goes before an entered one, as the user signed in later.
    pub fn with_credentials(&self, mut request: Request) -> Request {
        if let Some(token) = self.token.as_ref().or(self.options.bearer.as_ref()) {
            let value = format!("Bearer {token}");
            request.headers.set("Authorization", value);
        }
        for (name, value) in &self.options.headers {
            request.headers.set(name, value.clone());
        }
        request
    }
}

/// An answer from where a page may look. A public server must not make it read what lies behind the user's firewall.
fn outside(exchange: &Exchange) -> Result<&Exchange, Interrupt> {
    match exchange.private_redirect() {
        Some(to) => {
            let fault = Fault::PrivateRedirect { to: to.to_owned() };
            Err(Interrupt::failed(fault, exchange.id))
        }
        None => Ok(exchange),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::{Came, Ground, SERVER, recording};
    use crate::trace::recording::Recording;
    use crate::trace::vantage::Options;

    #[test]
    fn a_403_asks_for_a_wider_token_or_another_one() {
        const NARROW: &[(&str, &str)] =
            &[("www-authenticate", r#"Bearer error="insufficient_scope""#)];
        // The answer, whether a token was sent, what is asked for
        #[rustfmt::skip]
        let rows = [
            (Came::Answer(403, NARROW, ""), true, Some(Interrupt::StepUp(1))),
            (Came::Answer(403, &[], r#"{"error":"insufficient_scope"}"#), true, Some(Interrupt::StepUp(1))),
            (Came::Answer(403, &[], "forbidden"), true, Some(Interrupt::SignIn(1))),
            (Came::Answer(403, &[], "Invalid Origin header"), true, None),
            (Came::Answer(403, NARROW, ""), false, None),
            (Came::Answer(200, &[], ""), true, None),
        ];
        let ground = Ground::new(Options::default());
        for (index, (came, has_token, asked)) in rows.into_iter().enumerate() {
            let recording = recording(came);
            let mut plan = ground.plan(&recording);
            plan.token = has_token.then(|| "token".to_owned());
            let found = plan.with_token_accepted(&recording.exchanges[0]);
            assert_eq!(found.err(), asked, "row {index}");
        }
    }

    #[test]
    fn a_header_typed_by_hand_wins() {
        let ground = Ground::new(Options {
            bearer: Some("entered".to_owned()),
            headers: vec![("authorization".to_owned(), "Basic typed".to_owned())],
            ..Options::default()
        });
        let recording = Recording::default();
        let request = ground
            .plan(&recording)
            .with_credentials(Request::get(SERVER));
        assert_eq!(request.headers.get("Authorization"), Some("Basic typed"));
    }
}
