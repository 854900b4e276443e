//! What a client notices on its way to a token although it can go on: everything that is not as in the sound cause.

use serde_json::{Value, json};

use crate::client::Answer;
use crate::oauth_client::{origin, parameter, text};

type Notes = Vec<String>;

pub fn challenge(refused: &Answer, url: &str, notes: &mut Notes) {
    let exposed = refused.header("access-control-expose-headers");
    let exposed = exposed.unwrap_or_default();
    let mut note = |text: &str| notes.push(format!("challenge {text}"));
    let Some(challenge) = refused.header("www-authenticate") else {
        return note(if exposed.contains("www-authenticate") {
            "missing"
        } else {
            "unknown"
        });
    };
    if !exposed.contains("www-authenticate") {
        note("hidden");
    }
    match parameter(challenge, "resource_metadata") {
        Some(address) if origin(address) == origin(url) => {}
        Some(_) => note("leads elsewhere"),
        None => note(challenge),
    }
    let scope = parameter(challenge, "scope").unwrap_or_default();
    match scope {
        "mcp:read" => {}
        "" => note("without scope"),
        _ => note(&format!("scope {scope}")),
    }
}

/// The members of the MCP server's metadata that are not those of a sound one.
pub fn resource(document: &Value, url: &str, notes: &mut Notes) {
    let sound = json!({
        "resource": url,
        "authorization_servers": document["authorization_servers"],
        "scopes_supported": ["mcp:read", "mcp:write"],
        "bearer_methods_supported": ["header"],
        "resource_name": "Fault lab"
    });
    differences("resource", document, &sound, notes);
    let servers = document["authorization_servers"].as_array();
    if servers.is_some_and(|servers| servers.len() > 1) {
        notes.push("several servers".to_owned());
    }
}

/// The members of the authorization server's metadata that are not those of a sound one.
pub fn server(metadata: &Value, issuer: &str, notes: &mut Notes) {
    let sound = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "registration_endpoint": format!("{issuer}/register"),
        "scopes_supported": ["mcp:read", "mcp:write"],
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "client_id_metadata_document_supported": true,
        "authorization_response_iss_parameter_supported": true
    });
    differences("server", metadata, &sound, notes);
}

fn differences(what: &str, got: &Value, sound: &Value, notes: &mut Notes) {
    let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let mut names: Vec<String> = members(got).into_iter().map(|(name, _)| name).collect();
    names.extend(members(sound).into_iter().map(|(name, _)| name));
    names.sort();
    names.dedup();
    for name in names.iter().filter(|name| got[*name] != sound[*name]) {
        notes.push(match got.get(name) {
            Some(value) => format!("{what} {name} {value}"),
            None => format!("{what} without {name}"),
        });
    }
}

pub fn registration(answer: &Answer, answered: &Value, notes: &mut Notes) {
    if answer.status != 201 {
        notes.push(format!("registered with {}", answer.status));
    }
    if answered.get("client_secret").is_some() {
        let ends = answered["client_secret_expires_at"].as_i64();
        let issued = answered["client_id_issued_at"].as_i64();
        let lasts = ends.filter(|ends| *ends != 0).zip(issued);
        let lasts = lasts.map_or(0, |(ends, issued)| ends - issued);
        notes.push(format!("a secret for {lasts} s"));
    }
    let grants = &answered["grant_types"];
    if *grants != json!(["authorization_code", "refresh_token"]) {
        notes.push(format!("registered for {grants}"));
    }
}

pub fn token(
    token: &Value,
    server: &Value,
    client: &str,
    scope: &str,
    resource: &str,
    notes: &mut Notes,
) {
    if token["expires_in"] != 3600 {
        notes.push(format!("expires_in {}", token["expires_in"]));
    }
    if token["scope"] != scope {
        notes.push(format!("granted {}", token["scope"]));
    }
    if token.get("refresh_token").is_none() {
        notes.push("no refresh token".to_owned());
    }
    let Some(claims) = claims(text(token, "access_token")) else {
        return notes.push("opaque".to_owned());
    };
    let sound = [
        ("iss", &server["issuer"]),
        ("aud", &json!(resource)),
        ("client_id", &json!(client)),
        ("scope", &token["scope"]),
    ];
    for (name, value) in sound {
        if claims[name] != *value {
            notes.push(format!("{name} {}", claims[name]));
        }
    }
    times(&claims, notes);
}

/// Times that are not those of a token issued now, rounded so that a slow machine does not matter.
fn times(claims: &Value, notes: &mut Notes) {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.unwrap_or_default().as_secs()).unwrap_or_default();
    for (name, usual) in [("iat", 0), ("nbf", 0), ("exp", 60)] {
        let minutes = claims[name]
            .as_i64()
            .map(|at| (at - now + 30).div_euclid(60));
        let missing = name != "nbf" && minutes.is_none();
        if missing || minutes.is_some_and(|minutes| minutes != usual) {
            notes.push(format!("{name} in {} min", json!(minutes)));
        }
    }
}

fn claims(token: &str) -> Option<Value> {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let payload = engine.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}
