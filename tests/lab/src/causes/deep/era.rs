//! One address, two eras: what the newer server says to an older client, and whether both see the same.

use super::super::{Entry, endpoint};
use super::warns;
use crate::cause::Expectations;
use crate::message::Reply;
use crate::server::{Answer, Lax, MODERN, Server};

pub fn causes() -> Vec<Entry> {
    let both = || Server {
        revisions: vec![MODERN, "2025-11-25", "2025-06-18"],
        session: true,
        ..Server::modern()
    };
    let unclear = Server::modern().answers("initialize", |request| {
        Reply::error(400, request.rpc_id(), -32600, "Invalid Request")
    });
    let one_less = both().amend(|request, reply| {
        let is_old = request.rpc_method() == "tools/list"
            && request.header("mcp-protocol-version") != MODERN;
        if let (true, Some(result)) = (is_old, reply.result_mut()) {
            result["tools"].as_array_mut().map(Vec::pop);
        }
    });
    let lenient = Server {
        answer: Answer::EventStream,
        ..both().lax(Lax::Neither)
    };
    vec![
        endpoint(
            "deep-initialize-unclear",
            "initialize error without versions",
            "Supports 2026-07-28 only, and rejects initialize without saying so.",
            unclear,
        )
        .expect(warns("session/initialize-error-unclear")),
        endpoint(
            "deep-tools-by-era",
            "initialize clients get other tools",
            "Supports both eras at one address, and has a tool less for older clients.",
            one_less,
        )
        .expect(warns("tools/differ-by-era")),
        endpoint(
            "deep-dual-era-lenient",
            "Healthy, both eras, and not strict",
            "Nothing: serves requests without Mcp-Method and _meta, and GET too, as a server of both eras may.",
            lenient,
        )
        .expect(Expectations::healthy()),
    ]
}
