//! Step 6: metadata of the protected resource, where it lies and what it says.

use super::*;

fn advertised_metadata_that_cannot_be_had(lies: Lies, code: &str) {
    let world = site(&bearer(), &[(RESOURCE, lies), (ROOT, Document(resource()))]);
    assert_code(&world, code);
    // The one that would have worked is named, and not taken.
    assert!(gets(&world).contains(&ROOT) && !gets(&world).contains(&SERVER));
    let fault = world.fault().unwrap().1;
    assert_eq!(fault["meant"], ROOT);
}

rows! { advertised_metadata_that_cannot_be_had;
    not_found: (Status(404), "resource-metadata/advertised-missing"),
    broken: (Status(500), "resource-metadata/advertised-missing"),
    unauthorized: (Status(401), "resource-metadata/needs-authorization"),
    forbidden: (Status(403), "resource-metadata/needs-authorization"),
    page: (Html, "resource-metadata/html-page"),
    array: (Text("[]"), "resource-metadata/invalid-json"),
    cut: (Text("{"), "resource-metadata/invalid-json"),
    empty: (Text(""), "resource-metadata/invalid-json"),
    unreadable: (Hidden(resource()), "resource-metadata/unreadable"),
    redirects: (Redirect, "resource-metadata/redirects-elsewhere"),
    nobody_answers: (Nobody, "resource-metadata/unreachable"),
}

fn metadata_that_lies_elsewhere(at: &'static str, lies: Lies, code: &str) {
    assert_code(&site("Bearer", &[(at, lies)]), code);
}

rows! { metadata_that_lies_elsewhere;
    appended: (APPENDED, Document(resource()), "resource-metadata/only-appended"),
    // Errors can be read on this host, and this cannot: it is there.
    unreadable: (RESOURCE, Hidden(resource()), "resource-metadata/unreadable"),
}

/// 2025-03-26: the server signs users in itself, with default rules for PKCE.
#[test]
fn the_oldest_revision_needs_no_resource_metadata() {
    let document = without(server(), "code_challenge_methods_supported");
    let world = site("Bearer", &[(OLDEST, Document(document))]);
    let report = report(&world);
    assert_eq!(report.code.as_deref(), Some("registration/needs-consent"));
    assert_eq!(world.status(Step::ResourceMetadata), Status::Skipped);
    assert!(warnings(&world).contains(&"authorization-server/same-origin"));
}

fn resource_metadata_that_cannot_be_used(member: &str, value: Value, code: &str) {
    let document = with(resource(), member, value);
    assert_code(&site(&bearer(), &[(RESOURCE, Document(document))]), code);
}

rows! { resource_metadata_that_cannot_be_used;
    no_resource: ("resource", Value::Null, "resource-metadata/resource-missing"),
    resource_as_list: ("resource", json!([URL]), "resource-metadata/resource-missing"),
    urn: ("resource", json!("urn:mcp"), "resource-metadata/resource-not-a-url"),
    path: ("resource", json!("/v1/mcp"), "resource-metadata/resource-not-a-url"),
    plain_http: ("resource", json!("http://mcp.test/v1/mcp"), "resource-metadata/resource-scheme"),
    other_port: ("resource", json!("https://mcp.test:8443/v1/mcp"), "resource-metadata/resource-other-host"),
    localhost: ("resource", json!("http://localhost:3000"), "resource-metadata/resource-other-host"),
    other_path: ("resource", json!("https://mcp.test/v2"), "resource-metadata/resource-other-path"),
    no_servers: ("authorization_servers", Value::Null, "resource-metadata/no-authorization-server"),
    empty_servers: ("authorization_servers", json!([]), "resource-metadata/no-authorization-server"),
    server_as_text: (
        "authorization_servers",
        json!("https://auth.test/t"),
        "resource-metadata/no-authorization-server",
    ),
    server_without_scheme: (
        "authorization_servers",
        json!(["auth.test"]),
        "resource-metadata/bad-authorization-server",
    ),
    server_with_query: (
        "authorization_servers",
        json!(["https://auth.test/?t=1"]),
        "resource-metadata/bad-authorization-server",
    ),
    document_as_server: ("authorization_servers", json!([SERVER]), "resource-metadata/metadata-url-as-issuer"),
}

fn resource_metadata_that_could_be_better(member: &str, value: Value, code: &str) {
    let lies = [
        (RESOURCE, Document(with(resource(), member, value))),
        (SERVER, Document(server())),
    ];
    let world = site(&bearer(), &lies);
    assert_sound(&world);
    assert_eq!(warnings(&world), [code]);
}

rows! { resource_metadata_that_could_be_better;
    trailing_slash: ("resource", json!("https://mcp.test/v1/mcp/"), "resource-metadata/resource-trailing-slash"),
    capitals: ("resource", json!("https://MCP.test/v1/mcp"), "resource-metadata/resource-spelling"),
    root: ("resource", json!("https://mcp.test"), "resource-metadata/resource-prefix"),
    shorter_path: ("resource", json!("https://mcp.test/v1"), "resource-metadata/resource-prefix"),
    two_servers: (
        "authorization_servers",
        json!(["https://auth.test/t", "https://other.test"]),
        "resource-metadata/several-authorization-servers",
    ),
    offline_access: ("scopes_supported", json!(["offline_access"]), "resource-metadata/offline-access"),
    token_in_the_body: ("bearer_methods_supported", json!(["body"]), "resource-metadata/no-header-method"),
    dpop: ("dpop_bound_access_tokens_required", json!(true), "resource-metadata/dpop-required"),
    scopes_as_text: ("scopes_supported", json!("a b"), "resource-metadata/field-malformed"),
}

/// A document, as the server sends it.
fn reply(headers: Vec<(&'static str, String)>, document: &Value) -> Answer {
    Answer::Reply(Reply {
        status: 200,
        headers,
        body: document.to_string(),
        open: false,
    })
}

#[test]
fn documents_that_are_sent_oddly() {
    let world = World::run(
        options(URL),
        open_cors(),
        |request: &Request| match request.url.as_str() {
            RESOURCE => reply(vec![("content-type", "text/plain".into())], &resource()),
            SERVER => {
                let moved = (REDIRECTED, "https://login.auth.test/meta".into());
                let json = ("content-type", "application/json".into());
                reply(vec![json, moved], &server())
            }
            _ => Answer::Reply(Reply {
                status: 401,
                headers: vec![("www-authenticate", bearer())],
                body: String::new(),
                open: false,
            }),
        },
    );
    assert_sound(&world);
    assert_eq!(
        warnings(&world),
        [
            "resource-metadata/wrong-content-type",
            "authorization-server/redirected"
        ]
    );
}

/// A page can reach what lies behind a firewall; a public server must not make it try.
fn nothing_is_asked_in_a_private_network_for_a_public_server(inside: &str) {
    let challenge = format!("Bearer resource_metadata=\"{inside}/restart\"");
    let world = site(&challenge, &[]);
    assert_code(&world, "resource-metadata/private-address");
    let document = with(resource(), "authorization_servers", json!([inside]));
    let world = site(&bearer(), &[(RESOURCE, Document(document))]);
    assert_code(&world, "authorization-server/private-address");
    assert_eq!(gets(&world), [RESOURCE]);
}

rows! { nothing_is_asked_in_a_private_network_for_a_public_server;
    net_192_168: ("http://192.168.0.1"),
    net_10: ("http://10.0.0.1/x"),
    localhost: ("http://localhost:8080"),
    no_dot: ("http://auth"),
}

fn a_server_at_the_root_is_its_own_canonical_uri(resource: &str) {
    let document = json!({"resource": resource, "authorization_servers": ["https://auth.test/t"]});
    let world = World::run(
        options("https://mcp.test"),
        open_cors(),
        move |request| match request.url.as_str() {
            ROOT => json_reply(200, &document),
            SERVER => json_reply(200, &server()),
            _ if request.method == "GET" => json_reply(404, &json!({})),
            _ => Answer::Reply(Reply {
                status: 401,
                headers: vec![("www-authenticate", "Bearer".into())],
                body: String::new(),
                open: false,
            }),
        },
    );
    assert_sound(&world);
    assert_eq!(
        warnings(&world),
        ["challenge/no-metadata-url", "address/root-path"]
    );
}

rows! { a_server_at_the_root_is_its_own_canonical_uri;
    without_slash: ("https://mcp.test"),
    with_slash: ("https://mcp.test/"),
}
