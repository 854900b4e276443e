//! Steps 5 to 8 against played servers: which documents are asked for, and where each broken one stops the run.

use faultfinder::engine::step::{Reason, Status, Step};
use faultfinder::engine::wire::Request;
use faultfinder::redact;
use faultfinder::report::{Outcome, Report};
use serde_json::{Value, json};

use crate::world::{
    Answer, HIDDEN, REDIRECTED, Reply, World, json_reply, legacy, method, open_cors, options,
    text_reply,
};

const URL: &str = "https://mcp.test/v1/mcp";
const RESOURCE: &str = "https://mcp.test/.well-known/oauth-protected-resource/v1/mcp";
const ROOT: &str = "https://mcp.test/.well-known/oauth-protected-resource";
const APPENDED: &str = "https://mcp.test/v1/mcp/.well-known/oauth-protected-resource";
const OLDEST: &str = "https://mcp.test/.well-known/oauth-authorization-server";
const SERVER: &str = "https://auth.test/.well-known/oauth-authorization-server/t";
const OPENID: &str = "https://auth.test/.well-known/openid-configuration/t";
const OPENID_APPENDED: &str = "https://auth.test/t/.well-known/openid-configuration";
const SERVER_APPENDED: &str = "https://auth.test/t/.well-known/oauth-authorization-server";

/// What lies at an address.
#[derive(Clone)]
enum Lies {
    Document(Value),
    /// As a document that no page may read.
    Hidden(Value),
    Status(u16),
    Html,
    Text(&'static str),
    /// A redirect to where no page may read.
    Redirect,
    /// Nobody answers.
    Nobody,
}

use Lies::*;

fn resource() -> Value {
    json!({"resource": URL, "authorization_servers": ["https://auth.test/t"]})
}

fn server() -> Value {
    json!({
        "issuer": "https://auth.test/t",
        "authorization_endpoint": "https://auth.test/t/authorize",
        "token_endpoint": "https://auth.test/t/token",
        "registration_endpoint": "https://auth.test/t/register",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "authorization_response_iss_parameter_supported": true,
    })
}

fn with(mut document: Value, member: &str, value: Value) -> Value {
    document[member] = value;
    document
}

fn without(mut document: Value, member: &str) -> Value {
    document.as_object_mut().unwrap().remove(member);
    document
}

fn lie(lies: &Lies) -> Answer {
    let hidden = |status: u16, body: String| {
        Answer::Reply(Reply {
            status,
            headers: vec![
                ("content-type", "application/json".into()),
                (HIDDEN, String::new()),
            ],
            body,
            open: false,
        })
    };
    match lies {
        Document(value) => json_reply(200, value),
        Hidden(value) => hidden(200, value.to_string()),
        Status(status) => json_reply(*status, &json!({"error": "no"})),
        Html => text_reply(200, "text/html", "<!doctype html><title>App</title>"),
        Text(text) => text_reply(200, "application/json", text),
        Redirect => hidden(302, String::new()),
        Nobody => Answer::Refuse,
    }
}

/// A server that answers every message with 401, and what lies beside it; the rest is 404.
fn site(challenge: &str, lies: &[(&'static str, Lies)]) -> World {
    guarded(challenge, lies, |challenge| {
        Answer::Reply(Reply {
            status: 401,
            headers: vec![
                ("content-type", "application/json".into()),
                ("www-authenticate", challenge.into()),
            ],
            body: r#"{"error":"no"}"#.into(),
            open: false,
        })
    })
}

fn guarded(challenge: &str, lies: &[(&'static str, Lies)], refuse: fn(&str) -> Answer) -> World {
    let (challenge, lies) = (challenge.to_owned(), lies.to_vec());
    World::run(options(URL), open_cors(), move |request| {
        if request.url == URL && request.method == "POST" {
            return refuse(&challenge);
        }
        let found = lies.iter().find(|(url, _)| *url == request.url);
        found.map_or_else(|| lie(&Status(404)), |(_, lies)| lie(lies))
    })
}

fn bearer() -> String {
    format!("Bearer resource_metadata=\"{RESOURCE}\"")
}

fn report(world: &World) -> redact::Redacted<Report> {
    redact::report(world.session.transcript())
}

/// Everything beside the verdict.
fn warnings(world: &World) -> Vec<&'static str> {
    let report = report(world);
    let mut codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
    codes.retain(|code| Some(*code) != report.code.as_deref());
    codes
}

fn gets(world: &World) -> Vec<&str> {
    let gets = world.sent.iter().filter(|request| request.method == "GET");
    gets.map(|request| request.url.as_str()).collect()
}

fn assert_code(world: &World, code: &str) {
    let report = report(world);
    assert_eq!(report.code.as_deref(), Some(code), "{:?}", gets(world));
    let step = Step::with_id(code.split('/').next().unwrap());
    assert_eq!(report.failed_step, step);
    assert_eq!(report.outcome, Some(Outcome::Failed));
    let fault = report.findings.first().unwrap();
    assert_eq!(fault.code, code);
    let filled = [&fault.title, &report.verdict.headline];
    assert!(filled.iter().all(|text| !text.contains('{')), "{filled:?}");
}

/// Steps 5 to 7 hold, and the user is what is missing.
fn assert_sound(world: &World) {
    let report = report(world);
    assert_eq!(report.code.as_deref(), Some("registration/needs-consent"));
    assert_eq!(report.outcome, Some(Outcome::AuthorizationRequired));
    assert_eq!(report.failed_step, None);
    assert_eq!(world.status(Step::Challenge), Status::Pass);
    assert_eq!(world.status(Step::AuthorizationServer), Status::Pass);
    assert_eq!(world.status(Step::Registration), Status::Waiting);
    assert_eq!(world.status(Step::Authorization), Status::Pending);
    assert_eq!(
        report.verdict.kicker,
        "Waiting at step 8 of 11: Registration"
    );
    // The bar of the last document is in the lane that it settled.
    let settled = world.session.recording().lane(Step::AuthorizationServer).by;
    let bar = report.exchanges.iter().find(|one| Some(one.id) == settled);
    assert_eq!(bar.map(|bar| bar.step), Some(Step::AuthorizationServer));
}

fn assert_waits_for_token(world: &World) {
    let report = report(world);
    assert_eq!(
        report.code.as_deref(),
        Some("challenge/credentials-required")
    );
    assert_eq!(report.outcome, Some(Outcome::AuthorizationRequired));
    assert_eq!(world.status(Step::Challenge), Status::Waiting);
    assert_eq!(world.status(Step::ResourceMetadata), Status::Pending);
    assert_eq!(report.verdict.kicker, "Waiting at step 5 of 11: Challenge");
}

#[test]
fn a_sound_server_is_asked_for_two_documents() {
    let world = site(
        &bearer(),
        &[
            (RESOURCE, Document(resource())),
            (SERVER, Document(server())),
        ],
    );
    assert_sound(&world);
    assert_eq!(gets(&world), [RESOURCE, SERVER]);
    assert_eq!(warnings(&world), Vec::<&str>::new());
    let carries = |name: &str| world.sent.iter().any(|one| one.headers.get(name).is_some());
    assert!(!carries("authorization"));
}

#[test]
fn documents_are_looked_for_in_order() {
    let found = |lies: &[(&'static str, Lies)]| {
        let world = site("Bearer", lies);
        let asked: Vec<String> = gets(&world).into_iter().map(str::to_owned).collect();
        (world, asked)
    };
    let (world, asked) = found(&[
        (RESOURCE, Document(resource())),
        (OPENID, Document(server())),
    ]);
    assert_sound(&world);
    assert_eq!(asked, [RESOURCE, SERVER, OPENID]);
    assert_eq!(
        warnings(&world),
        [
            "challenge/no-metadata-url",
            "authorization-server/openid-only"
        ]
    );

    let (world, asked) = found(&[
        (ROOT, Document(resource())),
        (OPENID_APPENDED, Document(server())),
    ]);
    assert_sound(&world);
    assert_eq!(asked, [RESOURCE, ROOT, SERVER, OPENID, OPENID_APPENDED]);

    // An application that answers every path with a page.
    let (world, _) = found(&[
        (RESOURCE, Html),
        (ROOT, Document(resource())),
        (SERVER, Html),
        (OPENID, Text("[]")),
        (OPENID_APPENDED, Document(server())),
    ]);
    assert_sound(&world);
}

#[test]
fn a_server_that_points_nowhere_takes_tokens() {
    let world = site("Bearer", &[]);
    assert_waits_for_token(&world);
    assert_eq!(gets(&world), [RESOURCE, ROOT, APPENDED, OLDEST]);
    assert_eq!(warnings(&world), ["resource-metadata/not-found"]);

    // A guard before everything says nothing about documents.
    let everything = [RESOURCE, ROOT, APPENDED, OLDEST].map(|url| (url, Status(401)));
    assert_waits_for_token(&site("Bearer", &everything));
    // Nothing there can be read: neither the documents nor what lies beside them.
    let beside = "https://mcp.test/.well-known/faultfinder-f1a2b3";
    let unreadable = [RESOURCE, ROOT, APPENDED, OLDEST, beside].map(|url| (url, Hidden(json!({}))));
    assert_waits_for_token(&site("Bearer", &unreadable));
    let nobody = [RESOURCE, ROOT, APPENDED, OLDEST, beside].map(|url| (url, Nobody));
    assert_waits_for_token(&site("Basic realm=\"x\"", &nobody));
    // Many servers answer any path with some object.
    let objects =
        [RESOURCE, ROOT, APPENDED, OLDEST].map(|url| (url, Document(json!({"ok": true}))));
    assert_waits_for_token(&site("Bearer", &objects));
}

#[test]
fn challenges_that_lead_nowhere() {
    let table = [
        (
            "/.well-known/oauth-protected-resource",
            "challenge/relative-metadata-url",
        ),
        (
            ".well-known/oauth-protected-resource",
            "challenge/relative-metadata-url",
        ),
        ("ftp://mcp.test/meta", "challenge/bad-metadata-url"),
        ("https://", "challenge/bad-metadata-url"),
        ("", "challenge/bad-metadata-url"),
    ];
    for (said, code) in table {
        let world = site(&format!("Bearer resource_metadata=\"{said}\""), &[]);
        assert_code(&world, code);
        assert_eq!(gets(&world), Vec::<&str>::new());
    }
}

#[test]
fn challenges_that_could_be_better() {
    let sound = [
        (RESOURCE, Document(resource())),
        (SERVER, Document(server())),
    ];
    let said = |challenge: &str, codes: &[&str]| {
        let world = site(challenge, &sound);
        assert_sound(&world);
        assert_eq!(warnings(&world), codes, "{challenge}");
    };
    let bearer = bearer();
    said(
        &format!("{bearer}, error=\"invalid_token\""),
        &["challenge/error-without-token"],
    );
    said(
        &format!("{bearer}, scope=\"a offline_access\""),
        &["challenge/offline-access"],
    );
    said(
        "Bearer resource_metadata_url=\"https://x.test/\"",
        &["challenge/misspelt-parameter"],
    );
    said(
        &bearer.replace("https://mcp", "http://mcp"),
        &["challenge/http-metadata-url"],
    );
    said(&format!("Basic realm=\"x\", {bearer}"), &[]);
    let elsewhere = [
        ("https://cdn.test/meta", Document(resource())),
        (SERVER, Document(server())),
    ];
    let world = site(
        "Bearer resource_metadata=\"https://cdn.test/meta\"",
        &elsewhere,
    );
    assert_sound(&world);
    assert_eq!(warnings(&world), ["challenge/metadata-url-elsewhere"]);
}

#[test]
fn a_hidden_challenge_is_not_a_missing_one() {
    let sound = vec![
        (RESOURCE, Document(resource())),
        (SERVER, Document(server())),
    ];
    let shown = |name: &'static str| {
        let mut cors = open_cors();
        cors.expose = vec!["access-control-expose-headers"];
        let lies = sound.clone();
        World::run(options(URL), cors, move |request| {
            let found = lies.iter().find(|(url, _)| *url == request.url);
            found.map(|(_, lies)| lie(lies)).unwrap_or_else(|| {
                Answer::Reply(Reply {
                    status: 401,
                    headers: vec![("access-control-expose-headers", name.into())],
                    body: String::new(),
                    open: false,
                })
            })
        })
    };
    for (exposes, code) in [
        ("Mcp-Session-Id", "challenge/header-unreadable"),
        ("Mcp-Session-Id, WWW-Authenticate", "challenge/missing"),
        ("*", "challenge/missing"),
    ] {
        let world = shown(exposes);
        assert_sound(&world);
        assert_eq!(warnings(&world), [code]);
    }
}

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

#[test]
fn refusals_that_are_no_401() {
    let refuse = |refuse: fn(&str) -> Answer, code: &str| {
        assert_code(&guarded("Bearer realm=\"x\"", &[], refuse), code);
    };
    let challenged = |status: u16, challenge: &str| {
        Answer::Reply(Reply {
            status,
            headers: vec![("www-authenticate", challenge.into())],
            body: String::new(),
            open: false,
        })
    };
    fn rpc(code: i64, message: &str) -> Answer {
        json_reply(
            200,
            &json!({"jsonrpc": "2.0", "id": null, "error": {"code": code, "message": message}}),
        )
    }
    for status in [400, 403, 404] {
        let world = World::run(options(URL), open_cors(), move |_| {
            challenged(status, "Bearer")
        });
        assert_code(&world, "challenge/wrong-status");
    }
    refuse(
        |_| json_reply(403, &json!({"error": "Unauthorized"})),
        "challenge/wrong-status",
    );
    refuse(
        |_| json_reply(400, &json!({"message": "Missing authorization header"})),
        "challenge/wrong-status",
    );
    refuse(
        |_| rpc(-32001, "Unauthorized"),
        "challenge/error-with-success",
    );
    refuse(
        |_| json_reply(200, &json!({"error": "authentication required"})),
        "challenge/error-with-success",
    );
    refuse(
        |_| rpc(-32602, "no such revision"),
        "session/initialize-refused",
    );
    let login = |to: &str| Reply {
        status: 200,
        headers: vec![
            ("content-type", "text/html".into()),
            (REDIRECTED, to.into()),
        ],
        body: "<html>".into(),
        open: false,
    };
    let at = move |to: &'static str| {
        World::run(options(URL), open_cors(), move |_| Answer::Reply(login(to)))
    };
    assert_code(
        &at("https://mcp.test/login?next=%2Fmcp"),
        "challenge/login-redirect",
    );
    assert_code(&at("https://mcp.test/welcome"), "endpoint/html-page");
    // A 403 is about a token where the metadata says that there are tokens.
    let lies = [(RESOURCE, Document(resource()))];
    let forbidden = |_: &str| json_reply(403, &json!({}));
    assert_code(&guarded("", &lies, forbidden), "challenge/wrong-status");
    assert_code(&guarded("", &[], forbidden), "endpoint/forbidden");
}

#[test]
fn a_late_401_opens_the_steps_again() {
    let world = World::run(options(URL), open_cors(), |request: &Request| {
        match (request.url.as_str(), method(request).as_str()) {
            (RESOURCE, _) => json_reply(200, &resource()),
            (SERVER, _) => json_reply(200, &server()),
            (_, "tools/list") => Answer::Reply(Reply {
                status: 401,
                headers: vec![("www-authenticate", bearer())],
                body: String::new(),
                open: false,
            }),
            _ => legacy(request),
        }
    });
    assert_sound(&world);
    assert_eq!(world.status(Step::Session), Status::Pass);
    assert_eq!(warnings(&world), ["challenge/late"]);
    let opened: Vec<_> = Step::SIGN_IN
        .map(|step| world.session.recording().lane(step).reason.clone())
        .to_vec();
    assert!(!opened.contains(&Some(Reason::OpenServer)), "{opened:?}");
}

#[test]
fn a_token_that_was_entered_is_refused_and_nothing_is_looked_up() {
    let mut given = options(URL);
    given.bearer = Some("t".into());
    let world = World::run(given, open_cors(), |request: &Request| {
        assert_eq!(request.method, "POST");
        Answer::Reply(Reply {
            status: 401,
            headers: vec![("www-authenticate", bearer())],
            body: String::new(),
            open: false,
        })
    });
    assert_code(&world, "token/refused");
}
