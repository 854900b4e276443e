//! Step 6: metadata of the protected resource, where it lies and what it says.

use super::*;

#[test]
fn advertised_metadata_that_cannot_be_had() {
    let at_root = (ROOT, Document(resource()));
    let table = [
        (Status(404), "resource-metadata/advertised-missing"),
        (Status(500), "resource-metadata/advertised-missing"),
        (Status(401), "resource-metadata/needs-authorization"),
        (Status(403), "resource-metadata/needs-authorization"),
        (Html, "resource-metadata/html-page"),
        (Text("[]"), "resource-metadata/invalid-json"),
        (Text("{"), "resource-metadata/invalid-json"),
        (Text(""), "resource-metadata/invalid-json"),
        (Hidden(resource()), "resource-metadata/unreadable"),
        (Redirect, "resource-metadata/redirects-elsewhere"),
        (Nobody, "resource-metadata/unreachable"),
    ];
    for (lies, code) in table {
        let world = site(&bearer(), &[(RESOURCE, lies), at_root.clone()]);
        assert_code(&world, code);
        // The one that would have worked is named, and not taken.
        assert!(
            gets(&world).contains(&ROOT) && !gets(&world).contains(&SERVER),
            "{code}"
        );
        let fault = world.fault().unwrap().1;
        assert_eq!(fault["meant"], ROOT, "{code}");
    }
}

#[test]
fn metadata_that_lies_elsewhere() {
    let world = site("Bearer", &[(APPENDED, Document(resource()))]);
    assert_code(&world, "resource-metadata/only-appended");

    // Errors can be read on this host, and this cannot: it is there.
    let world = site("Bearer", &[(RESOURCE, Hidden(resource()))]);
    assert_code(&world, "resource-metadata/unreadable");

    // 2025-03-26: the server signs users in itself, with default rules for PKCE.
    let document = without(server(), "code_challenge_methods_supported");
    let world = site("Bearer", &[(OLDEST, Document(document))]);
    let report = report(&world);
    assert_eq!(report.code.as_deref(), Some("registration/needs-consent"));
    assert_eq!(world.status(Step::ResourceMetadata), Status::Skipped);
    assert!(warnings(&world).contains(&"authorization-server/same-origin"));
}

#[test]
fn resource_metadata_that_cannot_be_used() {
    let table = [
        (
            "resource",
            Value::Null,
            "resource-metadata/resource-missing",
        ),
        (
            "resource",
            json!([URL]),
            "resource-metadata/resource-missing",
        ),
        (
            "resource",
            json!("urn:mcp"),
            "resource-metadata/resource-not-a-url",
        ),
        (
            "resource",
            json!("/v1/mcp"),
            "resource-metadata/resource-not-a-url",
        ),
        (
            "resource",
            json!("http://mcp.test/v1/mcp"),
            "resource-metadata/resource-scheme",
        ),
        (
            "resource",
            json!("https://mcp.test:8443/v1/mcp"),
            "resource-metadata/resource-other-host",
        ),
        (
            "resource",
            json!("http://localhost:3000"),
            "resource-metadata/resource-other-host",
        ),
        (
            "resource",
            json!("https://mcp.test/v2"),
            "resource-metadata/resource-other-path",
        ),
        (
            "authorization_servers",
            Value::Null,
            "resource-metadata/no-authorization-server",
        ),
        (
            "authorization_servers",
            json!([]),
            "resource-metadata/no-authorization-server",
        ),
        (
            "authorization_servers",
            json!("https://auth.test/t"),
            "resource-metadata/no-authorization-server",
        ),
        (
            "authorization_servers",
            json!(["auth.test"]),
            "resource-metadata/bad-authorization-server",
        ),
        (
            "authorization_servers",
            json!(["https://auth.test/?t=1"]),
            "resource-metadata/bad-authorization-server",
        ),
        (
            "authorization_servers",
            json!([SERVER]),
            "resource-metadata/metadata-url-as-issuer",
        ),
    ];
    for (member, value, code) in table {
        let document = with(resource(), member, value);
        assert_code(&site(&bearer(), &[(RESOURCE, Document(document))]), code);
    }
}

#[test]
fn resource_metadata_that_could_be_better() {
    let table = [
        (
            "resource",
            json!("https://mcp.test/v1/mcp/"),
            "resource-metadata/resource-trailing-slash",
        ),
        (
            "resource",
            json!("https://MCP.test/v1/mcp"),
            "resource-metadata/resource-spelling",
        ),
        (
            "resource",
            json!("https://mcp.test"),
            "resource-metadata/resource-prefix",
        ),
        (
            "resource",
            json!("https://mcp.test/v1"),
            "resource-metadata/resource-prefix",
        ),
        (
            "authorization_servers",
            json!(["https://auth.test/t", "https://other.test"]),
            "resource-metadata/several-authorization-servers",
        ),
        (
            "scopes_supported",
            json!(["offline_access"]),
            "resource-metadata/offline-access",
        ),
        (
            "bearer_methods_supported",
            json!(["body"]),
            "resource-metadata/no-header-method",
        ),
        (
            "dpop_bound_access_tokens_required",
            json!(true),
            "resource-metadata/dpop-required",
        ),
        (
            "scopes_supported",
            json!("a b"),
            "resource-metadata/field-malformed",
        ),
    ];
    for (member, value, code) in table {
        let document = with(resource(), member, value);
        let world = site(
            &bearer(),
            &[(RESOURCE, Document(document)), (SERVER, Document(server()))],
        );
        assert_sound(&world);
        assert_eq!(warnings(&world), [code]);
    }
    let typed = Answer::Reply;
    let world = World::run(options(URL), open_cors(), move |request: &Request| {
        let reply = |content_type: &str, more: Vec<(&'static str, String)>, body: String| {
            let mut headers = vec![("content-type", content_type.to_owned())];
            headers.extend(more);
            typed(Reply {
                status: 200,
                headers,
                body,
                open: false,
            })
        };
        match request.url.as_str() {
            RESOURCE => reply("text/plain", Vec::new(), resource().to_string()),
            SERVER => {
                let moved = (REDIRECTED, "https://login.auth.test/meta".to_owned());
                reply("application/json", vec![moved], server().to_string())
            }
            _ => Answer::Reply(Reply {
                status: 401,
                headers: vec![("www-authenticate", bearer())],
                body: String::new(),
                open: false,
            }),
        }
    });
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
#[test]
fn nothing_is_asked_in_a_private_network_for_a_public_server() {
    let inside = [
        "http://192.168.0.1",
        "http://10.0.0.1/x",
        "http://localhost:8080",
        "http://auth",
    ];
    for inside in inside {
        let challenge = format!("Bearer resource_metadata=\"{inside}/restart\"");
        let world = site(&challenge, &[]);
        assert_code(&world, "resource-metadata/private-address");
        let document = with(resource(), "authorization_servers", json!([inside]));
        let world = site(&bearer(), &[(RESOURCE, Document(document))]);
        assert_code(&world, "authorization-server/private-address");
        assert_eq!(gets(&world), [RESOURCE]);
    }
}

#[test]
fn a_server_at_the_root_is_its_own_canonical_uri() {
    for resource in ["https://mcp.test", "https://mcp.test/"] {
        let document =
            json!({"resource": resource, "authorization_servers": ["https://auth.test/t"]});
        let world =
            World::run(
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
}
