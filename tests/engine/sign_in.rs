//! Steps 5 to 8 against played servers: which documents are asked for, and where each broken one stops the run.

mod challenge;
mod resource;
mod server;

use faultfinder::redact;
use faultfinder::report::{self, Outcome, Report};
use faultfinder::trace::reason::Reason;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::wire::Request;
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
    report::redacted(world.run.transcript())
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
        report.verdict.eyebrow,
        "Waiting at step 8 of 11: Registration"
    );
    // The bar of the last document is in the lane that it settled.
    let settled = world
        .run
        .recording()
        .step_state(Step::AuthorizationServer)
        .by;
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
    assert_eq!(report.verdict.eyebrow, "Waiting at step 5 of 11: Challenge");
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
fn a_document_of_openid_is_taken() {
    let lies = [
        (RESOURCE, Document(resource())),
        (OPENID, Document(server())),
    ];
    let world = site("Bearer", &lies);
    assert_sound(&world);
    assert_eq!(gets(&world), [RESOURCE, SERVER, OPENID]);
    assert_eq!(
        warnings(&world),
        [
            "challenge/no-metadata-url",
            "authorization-server/openid-only"
        ]
    );
}

#[test]
fn documents_are_looked_for_in_order() {
    let lies = [
        (ROOT, Document(resource())),
        (OPENID_APPENDED, Document(server())),
    ];
    let world = site("Bearer", &lies);
    assert_sound(&world);
    assert_eq!(
        gets(&world),
        [RESOURCE, ROOT, SERVER, OPENID, OPENID_APPENDED]
    );
}

/// An application that answers every path with a page.
#[test]
fn pages_in_place_of_documents_are_passed_over() {
    let lies = [
        (RESOURCE, Html),
        (ROOT, Document(resource())),
        (SERVER, Html),
        (OPENID, Text("[]")),
        (OPENID_APPENDED, Document(server())),
    ];
    assert_sound(&site("Bearer", &lies));
}
