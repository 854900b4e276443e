//! Steps 8 to 10 against played servers: how a page becomes known, what comes back from the consent, what
//! becomes of the token.

mod carried;
mod token;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use faultfinder::engine::sign_in;
use faultfinder::protocol::document;
use faultfinder::protocol::oauth::authorization::{self, parameter};
use faultfinder::redact;
use faultfinder::report::{self, Outcome};
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::transcript::{EventKind, Sent};
use faultfinder::trace::user_action::{Client, Registration, UserAction};
use faultfinder::trace::wire::{Action, Input, Redirect, Request};
use serde_json::{Value, json};

use crate::fixtures::replayed;
use crate::world::{
    Answer, HIDDEN, Reply, World, json_reply, legacy, method, modern, open_cors, options,
    text_reply,
};

pub const URL: &str = "https://mcp.test/v1/mcp";
pub const ISSUER: &str = "https://auth.test/t";
pub const STATE: &str = "st4te-9f86d081884c7d65";
const VERIFIER: &str = "v3rifier-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b";
pub const CODE: &str = "c0de-9f86d081884c7d65";
const SECRET: &str = "s3cret-9f86d081884c7d65";

/// What a party answers.
pub type Serve = fn(&Request) -> Answer;

/// What each party answers, where it is asked; a test changes one.
pub struct Play {
    pub server: Value,
    pub scopes: Vec<&'static str>,
    pub register: Serve,
    pub token: Serve,
    /// The MCP server, when a credential comes along.
    pub mcp: Serve,
}

impl Default for Play {
    fn default() -> Play {
        Play {
            server: json!({
                "issuer": ISSUER,
                "authorization_endpoint": "https://auth.test/t/authorize?tenant=7",
                "token_endpoint": "https://auth.test/t/token",
                "registration_endpoint": "https://auth.test/t/register",
                "response_types_supported": ["code"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none", "client_secret_post"],
                "authorization_response_iss_parameter_supported": true,
            }),
            scopes: vec!["mcp:read"],
            register: |_| json_reply(201, &json!({"client_id": "c-1"})),
            token: |_| issue(json!({})),
            mcp: modern,
        }
    }
}

impl Play {
    pub fn world(self) -> World {
        let resource = json!({
            "resource": URL,
            "authorization_servers": [ISSUER, "https://other.test"],
            "scopes_supported": self.scopes,
        });
        World::run(options(URL), open_cors(), move |request| {
            match request.url.as_str() {
                URL if request.headers.get("authorization").is_some() => (self.mcp)(request),
                URL => challenge(401, "resource_metadata=\"https://mcp.test/meta\""),
                "https://mcp.test/meta" => json_reply(200, &resource),
                "https://auth.test/.well-known/oauth-authorization-server/t" => {
                    json_reply(200, &self.server)
                }
                "https://other.test/.well-known/oauth-authorization-server" => {
                    let mut other = self.server.clone();
                    other["issuer"] = "https://other.test".into();
                    json_reply(200, &other)
                }
                "https://auth.test/t/register" if request.method == "POST" => {
                    (self.register)(request)
                }
                "https://auth.test/t/token" if request.method == "POST" => (self.token)(request),
                _ => json_reply(404, &json!({})),
            }
        })
    }
}

pub fn challenge(status: u16, parameters: &str) -> Answer {
    Answer::Reply(Reply {
        status,
        headers: vec![("www-authenticate", format!("Bearer {parameters}"))],
        body: String::new(),
        open: false,
    })
}

pub fn unreadable() -> Answer {
    Answer::Reply(Reply {
        status: 200,
        headers: vec![(HIDDEN, String::new())],
        body: String::new(),
        open: false,
    })
}

/// A token that says what it should, but for these claims.
pub fn jwt(changed: &Value) -> String {
    let mut claims = json!({
        "iss": ISSUER, "aud": URL, "exp": 1_795_438_800, "iat": 1_795_435_000,
        "client_id": "c-1", "scope": "mcp:read", "sub": "somebody@example.com",
    });
    for (name, value) in changed.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.c2ln",
        part(&json!({"alg": "RS256", "typ": "at+jwt"})),
        part(&claims)
    )
}

pub fn issue(changed: Value) -> Answer {
    let token = jwt(&changed);
    json_reply(
        200,
        &json!({"access_token": token, "token_type": "bearer", "expires_in": 3600,
            "scope": "mcp:read", "refresh_token": "r3fresh-9f86d081884c7d65"}),
    )
}

pub fn act(world: &mut World, action: UserAction) {
    world.tell(Input::User(Action::UserAction(action)));
    world.drive();
}

pub fn become_known(world: &mut World, registration: Registration) {
    let client = match registration {
        Registration::Dynamic => (String::new(), None),
        Registration::MetadataDocument => ("https://page.test/oauth/client.json".to_owned(), None),
        Registration::PreRegistered => ("mine".to_owned(), Some(SECRET.to_owned())),
    };
    let client = Client {
        registration,
        id: client.0,
        secret: client.1,
    };
    act(world, UserAction::UseClient { client });
}

/// Opens the request as the page does, with what the run offers.
pub fn open(world: &mut World) {
    let offer = world.run.auth_options().unwrap();
    let flow = offer.flow.unwrap();
    let parameters = authorization::parameters(&authorization::Request {
        client_id: &offer.client.unwrap(),
        redirect_uri: &flow.redirect_uri(),
        scope: &offer.scope,
        state: STATE,
        verifier: VERIFIER,
        resource: (&flow.resource.0, flow.resource.1),
    });
    let endpoint = flow.server.authorization_endpoint.unwrap();
    let url = authorization::url(&endpoint, &parameters).unwrap();
    let verifier = VERIFIER.to_owned();
    act(world, UserAction::AuthorizationStarted { url, verifier });
}

pub fn come_back(world: &mut World, answer: &str) {
    let url = format!("https://page.test/oauth/callback.html?{answer}");
    act(world, UserAction::CallbackReceived { url });
}

pub fn sound_answer() -> String {
    format!("code={CODE}&state={STATE}&iss=https%3A%2F%2Fauth.test%2Ft")
}

pub fn signed_in(play: Play, registration: Registration) -> World {
    let mut world = play.world();
    become_known(&mut world, registration);
    if world.status(Step::Registration) == Status::Pass {
        open(&mut world);
        come_back(&mut world, &sound_answer());
    }
    world
}

fn posts<'w>(world: &'w World, url: &str) -> Vec<&'w Request> {
    let sent = world.sent.iter();
    sent.filter(|request| request.method == "POST" && request.url == url)
        .collect()
}

fn outcome(world: &World) -> (Option<Outcome>, Option<String>) {
    let report = report::redacted(world.run.transcript());
    (report.outcome, report.code.clone())
}

/// The run stopped with this code, and would do so again.
fn assert_code(world: &World, code: &str) {
    let (step, fault) = world.fault().unwrap_or_else(|| panic!("no fault, {code}"));
    let word = fault["broken"].as_str().or(fault["code"].as_str());
    assert_eq!(format!("{}/{}", step.id(), word.unwrap()), code, "{fault}");
    assert_eq!(
        outcome(world),
        (Some(Outcome::Failed), Some(code.to_owned()))
    );
    replayed(world.run.transcript());
}

fn assert_waits(world: &World, step: Step, code: &str) {
    let expected = (Some(Outcome::AuthorizationRequired), Some(code.to_owned()));
    assert_eq!(outcome(world), expected);
    assert_eq!(world.status(step), Status::Waiting);
    replayed(world.run.transcript());
}

fn assert_healthy(world: &World) {
    world.assert_open();
    assert_eq!(outcome(world), (Some(Outcome::Healthy), None));
    replayed(world.run.transcript());
}

fn every_way_of_becoming_known_opens_the_session(
    registration: Registration,
    registrations: usize,
    secret: Option<&str>,
) {
    let world = signed_in(Play::default(), registration);
    assert_healthy(&world);
    let sent = posts(&world, "https://auth.test/t/register").len();
    assert_eq!(sent, registrations);
    let [request] = posts(&world, "https://auth.test/t/token")[..] else {
        panic!("one exchange")
    };
    let form = ["?", request.body.as_deref().unwrap()].concat();
    let sent = |name: &str| parameter(&form, name);
    assert_eq!(sent("code").as_deref(), Some(CODE));
    assert_eq!(sent("code_verifier").as_deref(), Some(VERIFIER));
    assert_eq!(sent("resource").as_deref(), Some(URL));
    assert_eq!(sent("client_secret").as_deref(), secret);
}

rows! { every_way_of_becoming_known_opens_the_session;
    dynamic: (Registration::Dynamic, 1, None),
    metadata_document: (Registration::MetadataDocument, 0, None),
    pre_registered: (Registration::PreRegistered, 0, Some(SECRET)),
}

#[test]
fn a_server_with_a_handshake_is_signed_in_to_as_well() {
    let mcp = |request: &Request| match method(request).as_str() {
        "server/discover" => json_reply(400, &json!({"error": "no"})),
        _ => legacy(request),
    };
    let world = signed_in(
        Play {
            mcp,
            ..Play::default()
        },
        Registration::Dynamic,
    );
    assert_healthy(&world);
}

#[test]
fn what_was_asked_before_the_consent_is_not_asked_again() {
    let world = signed_in(Play::default(), Registration::Dynamic);
    let urls: Vec<_> = world
        .sent
        .iter()
        .map(|request| request.url.as_str())
        .collect();
    let count = |url: &str| urls.iter().filter(|other| **other == url).count();
    assert_eq!(count("https://mcp.test/meta"), 1);
    assert_eq!(
        count("https://auth.test/.well-known/oauth-authorization-server/t"),
        1
    );
    // Once without a token; once with it; the list.
    assert_eq!(count(URL), 3);
    let to_others = world.sent.iter().filter(|request| request.url != URL);
    assert!(to_others.clone().count() > 3);
    assert!(
        to_others
            .into_iter()
            .all(|one| one.headers.get("authorization").is_none())
    );
}

#[test]
fn the_run_stands_until_the_user_acts() {
    let mut world = Play::default().world();
    assert_waits(&world, Step::Registration, "registration/needs-consent");
    become_known(&mut world, Registration::Dynamic);
    assert_waits(&world, Step::Authorization, "authorization/needs-consent");
    open(&mut world);
    assert_waits(&world, Step::Authorization, "authorization/needs-consent");
    // The window was closed; the request is opened once more.
    open(&mut world);
    assert_waits(&world, Step::Authorization, "authorization/needs-consent");
    come_back(&mut world, &sound_answer());
    assert_healthy(&world);
}

fn registrations_that_fail(register: Serve, code: &str) {
    let play = Play {
        register,
        ..Play::default()
    };
    let world = signed_in(play, Registration::Dynamic);
    assert_code(&world, code);
}

rows! { registrations_that_fail;
    cannot_be_read: (|_| unreadable(), "registration/unreadable"),
    nobody_answers: (|_| Answer::Refuse, "registration/unreadable"),
    needs_a_token: (|_| json_reply(401, &json!({"error": "invalid_token"})), "registration/token-required"),
    closed: (|_| text_reply(403, "text/plain", "no"), "registration/forbidden"),
    refuses_the_redirect: (
        |_| json_reply(400, &json!({"error": "invalid_redirect_uri"})),
        "registration/redirect-refused",
    ),
    refuses_the_metadata: (
        |_| json_reply(400, &json!({"error": "invalid_client_metadata"})),
        "registration/metadata-refused",
    ),
    broken: (|_| json_reply(500, &json!({})), "registration/server-error"),
    no_id: (|_| json_reply(201, &json!({"id": 7})), "registration/malformed-answer"),
    page: (|_| text_reply(200, "text/html", "<p>"), "registration/malformed-answer"),
}

#[test]
fn a_dead_end_is_left_by_an_entered_client() {
    let mut play = Play::default();
    play.server
        .as_object_mut()
        .unwrap()
        .remove("registration_endpoint");
    let mut world = play.world();
    assert_code(&world, "registration/no-way-in");
    become_known(&mut world, Registration::PreRegistered);
    assert_waits(&world, Step::Authorization, "authorization/needs-consent");
    open(&mut world);
    come_back(&mut world, &sound_answer());
    assert_healthy(&world);
}

#[test]
fn another_authorization_server_can_be_chosen() {
    let mut world = Play::default().world();
    become_known(&mut world, Registration::PreRegistered);
    let issuer = "https://other.test".to_owned();
    act(&mut world, UserAction::Choose { issuer });
    // Whoever is known to one is not known to the other.
    assert_waits(&world, Step::Registration, "registration/needs-consent");
    assert_eq!(
        world.run.auth_options().unwrap().server,
        "https://other.test"
    );
}

const ISS: &str = "iss=https%3A%2F%2Fauth.test%2Ft";

fn answers_that_do_not_come_back_intact(answer: String, word: &str) {
    let mut world = Play::default().world();
    become_known(&mut world, Registration::Dynamic);
    open(&mut world);
    come_back(&mut world, &answer);
    assert_code(&world, &format!("authorization/{word}"));
    assert_eq!(posts(&world, "https://auth.test/t/token").len(), 0);
}

rows! { answers_that_do_not_come_back_intact;
    no_state: (format!("code={CODE}&{ISS}"), "state-missing"),
    other_state: (format!("code={CODE}&state=other-1234567&{ISS}"), "state-mismatch"),
    no_iss: (format!("code={CODE}&state={STATE}"), "iss-missing"),
    other_iss: (format!("code={CODE}&state={STATE}&iss=https%3A%2F%2Fauth.test"), "iss-mismatch"),
    // Not believed before `iss` holds.
    error_with_other_iss: (format!("error=access_denied&state={STATE}&iss=x"), "iss-mismatch"),
    no_code: (format!("state={STATE}&{ISS}"), "code-missing"),
    two_codes: (format!("code=a&code=b&state={STATE}&{ISS}"), "repeated-parameter"),
    access_denied: (format!("error=access_denied&state={STATE}&{ISS}"), "access-denied"),
    invalid_scope: (format!("error=invalid_scope&state={STATE}&{ISS}"), "invalid-scope"),
    invalid_target: (format!("error=invalid_target&state={STATE}&{ISS}"), "invalid-target"),
    invalid_request: (format!("error=invalid_request&state={STATE}&{ISS}"), "invalid-request"),
    unauthorized_client: (format!("error=unauthorized_client&state={STATE}&{ISS}"), "unauthorized-client"),
    unsupported_response_type: (
        format!("error=unsupported_response_type&state={STATE}&{ISS}"),
        "unsupported-response-type",
    ),
    server_error: (format!("error=server_error&state={STATE}&{ISS}"), "server-error"),
    temporarily_unavailable: (
        format!("error=temporarily_unavailable&state={STATE}&{ISS}"),
        "temporarily-unavailable",
    ),
    unknown_error: (format!("error=account_disabled&state={STATE}&{ISS}"), "refused"),
    in_the_fragment: (format!("#code={CODE}&state={STATE}&{ISS}"), "fragment-answer"),
}

#[test]
fn an_answer_that_did_not_come_can_come_later() {
    let mut world = Play::default().world();
    become_known(&mut world, Registration::Dynamic);
    open(&mut world);
    act(&mut world, UserAction::NoCallback);
    assert_code(&world, "authorization/no-answer");
    // And then it came after all, to a request that was opened again.
    open(&mut world);
    come_back(&mut world, &sound_answer());
    assert_healthy(&world);
}

pub fn refusal(status: u16, error: &str) -> Answer {
    json_reply(
        status,
        &json!({"error": error, "error_description": "because"}),
    )
}

#[test]
fn a_cancelled_run_ends_its_session_with_the_token() {
    let mut world = signed_in(
        Play {
            mcp: legacy_that_hangs,
            ..Play::default()
        },
        Registration::Dynamic,
    );
    world.tell(Input::User(Action::Cancel));
    world.drive();
    let last = world
        .sent
        .iter()
        .rfind(|request| request.method == "DELETE");
    assert!(last.is_some_and(|last| last.headers.get("authorization").is_some()));
}

fn legacy_that_hangs(request: &Request) -> Answer {
    match method(request).as_str() {
        "server/discover" => json_reply(400, &json!({"error": "no"})),
        _ => legacy(request),
    }
}

#[test]
fn no_secret_is_left_in_what_leaves_the_page() {
    let world = signed_in(Play::default(), Registration::PreRegistered);
    let clean = redact::transcript(world.run.transcript());
    let text = document::compact(&*clean);
    let token = jwt(&json!({}));
    let secrets = [
        STATE,
        VERIFIER,
        CODE,
        SECRET,
        "r3fresh-9f86d081884c7d65",
        &token,
    ];
    for secret in secrets {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(!text.contains("somebody@example.com"));
    let before = report::redacted(world.run.transcript());
    let after = faultfinder::report::compute(&clean);
    let codes = |report: &faultfinder::report::Report| -> Vec<&'static str> {
        report.findings.iter().map(|finding| finding.code).collect()
    };
    assert_eq!(codes(&before), codes(&after));
}

/// The redirect mode decides whether a credential can be led astray.
#[test]
fn requests_with_credentials_follow_no_redirect() {
    let world = signed_in(Play::default(), Registration::PreRegistered);
    for event in &world.run.transcript().events {
        if let EventKind::Send(Sent {
            request, redirect, ..
        }) = &event.kind
        {
            let is_post = request.url.contains("/token") || request.url.contains("/register");
            assert!(!is_post || *redirect == Redirect::Error);
            let carries = request.headers.get("authorization").is_some();
            assert!(!carries || *redirect == Redirect::Manual);
        }
    }
}
