//! Dynamic client registration (RFC 7591, 3).

use serde_json::{Map, Value, json};

use super::plan::{Method, Plan};
use super::store::Client;
use super::{now, refuse};
use crate::message::{Reply, Request};
use crate::state::{State, random_id};

pub fn answer(plan: &Plan, request: &Request, state: &State) -> Reply {
    let registration = &plan.registration;
    if let Some(refusal) = registration.refusal {
        let reply = refuse(refusal.status, refusal.error, refusal.description);
        return match refusal.status {
            401 => reply.with("www-authenticate", "Bearer error=\"invalid_token\""),
            _ => reply,
        };
    }
    if let Some(body) = registration.body {
        return Reply::text(registration.status, "application/json", body);
    }
    let Some(Value::Object(metadata)) = &request.json else {
        return refuse(400, "invalid_client_metadata", "The body is no JSON object");
    };
    let Some(redirect_uris) = redirect_uris(metadata) else {
        let text = "redirect_uris holds no http or https address";
        return refuse(400, "invalid_redirect_uri", text);
    };
    let secret = registration.secret_lasts.map(|_| random_id());
    let mut answer = metadata.clone();
    let mut put = |name: &str, value: Value| answer.insert(name.to_owned(), value);
    put("client_id_issued_at", json!(now()));
    if let (Some(secret), Some(lasts)) = (&secret, registration.secret_lasts) {
        let ends = match lasts {
            0 => 0,
            lasts => now() + i64::try_from(lasts).unwrap_or_default(),
        };
        put("client_secret", json!(secret));
        put("client_secret_expires_at", json!(ends));
        put("token_endpoint_auth_method", json!("client_secret_basic"));
    }
    let id = random_id();
    put("client_id", json!(id));
    for (name, value) in &registration.members {
        put(name, value.clone().unwrap_or_default());
    }
    let client = Client {
        id: id.clone(),
        redirect_uris: Some(redirect_uris),
        method: match secret {
            Some(_) => Method::Any,
            None => Method::None,
        },
        secret,
    };
    state.authorization.clients.put(id, client);
    Reply::json(registration.status, &Value::from(answer)).with("cache-control", "no-store")
}

fn redirect_uris(metadata: &Map<String, Value>) -> Option<Vec<String>> {
    let uris = metadata.get("redirect_uris")?.as_array()?;
    let uris = uris.iter().map(|uri| {
        let uri = uri.as_str()?;
        let is_web = uri.starts_with("https://") || uri.starts_with("http://");
        is_web.then(|| uri.to_owned())
    });
    let uris: Vec<String> = uris.collect::<Option<_>>()?;
    (!uris.is_empty()).then_some(uris)
}
