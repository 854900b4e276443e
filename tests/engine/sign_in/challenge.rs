//! Step 5: what a refusal says, and what it leads to.

use super::*;

#[test]
fn a_server_that_points_nowhere_takes_tokens() {
    let world = site("Bearer", &[]);
    assert_waits_for_token(&world);
    assert_eq!(gets(&world), [RESOURCE, ROOT, APPENDED, OLDEST]);
    assert_eq!(warnings(&world), ["resource-metadata/not-found"]);
}

fn a_server_whose_documents_say_nothing_takes_tokens(challenge: &str, lies: Lies) {
    // What lies beside them is as unreadable as they are.
    let beside = match lies {
        Hidden(_) | Nobody => Some("https://mcp.test/.well-known/faultfinder-f1a2b3"),
        _ => None,
    };
    let all = [RESOURCE, ROOT, APPENDED, OLDEST].into_iter().chain(beside);
    let all: Vec<_> = all.map(|url| (url, lies.clone())).collect();
    assert_waits_for_token(&site(challenge, &all));
}

rows! { a_server_whose_documents_say_nothing_takes_tokens;
    // A guard before everything says nothing about documents.
    guarded_as_well: ("Bearer", Status(401)),
    unreadable: ("Bearer", Hidden(json!({}))),
    nobody_answers: ("Basic realm=\"x\"", Nobody),
    // Many servers answer any path with some object.
    some_object: ("Bearer", Document(json!({"ok": true}))),
}

fn challenges_that_lead_nowhere(to: &str, code: &str) {
    let world = site(&format!("Bearer resource_metadata=\"{to}\""), &[]);
    assert_code(&world, code);
    assert_eq!(gets(&world), Vec::<&str>::new());
}

rows! { challenges_that_lead_nowhere;
    path: ("/.well-known/oauth-protected-resource", "challenge/relative-metadata-url"),
    relative_path: (".well-known/oauth-protected-resource", "challenge/relative-metadata-url"),
    ftp: ("ftp://mcp.test/meta", "challenge/bad-metadata-url"),
    no_host: ("https://", "challenge/bad-metadata-url"),
    empty: ("", "challenge/bad-metadata-url"),
}

fn challenges_that_could_be_better(challenge: &str, codes: &[&str]) {
    let sound = [
        (RESOURCE, Document(resource())),
        ("https://cdn.test/meta", Document(resource())),
        (SERVER, Document(server())),
    ];
    let world = site(challenge, &sound);
    assert_sound(&world);
    assert_eq!(warnings(&world), codes, "{challenge}");
}

rows! { challenges_that_could_be_better;
    error_without_a_token: (&format!("{}, error=\"invalid_token\"", bearer()), &["challenge/error-without-token"]),
    offline_access: (&format!("{}, scope=\"a offline_access\"", bearer()), &["challenge/offline-access"]),
    misspelt: ("Bearer resource_metadata_url=\"https://x.test/\"", &["challenge/misspelt-parameter"]),
    plain_http: (&bearer().replace("https://mcp", "http://mcp"), &["challenge/http-metadata-url"]),
    basic_as_well: (&format!("Basic realm=\"x\", {}", bearer()), &[]),
    elsewhere: ("Bearer resource_metadata=\"https://cdn.test/meta\"", &["challenge/metadata-url-elsewhere"]),
}

fn a_hidden_challenge_is_not_a_missing_one(exposes: &'static str, code: &str) {
    let mut cors = open_cors();
    cors.expose = vec!["access-control-expose-headers"];
    let world = World::run(options(URL), cors, move |request| {
        match request.url.as_str() {
            RESOURCE => json_reply(200, &resource()),
            SERVER => json_reply(200, &server()),
            _ => Answer::Reply(Reply {
                status: 401,
                headers: vec![("access-control-expose-headers", exposes.into())],
                body: String::new(),
                open: false,
            }),
        }
    });
    assert_sound(&world);
    assert_eq!(warnings(&world), [code]);
}

rows! { a_hidden_challenge_is_not_a_missing_one;
    not_exposed: ("Mcp-Session-Id", "challenge/header-unreadable"),
    exposed: ("Mcp-Session-Id, WWW-Authenticate", "challenge/missing"),
    all_exposed: ("*", "challenge/missing"),
}

fn challenges_with_another_status(status: u16) {
    let world = World::run(options(URL), open_cors(), move |_| {
        challenged(status, "Bearer")
    });
    assert_code(&world, "challenge/wrong-status");
}

fn challenged(status: u16, challenge: &str) -> Answer {
    Answer::Reply(Reply {
        status,
        headers: vec![("www-authenticate", challenge.into())],
        body: String::new(),
        open: false,
    })
}

rows! { challenges_with_another_status;
    bad_request: (400),
    forbidden: (403),
    not_found: (404),
}

fn refusals_that_are_no_401(refuse: fn(&str) -> Answer, code: &str) {
    assert_code(&guarded("Bearer realm=\"x\"", &[], refuse), code);
}

fn rpc_error(code: i64, message: &str) -> Answer {
    let error = json!({"code": code, "message": message});
    json_reply(200, &json!({"jsonrpc": "2.0", "id": null, "error": error}))
}

rows! { refusals_that_are_no_401;
    forbidden: (|_| json_reply(403, &json!({"error": "Unauthorized"})), "challenge/wrong-status"),
    bad_request: (|_| json_reply(400, &json!({"message": "Missing authorization header"})), "challenge/wrong-status"),
    rpc_error_with_success: (|_| rpc_error(-32001, "Unauthorized"), "challenge/error-with-success"),
    error_with_success: (|_| json_reply(200, &json!({"error": "authentication required"})), "challenge/error-with-success"),
    about_something_else: (|_| rpc_error(-32602, "no such revision"), "session/initialize-refused"),
}

fn pages_behind_a_redirect(to: &'static str, code: &str) {
    let world = World::run(options(URL), open_cors(), move |_| {
        Answer::Reply(Reply {
            status: 200,
            headers: vec![
                ("content-type", "text/html".into()),
                (REDIRECTED, to.into()),
            ],
            body: "<html>".into(),
            open: false,
        })
    });
    assert_code(&world, code);
}

rows! { pages_behind_a_redirect;
    login: ("https://mcp.test/login?next=%2Fmcp", "challenge/login-redirect"),
    welcome: ("https://mcp.test/welcome", "endpoint/html-page"),
}

/// A 403 is about a token where the metadata says that there are tokens.
fn bare_403(lies: &[(&'static str, Lies)], code: &str) {
    let forbidden = |_: &str| json_reply(403, &json!({}));
    assert_code(&guarded("", lies, forbidden), code);
}

rows! { bare_403;
    with_metadata: (&[(RESOURCE, Document(resource()))], "challenge/wrong-status"),
    without_metadata: (&[], "endpoint/forbidden"),
}

#[test]
fn a_late_401_opens_the_steps_again() {
    let world = World::run(options(URL), open_cors(), |request: &Request| {
        match (request.url.as_str(), method(request).as_str()) {
            (RESOURCE, _) => json_reply(200, &resource()),
            (SERVER, _) => json_reply(200, &server()),
            (_, "tools/list") => challenged(401, &bearer()),
            _ => legacy(request),
        }
    });
    assert_sound(&world);
    assert_eq!(world.status(Step::Session), Status::Pass);
    assert_eq!(warnings(&world), ["challenge/late"]);
    let opened: Vec<_> = Step::SIGN_IN
        .map(|step| world.run.recording().step_state(step).reason.clone())
        .to_vec();
    assert!(!opened.contains(&Some(Reason::OpenServer)), "{opened:?}");
}

#[test]
fn a_token_that_was_entered_is_refused_and_nothing_is_looked_up() {
    let mut given = options(URL);
    given.bearer = Some("t".into());
    let world = World::run(given, open_cors(), |request: &Request| {
        assert_eq!(request.method, "POST");
        challenged(401, &bearer())
    });
    assert_code(&world, "token/refused");
}

/// Headers that name a tenant let nobody in: the server asks for a token, and the page signs in.
fn a_header_that_is_no_credential_is_sent_along_while_signing_in(name: &str, code: &str) {
    let mut given = options(URL);
    given.headers = vec![(name.into(), "acme".into())];
    let mut cors = open_cors();
    let allowed = cors.allow_headers.get_or_insert_default();
    allowed.extend(["x-tenant", "x-api-key"]);
    let world = World::run(given, cors, |request: &Request| {
        match request.url.as_str() {
            URL => challenged(401, &bearer()),
            RESOURCE => json_reply(200, &resource()),
            _ => json_reply(200, &server()),
        }
    });
    assert_eq!(report(&world).code.as_deref(), Some(code));
    let mut elsewhere = world.sent.iter().filter(|request| request.url != URL);
    assert!(elsewhere.all(|request| request.headers.get(name).is_none()));
}

rows! { a_header_that_is_no_credential_is_sent_along_while_signing_in;
    tenant: ("x-tenant", "registration/needs-consent"),
    api_key: ("x-api-key", "token/refused"),
    authorization: ("authorization", "token/refused"),
}

#[test]
fn where_nobody_can_sign_in_a_header_was_the_credential() {
    let mut given = options(URL);
    given.headers = vec![("x-tenant".into(), "acme".into())];
    let mut cors = open_cors();
    cors.allow_headers.get_or_insert_default().push("x-tenant");
    let world = World::run(given, cors, |request: &Request| {
        let status = if request.url == URL { 401 } else { 404 };
        json_reply(status, &json!({"error": "no"}))
    });
    assert_code(&world, "token/refused");
}
