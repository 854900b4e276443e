//! Step 7: metadata of the authorization server.

use super::*;

fn authorization_servers_without_a_document(lies: Lies, code: &str) {
    let all = [SERVER, OPENID, OPENID_APPENDED].map(|url| (url, lies.clone()));
    let mut all = all.to_vec();
    all.push((RESOURCE, Document(resource())));
    assert_code(&site(&bearer(), &all), code);
}

rows! { authorization_servers_without_a_document;
    not_found: (Status(404), "authorization-server/not-found"),
    unauthorized: (Status(401), "authorization-server/needs-authorization"),
    page: (Html, "authorization-server/html-page"),
    no_json: (Text("nope"), "authorization-server/invalid-json"),
    unreadable: (Hidden(server()), "authorization-server/unreadable"),
    redirects: (Redirect, "authorization-server/redirects-elsewhere"),
    nobody_answers: (Nobody, "authorization-server/unreachable"),
}

#[test]
fn a_document_that_lies_at_the_issuer_itself() {
    let appended = [
        (RESOURCE, Document(resource())),
        (SERVER_APPENDED, Document(server())),
    ];
    let world = site(&bearer(), &appended);
    assert_code(&world, "authorization-server/only-appended");
}

/// A sound resource, and this document of its authorization server.
fn with_server(challenge: &str, document: Value) -> World {
    let lies = [
        (RESOURCE, Document(resource())),
        (SERVER, Document(document)),
    ];
    site(challenge, &lies)
}

fn authorization_servers_that_cannot_be_used(member: &str, value: Value, bad_thing: &str) {
    let world = with_server(&bearer(), with(server(), member, value));
    assert_code(&world, &format!("authorization-server/{bad_thing}"));
    let mut sent = world.sent.iter();
    assert!(!sent.any(|request| request.url.contains("javascript")));
}

rows! { authorization_servers_that_cannot_be_used;
    no_issuer: ("issuer", Value::Null, "issuer-missing"),
    issuer_as_word: ("issuer", json!("auth"), "issuer-not-a-url"),
    issuer_over_http: ("issuer", json!("http://auth.test/t"), "issuer-scheme"),
    issuer_on_other_host: ("issuer", json!("https://login.test/t"), "issuer-other-host"),
    issuer_without_path: ("issuer", json!("https://auth.test"), "issuer-other-path"),
    issuer_with_other_path: ("issuer", json!("https://auth.test/common"), "issuer-other-path"),
    no_authorization_endpoint: ("authorization_endpoint", Value::Null, "endpoint-missing"),
    token_endpoint_as_number: ("token_endpoint", json!(7), "endpoint-missing"),
    token_endpoint_as_path: ("token_endpoint", json!("/token"), "bad-endpoint"),
    script_as_endpoint: ("authorization_endpoint", json!("javascript:alert(1)"), "unsafe-endpoint"),
    data_as_endpoint: ("authorization_endpoint", json!("data:text/html,x"), "unsafe-endpoint"),
    token_endpoint_over_http: ("token_endpoint", json!("http://auth.test/token"), "endpoint-http"),
    registration_over_http: ("registration_endpoint", json!("http://auth.test/register"), "endpoint-http"),
    no_code_flow: ("response_types_supported", json!(["token"]), "no-code-flow"),
    no_code_grant: ("grant_types_supported", json!(["client_credentials"]), "no-code-grant"),
    no_pkce: ("code_challenge_methods_supported", Value::Null, "pkce-not-advertised"),
    plain_pkce: ("code_challenge_methods_supported", json!(["plain"]), "pkce-without-s256"),
}

#[test]
fn a_server_that_registers_nobody() {
    let closed = without(server(), "registration_endpoint");
    let world = with_server(&bearer(), closed.clone());
    assert_code(&world, "registration/no-way-in");
    let documents = with(closed, "client_id_metadata_document_supported", json!(true));
    assert_sound(&with_server(&bearer(), documents));
}

fn authorization_servers_that_could_be_better(member: &str, value: Value, bad_thing: &str) {
    let challenge = format!("{}, scope=\"mcp\"", bearer());
    let world = with_server(&challenge, with(server(), member, value));
    assert_sound(&world);
    assert_eq!(
        warnings(&world),
        [format!("authorization-server/{bad_thing}")]
    );
}

rows! { authorization_servers_that_could_be_better;
    issuer_with_slash: ("issuer", json!("https://auth.test/t/"), "issuer-trailing-slash"),
    issuer_in_capitals: ("issuer", json!("https://AUTH.test/t"), "issuer-spelling"),
    no_methods: ("token_endpoint_auth_methods_supported", Value::Null, "no-public-clients"),
    basic_only: ("token_endpoint_auth_methods_supported", json!(["client_secret_basic"]), "no-public-clients"),
    scope_not_listed: ("scopes_supported", json!(["other"]), "scope-not-listed"),
    no_iss: ("authorization_response_iss_parameter_supported", Value::Null, "no-iss-parameter"),
    response_types_null: ("response_types_supported", Value::Null, "field-malformed"),
    keys_as_number: ("jwks_uri", json!(1), "field-malformed"),
}
