//! Step 2: nothing answers, or not in HTTP.

use hyper::Method;

use super::{Entry, endpoint, port, text};
use crate::cause::{Certainty, Expect, Expectations, Need};
use crate::message::Reply;
use crate::server::Server;
use crate::wire::Wire;

pub fn causes() -> Vec<Entry> {
    [
        connections(),
        certificates(),
        answers(),
        silence(),
        paths(),
        schemes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Chromium tells none of these apart. Firefox sees whether TLS failed, or whether a request was sent at all.
fn no_connection(member: &'static str) -> Expectations {
    Expectations::unknown("reach/no-connection").member(member)
}

fn tls_failure(member: &'static str) -> Expectations {
    let firefox = Expect::stops("reach/tls-failure", Certainty::Likely).candidates(&[member]);
    no_connection(member).firefox(firefox)
}

fn no_valid_answer(member: &'static str) -> Expectations {
    let firefox = Expect::stops("reach/no-valid-answer", Certainty::Likely).candidates(&[member]);
    no_connection(member).firefox(firefox)
}

fn connections() -> Vec<Entry> {
    vec![
        port(
            "refused",
            "Connection refused",
            "Nothing listens on the port.",
            Wire::Refused,
            "http://localhost:{port}/mcp",
        )
        .expect(no_connection("reach/refused")),
        text(
            "unknown-host",
            "Unknown host",
            "The host name does not exist; .invalid never does.",
            "https://no-such-server.invalid/mcp",
        )
        .expect(no_connection("reach/unknown-host").or(&["reach/timeout"])),
    ]
}

fn certificates() -> Vec<Entry> {
    let https = "https://localhost:{port}/mcp";
    vec![
        port(
            "self-signed",
            "Self-signed certificate",
            "The certificate is self-signed: no certificate authority issued it.",
            Wire::SelfSigned,
            https,
        )
        .failures(&["F08"])
        .expect(tls_failure("reach/certificate-untrusted"))
        .serving(Server::sessions()),
        port(
            "certificate-expired",
            "Expired certificate",
            "Its certificate expired on 1 January 2025.",
            Wire::Expired,
            https,
        )
        .expect(tls_failure("reach/certificate-expired"))
        .serving(Server::sessions()),
        port(
            "certificate-wrong-host",
            "Certificate for another host",
            "Its certificate names other.test.",
            Wire::WrongHost,
            https,
        )
        .expect(tls_failure("reach/certificate-wrong-host"))
        .serving(Server::sessions()),
        port(
            "tls-too-old",
            "TLS too old",
            "Rejects each handshake with the alert \"protocol version\", as a server stuck at TLS 1.0 does.",
            Wire::TlsTooOld,
            https,
        )
        .expect(tls_failure("reach/tls-too-old")),
        port(
            "not-tls",
            "No TLS on the port",
            "The URL is https, but the port responds like an SSH server.",
            Wire::Banner,
            https,
        )
        // A greeting is not told from a port where nobody listens (Firefox 153 ESR).
        .expect(
            tls_failure("reach/not-tls")
                .firefox(Expect::stops("reach/no-connection", Certainty::Unknown).candidates(&["reach/not-tls"])),
        ),
        port(
            "client-certificate",
            "Client certificate required",
            "Requires a client certificate, and closes the connection without one.",
            Wire::ClientCertificate,
            https,
        )
        .serving(Server::sessions())
        .expect(no_valid_answer("reach/client-certificate").or(&["reach/tls-failure"])),
    ]
}

fn answers() -> Vec<Entry> {
    let http = "http://localhost:{port}/mcp";
    vec![
        port(
            "reset",
            "Connection reset",
            "Resets each connection once the request has arrived.",
            Wire::Reset,
            http,
        )
        .failures(&["F15"])
        .expect(no_valid_answer("reach/connection-dropped")),
        port(
            "empty-reply",
            "Empty reply",
            "Closes each connection without a response.",
            Wire::EmptyReply,
            http,
        )
        .expect(no_valid_answer("reach/connection-dropped")),
        port(
            "bad-http",
            "Invalid HTTP",
            "Announces two different lengths for one answer, which no client can read.",
            Wire::BadHttp,
            http,
        )
        .expect(no_valid_answer("reach/not-http")),
        // Firefox takes a banner for an answer in HTTP/0.9, so that its verdict misleads.
        port(
            "not-http",
            "Not HTTP",
            "Responds like an SSH server.",
            Wire::Banner,
            http,
        )
        .expect(no_connection("reach/not-http").firefox_unmeasured()),
    ]
}

fn silence() -> Vec<Entry> {
    let timeout = |member| Expectations::unknown("reach/timeout").member(member);
    vec![
        port(
            "silent",
            "Accepts the connection and stays silent",
            "Accepts the request and never answers, whatever the path.",
            Wire::Silent,
            "http://localhost:{port}/mcp",
        )
        .expect(timeout("reach/silent-server")),
        port(
            "tls-hangs",
            "TLS handshake hangs",
            "Accepts the first message of the handshake and never answers it.",
            Wire::Silent,
            "https://localhost:{port}/mcp",
        )
        .expect(timeout("reach/tls-handshake-hangs")),
        port(
            "filtered",
            "Connection attempts are dropped",
            "Drops each attempt to connect silently, as a firewall does.",
            Wire::Filtered,
            "http://127.0.0.1:{port}/mcp",
        )
        .expect(timeout("reach/filtered")),
    ]
}

/// The host answers, but this path does not.
fn paths() -> Vec<Entry> {
    // A stream that stays silent looks the same there.
    let hangs_in_firefox = Expect::stops("reach/path-hangs", Certainty::Likely);
    let native_drop = Expect::stops("reach/connection-dropped", Certainty::Certain);
    vec![
        endpoint(
            "path-hangs",
            "One path hangs",
            "Never answers at this path, although the host answers at others.",
            Server::sessions().before(|_| Some(Reply::hang())),
        )
        .expect(Expectations::fails("reach/path-hangs").firefox(hangs_in_firefox.clone())),
        endpoint(
            "post-hangs",
            "Every POST hangs",
            "Answers the preflight, and then never answers the request itself.",
            Server::sessions().answers("", |_| Reply::hang()),
        )
        .failures(&["F16"])
        .expect(Expectations::fails("reach/path-hangs").firefox(hangs_in_firefox)),
        endpoint(
            "path-drops",
            "Connection closed on one path",
            "Closes the connection without an answer at this path, although the host answers at others.",
            Server::sessions().before(|request| (request.rest == "mcp").then(Reply::drop)),
        )
        .expect(Expectations::likely("reach/path-drops").native(native_drop)),
        endpoint(
            "redirect-loop",
            "Redirect loop",
            "Redirects to itself, for every method but OPTIONS.",
            Server::sessions().before(|request| {
                (request.method != Method::OPTIONS).then(|| Reply::redirect(307, &request.here("mcp")))
            }),
        )
        .expect(Expectations::fails("reach/redirect-loop")),
    ]
}

fn schemes() -> Vec<Entry> {
    let denied = Expectations::fails("reach/local-network-denied")
        .firefox_unmeasured()
        .native(Expect::healthy());
    vec![
        endpoint(
            "plain-http-only",
            "https URL, plain http port",
            "The URL is https, but the port speaks plain HTTP.",
            Server::sessions(),
        )
        .pasted("https://localhost:{port}/{id}/mcp")
        .expect(Expectations::fails("reach/plain-http-only")),
        port(
            "tls-only",
            "http URL, TLS port",
            "The URL is http, but the port speaks TLS.",
            Wire::Https,
            "http://localhost:{port}/mcp",
        )
        .serving(Server::sessions())
        .requires(Need::LabCa)
        .expect(Expectations::fails("reach/tls-only")),
        endpoint(
            "local-network-denied",
            "Browser blocks local network access",
            "Works, but runs on this machine, and a page from a public address cannot reach it.",
            Server::sessions(),
        )
        .failures(&["F07", "F15"])
        .requires(Need::PublicPage)
        .expect(denied),
    ]
}
