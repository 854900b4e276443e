//! Steps 5 to 10 with an authorization server. Each cause changes one thing in a plan that is sound.

mod authorization;
mod challenge;
mod registration;
mod resource;
mod server;
mod sound;
mod token;
mod tolerated;

use serde_json::json;

use super::{Entry, endpoint, port};
use crate::authorization::plan::{Method, Plan};
use crate::cause::SignIn;
use crate::server::Server;
use crate::wire::Wire;

/// Causes that end, or wait, before anybody has to agree to something.
pub fn metadata() -> Vec<Entry> {
    [challenge::causes(), resource::causes(), server::causes()]
        .into_iter()
        .flatten()
        .collect()
}

/// Causes in which the user signs in.
pub fn sign_in() -> Vec<Entry> {
    [
        sound::causes(),
        tolerated::causes(),
        registration::causes(),
        authorization::causes(),
        token::causes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A server of 2025-11-25 that wants a token, with a change to the way there.
fn oauth(
    id: &'static str,
    title: &'static str,
    wrong: &'static str,
    change: impl FnOnce(&mut Plan),
) -> Entry {
    endpoint(id, title, wrong, Server::sessions().signs_in(with(change)))
}

/// The same, to be signed in to by dynamic registration.
pub fn signing_in(
    id: &'static str,
    title: &'static str,
    wrong: &'static str,
    change: impl FnOnce(&mut Plan),
) -> Entry {
    oauth(id, title, wrong, change).sign_in(SignIn::dynamic())
}

/// On a port of its own, where the server is its own authorization server.
fn alone(
    id: &'static str,
    title: &'static str,
    wrong: &'static str,
    change: impl FnOnce(&mut Plan),
) -> Entry {
    let url = "http://localhost:{port}/mcp";
    port(id, title, wrong, Wire::Http, url).serving(Server::sessions().signs_in(with(change)))
}

fn with(change: impl FnOnce(&mut Plan)) -> Plan {
    let mut plan = Plan::sound();
    change(&mut plan);
    plan
}

/// Knows the client with a secret, which authenticates in this way.
fn confidential(plan: &mut Plan, method: Method, name: &'static str) {
    let name = json!([name]);
    plan.server
        .set("token_endpoint_auth_methods_supported", name);
    plan.clients.confidential = Some(method);
}
