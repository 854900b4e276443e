//! OAuth's documents: where they lie, what they say, how identifiers differ.

mod flow;
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

#[test]
fn resource_metadata_lies_there() {
    let at = "https://api.example.com/.well-known/oauth-protected-resource";
    let table: [(&str, &[&str]); 6] = [
        ("https://api.example.com/v1/mcp", &["/v1/mcp", ""]),
        ("https://api.example.com", &[""]),
        ("https://api.example.com/", &[""]),
        ("https://api.example.com/mcp/", &["/mcp", "/mcp/", ""]),
        (
            "https://api.example.com/mcp?tenant=7",
            &["/mcp?tenant=7", ""],
        ),
        (
            "https://api.example.com/mcp?tenant=7#x",
            &["/mcp?tenant=7", ""],
        ),
    ];
    for (server, expected) in table {
        let expected: Vec<String> = expected.iter().map(|path| format!("{at}{path}")).collect();
        assert_eq!(
            urls(well_known::for_resource(&url(server))),
            expected,
            "{server}"
        );
    }
    let ported = well_known::for_resource(&url("https://api.example.com:8443/mcp"));
    assert_eq!(
        ported[0].url.as_str(),
        "https://api.example.com:8443/.well-known/oauth-protected-resource/mcp"
    );
}

#[test]
fn server_metadata_lies_there() {
    let table: [(&str, &[&str]); 4] = [
        (
            "https://auth.example.com/tenant1",
            &[
                "https://auth.example.com/.well-known/oauth-authorization-server/tenant1",
                "https://auth.example.com/.well-known/openid-configuration/tenant1",
                "https://auth.example.com/tenant1/.well-known/openid-configuration",
            ],
        ),
        (
            "https://auth.example.com/a/b/",
            &[
                "https://auth.example.com/.well-known/oauth-authorization-server/a/b",
                "https://auth.example.com/.well-known/openid-configuration/a/b",
                "https://auth.example.com/a/b/.well-known/openid-configuration",
            ],
        ),
        (
            "https://auth.example.com",
            &[
                "https://auth.example.com/.well-known/oauth-authorization-server",
                "https://auth.example.com/.well-known/openid-configuration",
            ],
        ),
        (
            "http://localhost:9000/?x=1",
            &[
                "http://localhost:9000/.well-known/oauth-authorization-server",
                "http://localhost:9000/.well-known/openid-configuration",
            ],
        ),
    ];
    for (issuer, expected) in table {
        assert_eq!(
            urls(well_known::for_issuer(&url(issuer))),
            expected,
            "{issuer}"
        );
    }
}

#[test]
fn hints_and_the_oldest_way() {
    let server = url("https://api.example.com/v1/mcp?a=b");
    let appended = |found: Option<well_known::Candidate>| found.map(|found| found.url.to_string());
    assert_eq!(
        appended(well_known::for_resource_appended(&server)).as_deref(),
        Some("https://api.example.com/v1/mcp/.well-known/oauth-protected-resource")
    );
    assert_eq!(
        appended(well_known::for_issuer_appended(&url(
            "https://a.example/t/"
        )))
        .as_deref(),
        Some("https://a.example/t/.well-known/oauth-authorization-server")
    );
    assert_eq!(
        well_known::for_resource_appended(&url("https://a.example/")),
        None
    );
    assert_eq!(
        well_known::for_server_2025_03_26(&server).url.as_str(),
        "https://api.example.com/.well-known/oauth-authorization-server"
    );
    assert!(well_known::is_well_known(&url(
        "https://a.example/.well-known/openid-configuration"
    )));
    assert!(!well_known::is_well_known(&server));
}

#[test]
fn identifiers_differ() {
    use UrlDifference::*;
    let server = "https://mcp.example.com/v1/mcp";
    let table = [
        (server, Same),
        ("https://mcp.example.com/v1/mcp/", TrailingSlash),
        ("https://MCP.example.com/v1/mcp", Spelling),
        ("https://mcp.example.com:443/v1/mcp", Spelling),
        ("https://mcp.example.com/v1/mcp?x=1", Spelling),
        ("https://mcp.example.com/v1/mcp#x", Spelling),
        ("https://mcp.example.com", Prefix),
        ("https://mcp.example.com/", Prefix),
        ("https://mcp.example.com/v1", Prefix),
        ("https://mcp.example.com/v1/", Prefix),
        ("http://mcp.example.com/v1/mcp", Scheme),
        ("http://mcp.example.com", Scheme),
        ("https://mcp.example.com/v", OtherPath),
        ("https://mcp.example.com/v1/mcp/tools", OtherPath),
        ("https://mcp.example.com/V1/mcp", OtherPath),
        ("https://mcp.example.com:8443/v1/mcp", OtherHost),
        ("https://example.com/v1/mcp", OtherHost),
        ("http://localhost:3000/v1/mcp", OtherHost),
        ("urn:example:mcp", NotAUrl),
        ("/v1/mcp", NotAUrl),
        ("mcp", NotAUrl),
        ("", NotAUrl),
    ];
    for (actual, expected) in table {
        assert_eq!(compare(actual, server), expected, "{actual}");
    }
    assert_eq!(
        compare("https://a.example", "https://a.example/"),
        TrailingSlash
    );
    assert_eq!(
        compare("https://a.example/t/", "https://a.example/t"),
        TrailingSlash
    );
}

#[test]
fn the_canonical_uri_of_a_server() {
    let table = [
        ("https://MCP.example.com", "https://mcp.example.com"),
        ("https://mcp.example.com/", "https://mcp.example.com"),
        ("https://mcp.example.com/mcp", "https://mcp.example.com/mcp"),
        (
            "https://mcp.example.com/mcp/#x",
            "https://mcp.example.com/mcp/",
        ),
        (
            "https://mcp.example.com:8443/?a=b",
            "https://mcp.example.com:8443/?a=b",
        ),
    ];
    for (server, expected) in table {
        assert_eq!(canonical(&url(server)), expected);
    }
}

#[test]
fn bodies_that_are_documents_and_bodies_that_are_not() {
    assert!(object(b" \n{\"a\": 1} ").is_ok());
    assert!(object("\u{feff}{}".as_bytes()).is_ok());
    let table: [(&[u8], NotADocument); 6] = [
        (b"", NotADocument::NotJson),
        (b"Not Found", NotADocument::NotJson),
        (b"{\"a\": ", NotADocument::NotJson),
        (b"<!doctype html><p>Sign in", NotADocument::Markup),
        (b"[]", NotADocument::NotAnObject),
        (b"\xff\xfe", NotADocument::NotJson),
    ];
    for (body, why) in table {
        assert_eq!(object(body), Err(why), "{body:?}");
    }
}

#[test]
fn resource_metadata_is_read_as_far_as_it_goes() {
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

#[test]
fn endpoints_are_opened_only_over_http() {
    let table = [
        ("https://a.example/authorize", Endpoint::Https),
        ("http://a.example/authorize", Endpoint::Http),
        ("javascript:alert(1)", Endpoint::Unsafe),
        ("data:text/html,x", Endpoint::Unsafe),
        ("JaVaScRiPt:alert(1)", Endpoint::Unsafe),
        ("/authorize", Endpoint::NotAUrl),
        ("", Endpoint::NotAUrl),
    ];
    for (address, expected) in table {
        assert_eq!(endpoint(address), expected, "{address}");
    }
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
