//! OAuth's documents: where they lie, what they say, how identifiers differ.

mod flow;
mod handover;
mod jwt;

use faultfinder::protocol::oauth::server_metadata::{Endpoint, endpoint};
use faultfinder::protocol::oauth::url_difference::{UrlDifference, canonical, compare};
use faultfinder::protocol::oauth::{
    NotADocument, object, resource_metadata, server_metadata, well_known,
};
use faultfinder::protocol::url::Url;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn urls(candidates: Vec<well_known::Candidate>) -> Vec<String> {
    candidates
        .into_iter()
        .map(|candidate| candidate.url.into())
        .collect()
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn resource_metadata_lies_there(server: &str, paths: &[&str]) {
    let at = "https://api.example.com/.well-known/oauth-protected-resource";
    let expected: Vec<String> = paths.iter().map(|path| format!("{at}{path}")).collect();
    assert_eq!(urls(well_known::for_resource(&url(server))), expected);
}

rows! { resource_metadata_lies_there;
    path: ("https://api.example.com/v1/mcp", &["/v1/mcp", ""]),
    no_path: ("https://api.example.com", &[""]),
    root: ("https://api.example.com/", &[""]),
    trailing_slash: ("https://api.example.com/mcp/", &["/mcp", "/mcp/", ""]),
    query: ("https://api.example.com/mcp?tenant=7", &["/mcp?tenant=7", ""]),
    query_and_fragment: ("https://api.example.com/mcp?tenant=7#x", &["/mcp?tenant=7", ""]),
}

#[test]
fn resource_metadata_lies_at_the_same_port() {
    let ported = well_known::for_resource(&url("https://api.example.com:8443/mcp"));
    assert_eq!(
        ported[0].url.as_str(),
        "https://api.example.com:8443/.well-known/oauth-protected-resource/mcp"
    );
}

fn server_metadata_lies_there(issuer: &str, expected: &[&str]) {
    assert_eq!(urls(well_known::for_issuer(&url(issuer))), expected);
}

rows! { server_metadata_lies_there;
    path: (
        "https://auth.example.com/tenant1",
        &[
            "https://auth.example.com/.well-known/oauth-authorization-server/tenant1",
            "https://auth.example.com/.well-known/openid-configuration/tenant1",
            "https://auth.example.com/tenant1/.well-known/openid-configuration",
        ],
    ),
    path_with_trailing_slash: (
        "https://auth.example.com/a/b/",
        &[
            "https://auth.example.com/.well-known/oauth-authorization-server/a/b",
            "https://auth.example.com/.well-known/openid-configuration/a/b",
            "https://auth.example.com/a/b/.well-known/openid-configuration",
        ],
    ),
    no_path: (
        "https://auth.example.com",
        &[
            "https://auth.example.com/.well-known/oauth-authorization-server",
            "https://auth.example.com/.well-known/openid-configuration",
        ],
    ),
    query: (
        "http://localhost:9000/?x=1",
        &[
            "http://localhost:9000/.well-known/oauth-authorization-server",
            "http://localhost:9000/.well-known/openid-configuration",
        ],
    ),
}

fn where_some_servers_append(server: &str, expected: Option<&str>) {
    let found = well_known::for_resource_appended(&url(server));
    assert_eq!(found.as_ref().map(|found| found.url.as_str()), expected);
}

rows! { where_some_servers_append;
    path_and_query: (
        "https://api.example.com/v1/mcp?a=b",
        Some("https://api.example.com/v1/mcp/.well-known/oauth-protected-resource"),
    ),
    root: ("https://a.example/", None),
}

#[test]
fn where_some_authorization_servers_append() {
    let found = well_known::for_issuer_appended(&url("https://a.example/t/"));
    assert_eq!(
        found.as_ref().map(|found| found.url.as_str()),
        Some("https://a.example/t/.well-known/oauth-authorization-server")
    );
}

#[test]
fn the_oldest_revision_looks_at_the_servers_own_root() {
    let server = url("https://api.example.com/v1/mcp?a=b");
    assert_eq!(
        well_known::for_server_2025_03_26(&server).url.as_str(),
        "https://api.example.com/.well-known/oauth-authorization-server"
    );
}

fn well_known_paths(address: &str, expected: bool) {
    assert_eq!(well_known::is_well_known(&url(address)), expected);
}

rows! { well_known_paths;
    configuration: ("https://a.example/.well-known/openid-configuration", true),
    server: ("https://api.example.com/v1/mcp?a=b", false),
}

const IDENTIFIER: &str = "https://mcp.example.com/v1/mcp";

fn identifiers_differ(actual: &str, expected: UrlDifference) {
    assert_eq!(compare(actual, IDENTIFIER), expected, "{actual}");
}

rows! { identifiers_differ;
    same: (IDENTIFIER, UrlDifference::Same),
    trailing_slash: ("https://mcp.example.com/v1/mcp/", UrlDifference::TrailingSlash),
    host_in_capitals: ("https://MCP.example.com/v1/mcp", UrlDifference::Spelling),
    default_port: ("https://mcp.example.com:443/v1/mcp", UrlDifference::Spelling),
    query: ("https://mcp.example.com/v1/mcp?x=1", UrlDifference::Spelling),
    fragment: ("https://mcp.example.com/v1/mcp#x", UrlDifference::Spelling),
    no_path: ("https://mcp.example.com", UrlDifference::Prefix),
    root: ("https://mcp.example.com/", UrlDifference::Prefix),
    first_segment: ("https://mcp.example.com/v1", UrlDifference::Prefix),
    first_segment_with_slash: ("https://mcp.example.com/v1/", UrlDifference::Prefix),
    http: ("http://mcp.example.com/v1/mcp", UrlDifference::Scheme),
    http_root: ("http://mcp.example.com", UrlDifference::Scheme),
    cut_segment: ("https://mcp.example.com/v", UrlDifference::OtherPath),
    longer_path: ("https://mcp.example.com/v1/mcp/tools", UrlDifference::OtherPath),
    path_in_capitals: ("https://mcp.example.com/V1/mcp", UrlDifference::OtherPath),
    other_port: ("https://mcp.example.com:8443/v1/mcp", UrlDifference::OtherHost),
    parent_domain: ("https://example.com/v1/mcp", UrlDifference::OtherHost),
    localhost: ("http://localhost:3000/v1/mcp", UrlDifference::OtherHost),
    urn: ("urn:example:mcp", UrlDifference::NotAUrl),
    path_alone: ("/v1/mcp", UrlDifference::NotAUrl),
    word: ("mcp", UrlDifference::NotAUrl),
    empty: ("", UrlDifference::NotAUrl),
}

fn only_a_slash_differs(actual: &str, expected: &str) {
    assert_eq!(compare(actual, expected), UrlDifference::TrailingSlash);
}

rows! { only_a_slash_differs;
    missing_at_the_root: ("https://a.example", "https://a.example/"),
    added_to_a_path: ("https://a.example/t/", "https://a.example/t"),
}

fn the_canonical_uri_of_a_server(server: &str, expected: &str) {
    assert_eq!(canonical(&url(server)), expected);
}

rows! { the_canonical_uri_of_a_server;
    capitals: ("https://MCP.example.com", "https://mcp.example.com"),
    root: ("https://mcp.example.com/", "https://mcp.example.com"),
    path: ("https://mcp.example.com/mcp", "https://mcp.example.com/mcp"),
    slash_and_fragment: ("https://mcp.example.com/mcp/#x", "https://mcp.example.com/mcp/"),
    port_and_query: ("https://mcp.example.com:8443/?a=b", "https://mcp.example.com:8443/?a=b"),
}

fn bodies_that_are_documents(body: &str) {
    assert!(object(body.as_bytes()).is_ok(), "{body:?}");
}

rows! { bodies_that_are_documents;
    spaces_around: (" \n{\"a\": 1} "),
    byte_order_mark: ("\u{feff}{}"),
}

fn bodies_that_are_no_documents(body: &[u8], why: NotADocument) {
    assert_eq!(object(body), Err(why), "{body:?}");
}

rows! { bodies_that_are_no_documents;
    empty: (b"", NotADocument::NotJson),
    text: (b"Not Found", NotADocument::NotJson),
    cut: (b"{\"a\": ", NotADocument::NotJson),
    markup: (b"<!doctype html><p>Sign in", NotADocument::Markup),
    array: (b"[]", NotADocument::NotAnObject),
    not_utf8: (b"\xff\xfe", NotADocument::NotJson),
}

#[test]
fn sound_resource_metadata_is_read() {
    let (whole, problems) = resource_metadata::read(&map(json!({
        "resource": "https://mcp.example.com/mcp",
        "authorization_servers": ["https://auth.example.com"],
        "scopes_supported": ["read", "write"],
        "bearer_methods_supported": ["header"],
        "dpop_bound_access_tokens_required": true,
        "resource_name": null,
    })));
    assert_eq!(
        whole.resource.as_deref(),
        Some("https://mcp.example.com/mcp")
    );
    assert_eq!(
        whole.authorization_servers,
        Some(vec!["https://auth.example.com".to_owned()])
    );
    assert!(whole.dpop_required);
    assert_eq!(problems, []);
}

#[test]
fn resource_metadata_is_read_as_far_as_it_goes() {
    let (broken, problems) = resource_metadata::read(&map(json!({
        "resource": ["https://mcp.example.com/mcp"],
        "authorization_servers": "https://auth.example.com",
        "scopes_supported": ["read", 7],
        "dpop_bound_access_tokens_required": "yes",
    })));
    assert_eq!(
        (broken.resource, broken.authorization_servers),
        (None, None)
    );
    assert_eq!(broken.scopes_supported, Some(vec!["read".to_owned()]));
    let fields: Vec<_> = problems.iter().map(|problem| problem.field).collect();
    assert_eq!(
        fields,
        [
            "resource",
            "authorization_servers",
            "scopes_supported",
            "dpop_bound_access_tokens_required"
        ]
    );
}

#[test]
fn server_metadata_is_read_as_far_as_it_goes() {
    let (metadata, problems) = server_metadata::read(&map(json!({
        "issuer": "https://auth.example.com",
        "authorization_endpoint": "https://auth.example.com/authorize",
        "token_endpoint": 7,
        "code_challenge_methods_supported": ["S256"],
        "client_id_metadata_document_supported": true,
        "authorization_response_iss_parameter_supported": "true",
    })));
    assert_eq!(metadata.issuer.as_deref(), Some("https://auth.example.com"));
    assert_eq!(metadata.token_endpoint, None);
    assert!(metadata.takes_metadata_documents);
    assert!(!metadata.sends_iss);
    let fields: Vec<_> = problems
        .iter()
        .map(|problem| (problem.field, problem.wanted))
        .collect();
    assert_eq!(
        fields,
        [
            ("token_endpoint", "a string"),
            (
                "authorization_response_iss_parameter_supported",
                "true or false"
            )
        ]
    );
}

fn endpoints_are_opened_only_over_http(address: &str, expected: Endpoint) {
    assert_eq!(endpoint(address), expected, "{address}");
}

rows! { endpoints_are_opened_only_over_http;
    https: ("https://a.example/authorize", Endpoint::Https),
    http: ("http://a.example/authorize", Endpoint::Http),
    script: ("javascript:alert(1)", Endpoint::Unsafe),
    data: ("data:text/html,x", Endpoint::Unsafe),
    script_in_capitals: ("JaVaScRiPt:alert(1)", Endpoint::Unsafe),
    path: ("/authorize", Endpoint::NotAUrl),
    empty: ("", Endpoint::NotAUrl),
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map("issuer|resource|[a-z_]{1,20}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_document_is_survived(value in any_json(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = object(&bytes);
        if let Value::Object(members) = &value {
            let _ = resource_metadata::read(members);
            let _ = server_metadata::read(members);
        }
    }

    #[test]
    fn any_two_identifiers_are_compared(actual in ".{0,40}", path in "(/[a-z.%]{0,6}){0,4}") {
        let server = format!("https://a.example{path}");
        let _ = compare(&actual, &server);
        prop_assert_eq!(compare(&server, &server), UrlDifference::Same);
        let found = well_known::for_resource(&url(&server));
        prop_assert!(found.iter().all(|candidate| candidate.url.origin() == "https://a.example"));
    }
}
