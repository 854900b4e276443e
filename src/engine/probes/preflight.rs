//! Branch A: the host answers, and the browser keeps the answer from the page. A redirect, the preflight, or the answer
//! itself lacks a permission.
//!
//! A preflight is an `OPTIONS` request that the browser sends by itself and shows to nobody:
//! neither its status nor its headers can be read. It is seen only through what passes and what
//! does not. A POST of `text/plain` needs none, so it tells whether the answer itself carries
//! `Access-Control-Allow-Origin`; one more header makes it need one, for that header alone.

use super::{DecisionTree, has_response, is_readable, is_success_like};
use crate::engine::outcome::Interrupt;
use crate::engine::plan::preflighted_headers;
use crate::protocol::address;
use crate::trace::fault::Fault;
use crate::trace::step::Step;
use crate::trace::wire::{Probe, ProbeResult};

impl DecisionTree<'_, '_> {
    /// A. The host answers HTTP, and this very request got nothing.
    /// Where nobody enforces CORS nothing is kept back, so the path itself drops the request.
    pub(super) fn answered(&mut self) -> Result<Fault, Interrupt> {
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
        // A manual GET stops at a redirect and says so. The POST followed it, and where it is
        // readable its URL is where the redirect leads.
        let redirects = manual.is_opaque_redirect();
        match simple.head.as_ref().filter(|head| !head.is_opaque()) {
            // A preflight must not be redirected at all (Fetch standard, "CORS-preflight fetch": an
            // ok status is demanded), so it was that which failed, although the target would be
            // readable.
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
        // Which header is refused is what the operator has to change, and the browser
        // tells it to no page (docs/checks.md, F02).
        let required = preflighted_headers(&self.failed.request.headers);
        let refused = self.refused_headers(&required)?;
        if refused.is_empty() {
            // The preflight is good: it is this very answer that the server leaves without the header.
            return Ok(Fault::PostWithoutAllowOrigin);
        }
        // Some pass: the preflight works, and its list lacks the others.
        if refused.len() < required.len() {
            return Ok(Fault::HeaderNotAllowed { headers: refused });
        }
        // Everything was refused. One header that passes shows that the preflight itself works.
        // Headers that any server of MCP has to allow, but for those that were just refused.
        let controls: Vec<String> = ["authorization", "content-type", "mcp-session-id"]
            .into_iter()
            .map(str::to_owned)
            .filter(|name| !required.contains(name))
            .collect();
        // A preflight that meets the authentication first, or no route at all, lets
        // none of them pass (docs/checks.md, F03, F04).
        if self.refused_headers(&controls)?.len() < controls.len() {
            return Ok(Fault::HeaderNotAllowed { headers: refused });
        }
        // No header passes. `OPTIONS` as a method of our own shows what a preflight would get:
        // where it can be read, the server answers it and lists no headers; where not, it refuses
        // it, or answers without CORS headers.
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
        // A redirect to another origin without CORS headers looks like any failure. The oracle sees
        // it: a frame whose policy allows this origin only reports a violation when a request of it
        // leaves (certain, 12 of 12). Redirects within the origin are invisible to it, hence the
        // spellings below.
        let url = self.target.href().to_owned();
        // WebKit does not run it in its sandboxed frame: no answer means nothing, and
        // the tree goes on (docs/design.md, "Signals").
        let oracle = self.plan.probe(Step::Cors, Probe::CspRedirect { url });
        let options = self.options_fetch();
        let post = self.no_cors_post();
        if let Some(ProbeResult::CspRedirect { left_origin: true }) = oracle? {
            return Ok(Fault::RedirectsElsewhere);
        }
        let (options, post) = (options?, post?);
        // The preflight would pass, a POST is answered, and its answer cannot be read: that answer
        // lacks the header.
        if is_readable(options) && has_response(post) {
            return Ok(Fault::PostWithoutAllowOrigin);
        }
        // Without the no-cors POST this would pass for a missing header: a server that
        // resets the connection on every POST looks the same to a CORS request.
        if is_readable(options) && post.failed_opaquely() {
            return Ok(self.post_breaks());
        }
        // Frameworks redirect `/mcp` to `/mcp/` before their CORS layer runs; the other spelling
        // then works.
        let spelling = self.other_spelling()?;
        Ok(spelling.unwrap_or(Fault::NotAllowed))
    }

    /// The page may read what is there, and a POST gets no answer of any kind.
    /// Firefox rejects a no-cors request whose body breaks off, where Chromium resolves
    /// it with the head (docs/design.md, "Signals").
    fn post_breaks(&self) -> Fault {
        match self.capabilities().hides_broken_answers {
            true => Fault::BodyBroken,
            false => Fault::PathDrops,
        }
    }

    /// A.e: the same request on another spelling of the path.
    /// Only after a failure: a healthy server never sees these requests.
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
        // All spellings are asked for at once. The slash comes first in the verdict, because there
        // the fix is known.
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::{Came, Ground, SERVER, exchange, recording};
    use crate::trace::purpose::{ProbeRequest, Purpose};
    use crate::trace::recording::Recording;
    use crate::trace::vantage::Options;
    use crate::trace::wire::Request;

    fn probe_request(name: &str) -> Purpose {
        let name = name.to_owned();
        let request = ProbeRequest::Header { name };
        Purpose::ProbeRequest { request }
    }

    /// As the tree sends them.
    fn post() -> Request {
        Request {
            method: "POST".to_owned(),
            ..Request::get(SERVER)
        }
    }

    #[test]
    fn each_header_is_tried_alone() {
        let ground = Ground::new(Options::default());
        let first = recording(Came::Failure);
        let mut recording = recording(Came::Failure);
        let names = ["content-type", "mcp-method", "mcp-protocol-version"].map(str::to_owned);
        let ask = |recording: &Recording| {
            let mut plan = ground.plan(recording);
            let crate::protocol::address::ParsedAddress::Target(target) = plan.address else {
                panic!("an address")
            };
            let mut tree = DecisionTree::new(&mut plan, target, &first.exchanges[0]);
            let refused = tree.refused_headers(&names);
            (refused, plan.commands.len())
        };
        // All three are asked for before the first is awaited.
        assert_eq!(ask(&recording).1, 3);
        exchange(
            &mut recording,
            probe_request("content-type"),
            post(),
            Came::Answer(400, &[], ""),
        );
        exchange(
            &mut recording,
            probe_request("mcp-method"),
            post(),
            Came::Failure,
        );
        assert_eq!(ask(&recording), (Err(Interrupt::Wait), 1));
        exchange(
            &mut recording,
            probe_request("mcp-protocol-version"),
            post(),
            Came::Failure,
        );
        let refused = names[1..].to_vec();
        assert_eq!(ask(&recording), (Ok(refused), 0));
    }
}
