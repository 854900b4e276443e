//! JSON, and the documents and answers of OAuth.

use faultfinder::protocol::json::{self as reader, integer, is_natural};
use faultfinder::protocol::oauth::{
    self, registration, resource_metadata, server_metadata, token, well_known,
};
use faultfinder::protocol::url::Url;
use serde_json::{Map, Value};

use crate::text;

/// Any text as JSON: what is read says, written again, the same.
pub fn json(bytes: &[u8]) {
    let text = text(bytes);
    let read = reader::parse(&text);
    let theirs = serde_json::from_str::<Value>(&text);
    // One object is read otherwise on purpose: the one that looks like a number of serde_json's.
    if !text.contains("$serde_json") {
        assert_eq!(read.is_ok(), theirs.is_ok());
    }
    let Ok(value) = read else {
        return;
    };
    numbers(&value);
    let written = value.to_string();
    let again = reader::parse(&written).expect("what was written is JSON");
    assert_eq!(again.to_string(), written);
}

fn numbers(value: &Value) {
    match value {
        Value::Number(number) => {
            integer(number);
            is_natural(number);
        }
        Value::Array(items) => items.iter().for_each(numbers),
        Value::Object(members) => members.values().for_each(numbers),
        _ => {}
    }
}

/// A body as each document and each answer of OAuth.
pub fn oauth(bytes: &[u8]) {
    registered(bytes);
    token::read(bytes);
    let Ok(object) = oauth::object(bytes) else {
        return;
    };
    let (resource, _) = resource_metadata::read(&object);
    let (server, _) = server_metadata::read(&object);
    let named = resource.resource.iter().chain(&server.issuer);
    for url in named.filter_map(|named| Url::parse(named).ok()) {
        well_known::for_resource(&url);
        well_known::for_resource_appended(&url);
        well_known::for_issuer(&url);
        well_known::for_issuer_appended(&url);
    }
    let endpoints = [
        &server.authorization_endpoint,
        &server.token_endpoint,
        &server.registration_endpoint,
    ];
    for endpoint in endpoints.into_iter().flatten() {
        server_metadata::endpoint(endpoint);
        oauth::authorization::url(endpoint, &[]);
    }
}

fn registered(bytes: &[u8]) {
    let client = registration::Client {
        name: "Faultfinder",
        uri: "https://page.test/",
        redirect_uri: "https://page.test/oauth/callback.html",
        scope: None,
    };
    let sent: Map<String, Value> = client.metadata();
    registration::read(bytes, &sent);
}
