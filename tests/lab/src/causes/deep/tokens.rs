//! Credentials that are taken, or refused, without being looked at.

use hyper::StatusCode;
use serde_json::json;

use super::super::oauth::signing_in;
use super::super::{Entry, endpoint};
use super::warns;
use crate::authorization::plan::Checks;
use crate::cause::Expectations;
use crate::message::Reply;
use crate::server::{Credentials, Lax, Server};

pub fn causes() -> Vec<Entry> {
    let wanting = |server| Server {
        credentials: Credentials::Bearer,
        ..server
    };
    let refusing = |make: fn() -> Reply| {
        wanting(Server::sessions()).amend(move |request, reply| {
            let is_refused = reply.status == StatusCode::UNAUTHORIZED;
            if is_refused && request.headers.contains_key("authorization") {
                *reply = make();
            }
        })
    };
    let any = || Expectations::degraded("token/any-accepted");
    vec![
        endpoint(
            "deep-token-any",
            "Any static token is accepted",
            "Rejects requests without a token, and takes any text for one.",
            wanting(Server::sessions()).lax(Lax::Token),
        )
        .bearer("lab-token")
        .failures(&["F50"])
        .expect(any()),
        endpoint(
            "deep-token-any-2026-07-28",
            "Any static token is accepted, 2026-07-28",
            "The stateless revision: rejects requests without a token, and takes any text for one.",
            wanting(Server::modern()).lax(Lax::Token),
        )
        .bearer("lab-token")
        .failures(&["F50"])
        .expect(any()),
        signing_in(
            "deep-token-any-signed-in",
            "Any token is accepted, after a sign-in",
            "Points to an authorization server, and accepts any text as a token.",
            |plan| plan.acceptance.checks = Checks::Nothing,
        )
        .failures(&["F50"])
        .expect(any()),
        endpoint(
            "deep-token-403",
            "Made-up token returns 403",
            "Answers a token it did not issue with 403, so that clients do not ask for another one.",
            refusing(|| Reply::json(403, &json!({ "error": "forbidden" }))),
        )
        .bearer("lab-token")
        .expect(warns("token/invalid-status")),
        endpoint(
            "deep-token-500",
            "Made-up token returns 500",
            "Crashes on a token that is not a JWT.",
            refusing(|| Reply::text(500, "text/plain", "jwt malformed")),
        )
        .bearer("lab-token")
        .expect(warns("token/invalid-status")),
        endpoint(
            "deep-token-unneeded",
            "Healthy, with a token that is not required",
            "Nothing: it is open, and a token changes nothing.",
            Server::sessions(),
        )
        .bearer("lab-token"),
    ]
}
