//! Step 7: metadata of the authorization server.

use super::*;

#[test]
fn authorization_servers_without_a_document() {
    let all = |lies: Lies| [SERVER, OPENID, OPENID_APPENDED].map(|url| (url, lies.clone()));
    let table = [
        (Status(404), "authorization-server/not-found"),
        (Status(401), "authorization-server/needs-authorization"),
        (Html, "authorization-server/html-page"),
        (Text("nope"), "authorization-server/invalid-json"),
        (Hidden(server()), "authorization-server/unreadable"),
        (Redirect, "authorization-server/redirects-elsewhere"),
        (Nobody, "authorization-server/unreachable"),
    ];
    for (lies, code) in table {
        let mut all = all(lies).to_vec();
        all.push((RESOURCE, Document(resource())));
        assert_code(&site(&bearer(), &all), code);
    }
    let appended = [
        (RESOURCE, Document(resource())),
        (SERVER_APPENDED, Document(server())),
    ];
    assert_code(
        &site(&bearer(), &appended),
        "authorization-server/only-appended",
    );
}

#[test]
fn authorization_servers_that_cannot_be_used() {
    let table = [
        ("issuer", Value::Null, "issuer-missing"),
        ("issuer", json!("auth"), "issuer-not-a-url"),
        ("issuer", json!("http://auth.test/t"), "issuer-scheme"),
        ("issuer", json!("https://login.test/t"), "issuer-other-host"),
        ("issuer", json!("https://auth.test"), "issuer-other-path"),
        (
            "issuer",
            json!("https://auth.test/common"),
            "issuer-other-path",
        ),
        ("authorization_endpoint", Value::Null, "endpoint-missing"),
        ("token_endpoint", json!(7), "endpoint-missing"),
        ("token_endpoint", json!("/token"), "bad-endpoint"),
        (
            "authorization_endpoint",
            json!("javascript:alert(1)"),
            "unsafe-endpoint",
        ),
        (
            "authorization_endpoint",
            json!("data:text/html,x"),
            "unsafe-endpoint",
        ),
        (
            "token_endpoint",
            json!("http://auth.test/token"),
            "endpoint-http",
        ),
        (
            "registration_endpoint",
            json!("http://auth.test/register"),
            "endpoint-http",
        ),
        ("response_types_supported", json!(["token"]), "no-code-flow"),
        (
            "grant_types_supported",
            json!(["client_credentials"]),
            "no-code-grant",
        ),
        (
            "code_challenge_methods_supported",
            Value::Null,
            "pkce-not-advertised",
        ),
        (
            "code_challenge_methods_supported",
            json!(["plain"]),
            "pkce-without-s256",
        ),
    ];
    for (member, value, bad_thing) in table {
        let document = with(server(), member, value);
        let lies = [
            (RESOURCE, Document(resource())),
            (SERVER, Document(document)),
        ];
        let world = site(&bearer(), &lies);
        assert_code(&world, &format!("authorization-server/{bad_thing}"));
        let opened = world
            .sent
            .iter()
            .any(|request| request.url.contains("javascript"));
        assert!(!opened);
    }
    let closed = without(server(), "registration_endpoint");
    let lies = [
        (RESOURCE, Document(resource())),
        (SERVER, Document(closed.clone())),
    ];
    assert_code(&site(&bearer(), &lies), "registration/no-way-in");
    let documents = with(closed, "client_id_metadata_document_supported", json!(true));
    let lies = [
        (RESOURCE, Document(resource())),
        (SERVER, Document(documents)),
    ];
    assert_sound(&site(&bearer(), &lies));
}

#[test]
fn authorization_servers_that_could_be_better() {
    let table = [
        (
            "issuer",
            json!("https://auth.test/t/"),
            "issuer-trailing-slash",
        ),
        ("issuer", json!("https://AUTH.test/t"), "issuer-spelling"),
        (
            "token_endpoint_auth_methods_supported",
            Value::Null,
            "no-public-clients",
        ),
        (
            "token_endpoint_auth_methods_supported",
            json!(["client_secret_basic"]),
            "no-public-clients",
        ),
        ("scopes_supported", json!(["other"]), "scope-not-listed"),
        (
            "authorization_response_iss_parameter_supported",
            Value::Null,
            "no-iss-parameter",
        ),
        ("response_types_supported", Value::Null, "field-malformed"),
        ("jwks_uri", json!(1), "field-malformed"),
    ];
    for (member, value, bad_thing) in table {
        let document = with(server(), member, value);
        let lies = [
            (RESOURCE, Document(resource())),
            (SERVER, Document(document)),
        ];
        let world = site(&format!("{}, scope=\"mcp\"", bearer()), &lies);
        assert_sound(&world);
        assert_eq!(
            warnings(&world),
            [format!("authorization-server/{bad_thing}")]
        );
    }
}
