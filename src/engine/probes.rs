//! The decision tree: what a failure that says nothing can still be made to tell.
//!
//! A browser reports every network, CORS and policy failure with the same sentence. Each question here is a
//! request or a probe whose outcome differs between two causes; the order follows what was measured in
//! Chromium 156 and Firefox 153. Where no question tells causes apart, the fault is the family's.

use super::plan::{CompleteWhen, Interrupt, Plan};
use crate::protocol::address::{self, AddressClass, Target};
use crate::protocol::http::Headers;
use crate::trace::fault::Fault;
use crate::trace::purpose::{ProbeRequest, Purpose};
use crate::trace::recording::Exchange;
use crate::trace::step::Step;
use crate::trace::vantage::Capabilities;
use crate::trace::wire::{Mode, Permission, Probe, ProbeResult, Redirect, Request, ResponseKind};

/// Harmless on every server, and never mistaken for the run's own requests.
const PING: &str = r#"{"jsonrpc":"2.0","id":"faultfinder-probe","method":"ping"}"#;

/// Stands in for every value that the user entered: a probe never carries a real credential.
const DUMMY: &str = "faultfinder-probe";

/// Finds out why an exchange got no readable answer.
pub fn locate(plan: &mut Plan, target: &Target, failed: &Exchange) -> Result<Fault, Interrupt> {
    let mut tree = DecisionTree {
        plan,
        target,
        failed,
    };
    if tree.is_offline()? {
        return Ok(Fault::Offline);
    }
    let get = tree.no_cors_get()?;
    if failed.hung() {
        return if has_response(get) {
            Ok(Fault::PathHangs)
        } else {
            tree.timed_out()
        };
    }
    // A GET may open a stream that is silent at first; the run's own request failed at once, so the path answers.
    if has_response(get) || (get.hung() && has_response(tree.sibling_path()?)) {
        tree.answered()
    } else {
        tree.no_answer()
    }
}

/// Whether a preflight that refuses `mcp-method` is what kept the answer to `server/discover` away. Servers older
/// than 2026-07-28 do not know the header, and `initialize` does without: then it is the better question. Costs
/// such a server one POST.
pub fn refuses_modern_headers(
    plan: &mut Plan,
    target: &Target,
    failed: &Exchange,
) -> Result<bool, Interrupt> {
    let mut tree = DecisionTree {
        plan,
        target,
        failed,
    };
    let is_cors = tree.capabilities().enforces_cors;
    if !is_cors || failed.hung() || tree.is_offline()? || !has_response(tree.no_cors_get()?) {
        return Ok(false);
    }
    let simple = tree.simple_post();
    let manual = tree.redirect_check();
    if !is_readable(simple?) || is_redirect(manual?) {
        return Ok(false);
    }
    Ok(!is_readable(tree.header("mcp-method")?))
}

struct DecisionTree<'p, 'a> {
    plan: &'p mut Plan<'a>,
    target: &'p Target,
    failed: &'p Exchange,
}

impl<'a> DecisionTree<'_, 'a> {
    /// A. The host answers HTTP, and this very request got nothing.
    fn answered(&mut self) -> Result<Fault, Interrupt> {
        match self.capabilities().enforces_cors {
            true => self.cross_origin(),
            false => Ok(Fault::PathDrops),
        }
    }

    /// The browser keeps the answer from the page.
    fn cross_origin(&mut self) -> Result<Fault, Interrupt> {
        let simple = self.simple_post();
        let manual = self.redirect_check();
        let (simple, manual) = (simple?, manual?);
        let redirects = is_redirect(manual);
        match simple.head.as_ref().filter(|head| !head.is_opaque()) {
            Some(head) if redirects && head.redirected => Ok(Fault::PreflightRedirected {
                to: head.url.clone(),
            }),
            Some(_) => self.preflight(),
            None if redirects => Ok(Fault::RedirectWithoutCors),
            None => self.unreadable(),
        }
    }

    /// A.b: a POST that needs no preflight is readable, so the preflight stands in the way.
    fn preflight(&mut self) -> Result<Fault, Interrupt> {
        let required = preflighted_headers(&self.failed.request.headers);
        let refused = self.refused_headers(&required)?;
        if refused.is_empty() {
            // The preflight is good: it is this very answer that the server leaves without the header.
            return Ok(Fault::PostWithoutAllowOrigin);
        }
        if refused.len() < required.len() {
            return Ok(Fault::HeaderNotAllowed { headers: refused });
        }
        // Everything was refused. One header that passes shows that the preflight itself works.
        let controls: Vec<String> = ["authorization", "content-type", "mcp-session-id"]
            .into_iter()
            .map(str::to_owned)
            .filter(|name| !required.contains(name))
            .collect();
        if self.refused_headers(&controls)?.len() < controls.len() {
            return Ok(Fault::HeaderNotAllowed { headers: refused });
        }
        if is_readable(self.options_fetch()?) {
            return Ok(Fault::AllowHeadersMissing);
        }
        Ok(Fault::PreflightRejected)
    }

    /// The headers among `names` that the preflight does not allow, each tried alone.
    fn refused_headers(&mut self, names: &[String]) -> Result<Vec<String>, Interrupt> {
        let answers: Vec<_> = names.iter().map(|name| self.header(name)).collect();
        let mut refused = Vec::new();
        for (name, answer) in names.iter().zip(answers) {
            if !is_readable(answer?) {
                refused.push(name.clone());
            }
        }
        Ok(refused)
    }

    /// A.d to A.g: nothing on this path is readable.
    fn unreadable(&mut self) -> Result<Fault, Interrupt> {
        let url = self.target.href().to_owned();
        let oracle = self.plan.probe(Step::Cors, Probe::CspRedirect { url });
        let options = self.options_fetch();
        let post = self.no_cors_post();
        if let Some(ProbeResult::CspRedirect { left_origin: true }) = oracle? {
            return Ok(Fault::RedirectsElsewhere);
        }
        let (options, post) = (options?, post?);
        if is_readable(options) && has_response(post) {
            return Ok(Fault::PostWithoutAllowOrigin);
        }
        if is_readable(options) && post.failed_opaquely() {
            return Ok(self.post_breaks());
        }
        let spelling = self.other_spelling()?;
        Ok(spelling.unwrap_or(Fault::NotAllowed))
    }

    /// The page may read what is there, and a POST gets no answer of any kind.
    fn post_breaks(&self) -> Fault {
        match self.capabilities().hides_broken_answers {
            true => Fault::BodyBroken,
            false => Fault::PathDrops,
        }
    }

    fn capabilities(&self) -> Capabilities {
        self.plan.environment.capabilities()
    }

    /// A.e: the same request on another spelling of the path.
    fn other_spelling(&mut self) -> Result<Option<Fault>, Interrupt> {
        let slash = address::slash_variant(&self.target.url).map(String::from);
        let mut paths: Vec<String> = address::path_variants(&self.target.url)
            .into_iter()
            .map(String::from)
            .collect();
        // A policy that allows http on port 80 allows https on 443 as well: the oracle cannot see this redirect
        // (Content Security Policy 3, "Does URL match expression"; measured).
        if self.target.scheme() == "http" && self.target.port() == 80 {
            paths.push(self.target.href().replacen("http", "https", 1));
        }
        let slash_answer = slash.as_ref().map(|url| self.path_variant(url));
        let path_answers: Vec<_> = paths.iter().map(|url| self.path_variant(url)).collect();
        if let (Some(url), Some(answer)) = (slash, slash_answer)
            && is_success_like(answer?)
        {
            return Ok(Some(Fault::SlashRedirect { to: url }));
        }
        for (url, answer) in paths.into_iter().zip(path_answers) {
            if is_success_like(answer?) {
                return Ok(Some(Fault::OtherPathAnswers { to: url }));
            }
        }
        Ok(None)
    }

    /// B. Not even an opaque answer came, and it failed at once.
    fn no_answer(&mut self) -> Result<Fault, Interrupt> {
        let manual = self.redirect_check();
        let sibling = self.sibling_path();
        let swap = self.other_scheme();
        let seen = self.event_source_saw_answer();
        let (manual, sibling, swap, seen) = (manual?, sibling?, swap?, seen?);
        if is_redirect(manual) {
            return Ok(Fault::RedirectLoop);
        }
        if seen && self.is_more_local_than_page() {
            let proven = self.permission()? == Permission::Denied;
            return Ok(Fault::LocalNetworkDenied { proven });
        }
        if seen {
            return Ok(Fault::ResourcePolicy);
        }
        if has_response(sibling) {
            return Ok(Fault::PathDrops);
        }
        if swap.is_some_and(has_response) {
            let https = self.target.scheme() == "https";
            return Ok(if https {
                Fault::PlainHttpOnly
            } else {
                Fault::TlsOnly
            });
        }
        match self.capabilities().resource_timing_tells_connections {
            true => self.network_stage(),
            false => Ok(Fault::NoConnection),
        }
    }

    /// B.f: Resource Timing tells whether the connection stood, a WebSocket whether TLS failed.
    fn network_stage(&mut self) -> Result<Fault, Interrupt> {
        let get = self.no_cors_get()?.id;
        let timing = self
            .plan
            .probe(Step::Reach, Probe::ResourceTiming { of: get })?;
        match timing {
            Some(ProbeResult::ResourceTiming {
                duration_ms: Some(duration),
            }) if *duration > 0.0 => Ok(Fault::NoValidAnswer),
            Some(ProbeResult::ResourceTiming {
                duration_ms: Some(_),
            }) if self.capabilities().web_socket_tells_tls => {
                let url = self.target.href().replacen("http", "ws", 1);
                let socket = self.plan.probe(Step::Reach, Probe::WebSocket { url })?;
                let tls = matches!(socket, Some(ProbeResult::WebSocket { code: Some(1015) }));
                Ok(if tls {
                    Fault::TlsFailure
                } else {
                    Fault::NoConnection
                })
            }
            _ => Ok(Fault::NoConnection),
        }
    }

    /// C. Nothing came within the time limit.
    fn timed_out(&mut self) -> Result<Fault, Interrupt> {
        if has_response(self.sibling_path()?) {
            return Ok(Fault::PathHangs);
        }
        Ok(Fault::Timeout)
    }

    fn is_offline(&mut self) -> Result<bool, Interrupt> {
        let own = self.plan.probe(Step::Reach, Probe::OwnOrigin);
        // Both at once: the answer to the second is needed in nearly every case.
        let get = self.no_cors_get();
        let offline = matches!(own?, Some(ProbeResult::OwnOrigin { online: false, .. }));
        get.map(|_| offline)
    }

    fn event_source_saw_answer(&mut self) -> Result<bool, Interrupt> {
        if !self.capabilities().event_source_tells_answers {
            return Ok(false);
        }
        let url = self.target.href().to_owned();
        let saw = self.plan.probe(Step::Reach, Probe::EventSource { url })?;
        Ok(matches!(
            saw,
            Some(ProbeResult::EventSource { ready_state: 1 | 2 })
        ))
    }

    fn is_more_local_than_page(&self) -> bool {
        self.target.class != AddressClass::Public
            && self.plan.environment.page_class == AddressClass::Public
    }

    fn permission(&mut self) -> Result<Permission, Interrupt> {
        permission(self.plan, self.target, true)
    }

    fn no_cors_get(&mut self) -> Result<&'a Exchange, Interrupt> {
        let request = get(self.target.href());
        self.send(
            Step::Reach,
            ProbeRequest::NoCorsGet,
            request,
            (Mode::NoCors, Redirect::Follow),
        )
    }

    fn no_cors_post(&mut self) -> Result<&'a Exchange, Interrupt> {
        let request = ping(self.target.href(), None);
        self.send(
            Step::Cors,
            ProbeRequest::NoCorsPost,
            request,
            (Mode::NoCors, Redirect::Follow),
        )
    }

    fn simple_post(&mut self) -> Result<&'a Exchange, Interrupt> {
        let request = ping(self.target.href(), None);
        self.send(
            Step::Cors,
            ProbeRequest::SimplePost,
            request,
            (Mode::Cors, Redirect::Follow),
        )
    }

    fn redirect_check(&mut self) -> Result<&'a Exchange, Interrupt> {
        let request = get(self.target.href());
        self.send(
            Step::Cors,
            ProbeRequest::RedirectCheck,
            request,
            (Mode::Cors, Redirect::Manual),
        )
    }

    fn options_fetch(&mut self) -> Result<&'a Exchange, Interrupt> {
        let request = Request {
            method: "OPTIONS".to_owned(),
            ..get(self.target.href())
        };
        self.send(
            Step::Cors,
            ProbeRequest::OptionsFetch,
            request,
            (Mode::Cors, Redirect::Follow),
        )
    }

    fn header(&mut self, name: &str) -> Result<&'a Exchange, Interrupt> {
        let value = dummy_value(name, &self.failed.request.headers);
        let request = ping(self.target.href(), Some((name, &value)));
        let probe_request = ProbeRequest::Header {
            name: name.to_owned(),
        };
        self.send(
            Step::Cors,
            probe_request,
            request,
            (Mode::Cors, Redirect::Follow),
        )
    }

    fn path_variant(&mut self, url: &str) -> Result<&'a Exchange, Interrupt> {
        let request = ping(url, Some(("content-type", "application/json")));
        self.send(
            Step::Cors,
            ProbeRequest::PathVariant,
            request,
            (Mode::Cors, Redirect::Follow),
        )
    }

    fn sibling_path(&mut self) -> Result<&'a Exchange, Interrupt> {
        let url = address::sibling(&self.target.url, &self.plan.environment.nonce);
        self.send(
            Step::Reach,
            ProbeRequest::SiblingPath,
            get(url.as_str()),
            (Mode::NoCors, Redirect::Follow),
        )
    }

    /// `None` where the browser would refuse to send it: an https page may call http on loopback only.
    fn other_scheme(&mut self) -> Result<Option<&'a Exchange>, Interrupt> {
        let Some(url) = address::scheme_swapped(&self.target.url) else {
            return Ok(None);
        };
        let mixed = self.plan.environment.page_is_https
            && self.target.scheme() == "https"
            && self.target.class != AddressClass::Loopback;
        if mixed {
            return Ok(None);
        }
        // What only looks like an answer is none that a page may read.
        let is_misled = self.capabilities().plain_http_on_tls_looks_like_answer;
        let mode = match is_misled && self.target.scheme() == "https" {
            true => Mode::Cors,
            false => Mode::NoCors,
        };
        let request = get(url.as_str());
        let how = (mode, Redirect::Follow);
        self.send(Step::Reach, ProbeRequest::OtherScheme, request, how)
            .map(Some)
    }

    fn send(
        &mut self,
        step: Step,
        probe_request: ProbeRequest,
        request: Request,
        how: (Mode, Redirect),
    ) -> Result<&'a Exchange, Interrupt> {
        self.plan.exchange(
            step,
            Purpose::ProbeRequest {
                request: probe_request,
            },
            request,
            how,
            &CompleteWhen::Head,
        )
    }
}

/// The state of the permission that the browser wants for a target closer than the page.
pub fn permission(plan: &mut Plan, target: &Target, after: bool) -> Result<Permission, Interrupt> {
    let name = match target.class {
        AddressClass::Loopback => "loopback-network",
        _ => "local-network",
    };
    let probe = Probe::Permission {
        name: name.to_owned(),
        after,
    };
    Ok(match plan.probe(Step::Reach, probe)? {
        Some(ProbeResult::Permission { state }) => *state,
        _ => Permission::Unknown,
    })
}

fn get(url: &str) -> Request {
    Request {
        method: "GET".to_owned(),
        url: url.to_owned(),
        headers: Headers::default(),
        body: None,
    }
}

/// A POST that a browser sends without asking first, unless `header` makes it ask.
fn ping(url: &str, header: Option<(&str, &str)>) -> Request {
    let mut headers = Headers::default();
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

/// The headers of a request that its preflight has to allow (Fetch standard, "CORS-unsafe request-header
/// names"). `Accept` as MCP sends it is safelisted.
fn preflighted_headers(headers: &Headers) -> Vec<String> {
    let names = headers.iter().map(|(name, _)| name.to_ascii_lowercase());
    names
        .filter(|name| {
            !matches!(
                name.as_str(),
                "accept" | "accept-language" | "content-language"
            )
        })
        .collect()
}

fn has_response(exchange: &Exchange) -> bool {
    exchange.head.is_some()
}

fn is_readable(exchange: &Exchange) -> bool {
    exchange.status().is_some()
}

/// A readable answer that is no "there is nothing here".
fn is_success_like(exchange: &Exchange) -> bool {
    exchange
        .status()
        .is_some_and(|status| !matches!(status, 404 | 405))
}

fn is_redirect(exchange: &Exchange) -> bool {
    let head = exchange.head.as_ref();
    head.is_some_and(|head| head.kind == ResponseKind::OpaqueRedirect)
}
