//! Who a client is: known beforehand, registered, or described by a document at its id.

use std::io;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use super::form::{Form, decode};
use super::plan::{CLIENT_SECRET, CONFIDENTIAL_CLIENT, Method, PUBLIC_CLIENT, Plan};
use super::store::Client;
use crate::message::Request;
use crate::state::State;

/// The client of this id, for an authorization request. An error is what its user reads.
pub async fn find(plan: &Plan, id: &str, state: &State) -> Result<Client, String> {
    if let Some(client) = known(plan, id, state) {
        return Ok(client);
    }
    if !id.contains("://") {
        return Err(format!("There is no client {id}."));
    }
    if plan.clients.refuses_documents {
        return Err(format!(
            "The policy of this server does not allow the client {id}."
        ));
    }
    let document = match tokio::time::timeout(Duration::from_secs(5), fetch(id)).await {
        Ok(fetched) => fetched.map_err(|error| format!("{id} could not be read: {error}."))?,
        Err(_) => return Err(format!("{id} did not answer within 5 seconds.")),
    };
    described(id, &document)
}

/// A client known beforehand or registered.
fn known(plan: &Plan, id: &str, state: &State) -> Option<Client> {
    let any = |secret: Option<&str>, method| Client {
        id: id.to_owned(),
        redirect_uris: None,
        secret: secret.map(str::to_owned),
        method,
    };
    match (id, plan.clients.confidential) {
        (PUBLIC_CLIENT, _) => Some(any(None, Method::None)),
        (CONFIDENTIAL_CLIENT, Some(method)) => Some(any(Some(CLIENT_SECRET), method)),
        _ => state.authorization.clients.get(id),
    }
}

/// The client that a metadata document describes (draft-ietf-oauth-client-id-metadata-document, 4).
fn described(id: &str, document: &Value) -> Result<Client, String> {
    if document["client_id"] != id {
        return Err(format!(
            "The client_id in {id} is {}.",
            document["client_id"]
        ));
    }
    let uris = document["redirect_uris"].as_array().into_iter().flatten();
    Ok(Client {
        id: id.to_owned(),
        redirect_uris: Some(uris.filter_map(Value::as_str).map(str::to_owned).collect()),
        secret: None,
        method: Method::None,
    })
}

/// Reads a JSON document of this machine; the lab asks no other.
async fn fetch(url: &str) -> io::Result<Value> {
    let other = |why: &str| io::Error::other(why.to_owned());
    let rest = url.strip_prefix("http://");
    let rest = rest.ok_or_else(|| other("the lab reads http only"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
    if !["localhost", "127.0.0.1", "[::1]"].contains(&name) {
        return Err(other("the lab reads from this machine only"));
    }
    let stream = TcpStream::connect(format!("{name}:{port}")).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    tokio::spawn(connection);
    let request = hyper::Request::get(format!("/{path}"))
        .header("host", host)
        .header("accept", "application/json")
        .body(Empty::<Bytes>::new())
        .map_err(io::Error::other)?;
    let answer = sender.send_request(request).await;
    let answer = answer.map_err(io::Error::other)?;
    if answer.status() != 200 {
        return Err(other(&format!("status {}", answer.status())));
    }
    let body = Limited::new(answer.into_body(), 64 * 1024).collect().await;
    serde_json::from_slice(&body.map_err(io::Error::other)?.to_bytes()).map_err(io::Error::other)
}

/// The client that a token request proves to come from; an error is its description.
pub fn authenticate(
    plan: &Plan,
    request: &Request,
    form: &Form,
    state: &State,
) -> Result<Client, &'static str> {
    let basic = request.header("authorization").strip_prefix("Basic ");
    let (method, id, secret) = match basic.map(credentials) {
        Some(Some((id, secret))) => (Method::Basic, id, secret),
        Some(None) => return Err("The Authorization header cannot be read"),
        None if plan.exchange.demands_basic => {
            return Err("Client authentication with client_secret_basic is required");
        }
        None => {
            let secret = form.get("client_secret").to_owned();
            let method = match secret.is_empty() {
                true => Method::None,
                false => Method::Post,
            };
            (method, form.get("client_id").to_owned(), secret)
        }
    };
    let client = known(plan, &id, state).or_else(|| {
        // Its document was read when the code was asked for; a code is bound to the client.
        id.contains("://")
            .then(|| described(&id, &serde_json::json!({ "client_id": id })).ok())
            .flatten()
    });
    let client = client.ok_or("There is no such client")?;
    let allowed = client.method == method || client.method == Method::Any;
    if !allowed {
        return Err("The client does not authenticate as it is registered");
    }
    let right = method == Method::None || client.secret.as_deref() == Some(&secret);
    right.then_some(client).ok_or("The client secret is wrong")
}

/// The id and the secret, each form-encoded (RFC 6749, 2.3.1).
fn credentials(encoded: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((decode(id), decode(secret)))
}
