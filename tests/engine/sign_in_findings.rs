//! What is said about a sign-in beside the verdict: by servers that could do better, and by sound ones.

use faultfinder::redact::Redacted;
use faultfinder::report::Report;
use faultfinder::trace::user_action::{Registration, UserAction};
use faultfinder::trace::wire::Request;
use serde_json::{Value, json};

use crate::faults::unfilled;
use crate::reports::sound;
use crate::user_actions::{
    CODE, ISSUER, Play, STATE, Serve, act, challenge, come_back, issue, jwt, open, refusal,
    register_client, signed_in, sound_answer, unreadable,
};
use crate::world::{Answer, World, json_reply, method, modern};

/// The report, held against everything that is true of all reports.
fn report(world: &World) -> Redacted<Report> {
    let report = sound(world.run.transcript());
    for finding in &report.findings {
        for text in [&finding.title, &finding.what_happened, &finding.how_to_fix] {
            assert_eq!(unfilled(text), None, "{text}");
        }
        assert_ne!(finding.code, "endpoint/redirected");
    }
    report
}

/// What is said about steps 8 to 10.
#[track_caller]
fn assert_says(world: &World, expected: &[&str]) {
    let report = report(world);
    let codes = report.findings.iter().map(|finding| finding.code);
    let of_sign_in = |code: &&str| {
        let area = code.split('/').next();
        matches!(area, Some("registration" | "authorization" | "token"))
    };
    assert_eq!(codes.filter(of_sign_in).collect::<Vec<_>>(), expected);
}

/// What happened, by the finding with this code.
#[track_caller]
fn told(world: &World, code: &str) -> String {
    let report = report(world);
    let mut findings = report.findings.iter();
    let finding = findings.find(|finding| finding.code == code);
    finding
        .unwrap_or_else(|| panic!("{code} is not said"))
        .what_happened
        .clone()
}

/// An authorization server that does everything as the newest revision wants it.
fn newest() -> Value {
    let mut server = Play::default().server;
    server["client_id_metadata_document_supported"] = true.into();
    server
}

#[test]
fn sound_servers_are_left_alone() {
    let play = Play {
        server: newest(),
        ..Play::default()
    };
    assert_says(&signed_in(play, Registration::Dynamic), &[]);
    // Whose id the played token has.
    let token = |_: &Request| issue(json!({"client_id": "https://page.test/oauth/client.json"}));
    let play = Play {
        server: newest(),
        token,
        ..Play::default()
    };
    assert_says(&signed_in(play, Registration::MetadataDocument), &[]);
    let world = signed_in(Play::default(), Registration::Dynamic);
    assert_says(&world, &["registration/dynamic-deprecated"]);
}

fn registrations_that_could_be_better(register: Serve, expected: &[&str]) {
    let play = Play {
        server: newest(),
        register,
        ..Play::default()
    };
    assert_says(&signed_in(play, Registration::Dynamic), expected);
}

rows! { registrations_that_could_be_better;
    status_200: (|_| json_reply(200, &json!({"client_id": "c-1"})), &["registration/not-201"]),
    other_redirect: (
        |_| {
            json_reply(
                201,
                &json!({"client_id": "c-1", "redirect_uris": ["https://page.test/"]}),
            )
        },
        &["registration/changed"],
    ),
    no_refresh_tokens: (
        |_| {
            json_reply(
                201,
                &json!({"client_id": "c-1", "grant_types": ["authorization_code"]}),
            )
        },
        &["registration/changed"],
    ),
    secret_that_never_expires: (|_| secret(0), &["registration/secret-for-public-client"]),
    // In ten years.
    secret_for_ten_years: (|_| secret(2_111_000_000), &["registration/secret-for-public-client"]),
    secret_for_a_month: (
        |_| secret(1_795_435_200 + 30 * 86_400),
        &[
            "registration/secret-for-public-client",
            "registration/expires",
        ],
    ),
    secret_that_has_expired: (
        |_| secret(1_500_000_000),
        &[
            "registration/secret-for-public-client",
            "registration/expires",
        ],
    ),
    // Nothing that expires.
    nothing_that_expires: (
        |_| {
            json_reply(
                201,
                &json!({"client_id": "c-1", "client_secret_expires_at": 1_795_000_000}),
            )
        },
        &[],
    ),
}

fn secret(expires_at: i64) -> Answer {
    let client = json!({"client_id": "c-1", "client_secret": "s3cret-of-c-1-9f86d081",
        "client_secret_expires_at": expires_at, "token_endpoint_auth_method": "client_secret_post"});
    json_reply(201, &client)
}

#[test]
fn an_answer_without_iss() {
    let mut server = newest();
    server["authorization_response_iss_parameter_supported"] = Value::Null;
    let play = || Play {
        server: server.clone(),
        ..Play::default()
    };
    let all = |world: &World| -> Vec<&'static str> {
        report(world).findings.iter().map(|one| one.code).collect()
    };
    let mut world = play().world();
    register_client(&mut world, Registration::Dynamic);
    open(&mut world);
    assert!(all(&world).contains(&"authorization-server/no-iss-parameter"));
    come_back(&mut world, &format!("code={CODE}&state={STATE}"));
    assert_says(&world, &["authorization/iss-not-sent"]);
    // Said once.
    assert!(!all(&world).contains(&"authorization-server/no-iss-parameter"));
    // It is sent, and not promised.
    let world = signed_in(play(), Registration::Dynamic);
    assert_says(&world, &[]);
    assert!(all(&world).contains(&"authorization-server/no-iss-parameter"));
}

fn tokens_that_could_be_better(token: Serve, expected: &[&str]) {
    let play = Play {
        server: newest(),
        token,
        ..Play::default()
    };
    assert_says(&signed_in(play, Registration::Dynamic), expected);
}

rows! { tokens_that_could_be_better;
    no_audience: (|_| issue(json!({"aud": null})), &["token/audience-missing"]),
    other_audience: (|_| issue(json!({"aud": "https://other.test/mcp"})), &["token/audience-other"]),
    audience_among_others: (|_| issue(json!({"aud": ["https://mcp.test/v1/mcp", "account"]})), &[]),
    other_issuer: (|_| issue(json!({"iss": "https://auth.test"})), &["token/issuer-other"]),
    other_client: (|_| issue(json!({"client_id": "c-2"})), &["token/client-other"]),
    expired: (|_| issue(json!({"exp": 1_500_000_000})), &["token/clock-skew"]),
    not_yet_valid: (|_| issue(json!({"nbf": 1_999_999_999})), &["token/clock-skew"]),
    issued_later: (|_| issue(json!({"iat": 1_795_999_999})), &["token/clock-skew"]),
    no_expiry: (|_| issue(json!({"exp": null})), &["token/expiry-missing"]),
    other_scope: (|_| issue(json!({"scope": "other"})), &["token/scope-narrowed"]),
    other_scope_beside_the_token: (|_| answer(&json!({"scope": "other"})), &["token/scope-narrowed"]),
    long_lived: (|_| answer(&json!({"expires_in": 30 * 86_400})), &["token/long-lived"]),
    no_refresh: (|_| answer(&json!({"refresh_token": null})), &["token/no-refresh"]),
    opaque: (|_| answer(&json!({"access_token": "opaque-9f86d081884c7d65"})), &["token/opaque"]),
    opaque_without_expiry: (
        |_| answer(&json!({"access_token": "opaque-9f86d081884c7d65", "expires_in": null})),
        &["token/expiry-missing", "token/opaque"],
    ),
}

/// The answer to a sound exchange, but for these members.
fn answer(changed: &Value) -> Answer {
    let mut members = json!({"access_token": jwt(&json!({})), "token_type": "Bearer",
        "expires_in": 3600, "refresh_token": "r3fresh-9f86d081884c7d65"});
    for (name, value) in changed.as_object().unwrap() {
        members[name] = value.clone();
    }
    json_reply(200, &members)
}

/// Signed in with this token, which the server then refuses.
fn refused(token: Serve, mcp: Serve) -> World {
    let play = Play {
        server: newest(),
        token,
        mcp,
        ..Play::default()
    };
    signed_in(play, Registration::Dynamic)
}

/// One cause, one finding: what the token says is told with the refusal.
fn a_refusal_tells_what_the_token_says(token: Serve, mcp: Serve, code: &str, parts: &[&str]) {
    let world = refused(token, mcp);
    assert_says(&world, &[code]);
    let text = told(&world, code);
    for part in parts {
        assert!(text.contains(part), "{text}");
    }
}

fn wrong_audience(_: &Request) -> Answer {
    let parameters = "error=\"invalid_token\", error_description=\"wrong audience\"";
    challenge(401, parameters)
}

rows! { a_refusal_tells_what_the_token_says;
    other_audience_and_issuer: (
        |_| issue(json!({"aud": "https://other.test/mcp", "iss": "https://old.test"})),
        wrong_audience,
        "token/not-accepted",
        &[
            "returned 401",
            "`invalid_token: wrong audience`",
            "its `aud` is `https://other.test/mcp`, expected `https://mcp.test/v1/mcp`",
            &format!("its `iss` is `https://old.test`, expected `{ISSUER}`"),
        ],
    ),
    opaque: (
        |_| answer(&json!({"access_token": "opaque-9f86d081884c7d65"})),
        |_| json_reply(401, &json!({})),
        "token/not-accepted",
        &["cannot be read here", "opaque"],
    ),
    out_of_date: (
        |_| issue(json!({"exp": 1_795_435_200 - 7_200})),
        wrong_audience,
        "token/expired",
        &["2 hours before"],
    ),
}

#[test]
fn an_answer_that_was_pasted_is_told_apart() {
    let play = Play {
        server: newest(),
        token: |_| unreadable(),
        ..Play::default()
    };
    let mut world = signed_in(play, Registration::Dynamic);
    assert_says(&world, &["token/unreadable"]);
    // A body alone does not say with which status it came.
    let body = json!({"error": "invalid_grant"}).to_string();
    act(&mut world, UserAction::TokenResponsePasted { body });
    assert_says(&world, &["token/invalid-grant", "token/pasted"]);
    let text = told(&world, "token/invalid-grant");
    assert!(text.contains("as you pasted: `invalid_grant`"), "{text}");
    let body = json!({"access_token": jwt(&json!({})), "token_type": "Bearer",
        "refresh_token": "r3fresh-9f86d081884c7d65"});
    act(
        &mut world,
        UserAction::TokenResponsePasted {
            body: body.to_string(),
        },
    );
    assert_says(&world, &["token/pasted"]);
}

/// This answer to a refresh, and a sound one to the exchange.
fn on_refresh(request: &Request, answer: Answer) -> Answer {
    match request.body.as_deref().unwrap_or_default() {
        body if body.contains("grant_type=refresh_token") => answer,
        _ => issue(json!({})),
    }
}

fn refresh_tokens(token: Serve, registration: Registration, expected: &[&str]) {
    let play = Play {
        server: newest(),
        token,
        ..Play::default()
    };
    let mut world = signed_in(play, registration);
    act(&mut world, UserAction::Refresh);
    assert_says(&world, expected);
}

rows! { refresh_tokens;
    refused_again: (
        |request| on_refresh(request, refusal(400, "invalid_grant")),
        Registration::Dynamic,
        &["token/refresh-refused"],
    ),
    unreadable_again: (
        |request| on_refresh(request, unreadable()),
        Registration::Dynamic,
        &["token/refresh-refused"],
    ),
    same_again: (
        |request| on_refresh(request, issue(json!({}))),
        Registration::Dynamic,
        &["token/refresh-not-rotated"],
    ),
    none_again: (
        |request| on_refresh(request, answer(&json!({"refresh_token": null}))),
        Registration::Dynamic,
        &["token/refresh-not-rotated"],
    ),
    another_one: (
        |request| {
            on_refresh(
                request,
                answer(&json!({"refresh_token": "an0ther-9f86d081884c"})),
            )
        },
        Registration::Dynamic,
        &[],
    ),
    // A secret protects it.
    none_again_for_a_secret: (
        |request| on_refresh(request, answer(&json!({"refresh_token": null}))),
        Registration::PreRegistered,
        &["token/client-other"],
    ),
}

/// Lists no tools without a token that reaches further.
fn narrow_list(request: &Request, parameters: &str) -> Answer {
    let parameters = format!("error=\"insufficient_scope\"{parameters}");
    match method(request).as_str() {
        "tools/list" => challenge(403, &parameters),
        _ => modern(request),
    }
}

fn challenges_for_more_scope(mcp: Serve, expected: &[&str]) {
    let play = Play {
        server: newest(),
        mcp,
        ..Play::default()
    };
    assert_says(&signed_in(play, Registration::Dynamic), expected);
}

rows! { challenges_for_more_scope;
    whole: (
        |request| {
            narrow_list(
                request,
                ", scope=\"mcp:tools\", resource_metadata=\"https://mcp.test/meta\"",
            )
        },
        &["token/step-up"],
    ),
    without_metadata_url: (
        |request| narrow_list(request, ", scope=\"mcp:tools\""),
        &["token/insufficient-scope-shape", "token/step-up"],
    ),
}

#[test]
fn what_the_window_showed_is_narrowed_down() {
    let candidates = |registration: Registration| -> Vec<&'static str> {
        let play = Play {
            server: newest(),
            ..Play::default()
        };
        let mut world = play.world();
        register_client(&mut world, registration);
        open(&mut world);
        act(&mut world, UserAction::NoCallback);
        let report = report(&world);
        let finding = report
            .findings
            .iter()
            .find(|one| one.code == "authorization/no-answer");
        let candidates = &finding.expect("a finding").candidates;
        assert!(candidates.iter().all(|one| one.settle.starts_with("curl ")));
        candidates.iter().map(|one| one.code).collect()
    };
    assert_eq!(
        candidates(Registration::MetadataDocument)[0],
        "authorization/document-refused"
    );
    let entered = candidates(Registration::PreRegistered);
    assert_eq!(entered[0], "authorization/redirect-not-registered");
    assert!(!entered.contains(&"authorization/document-refused"));
}

/// A page on one's own computer needs no encryption.
fn a_page_without_encryption(origin: &str, expected: &[&str]) {
    let world = Play::default().world();
    let mut transcript = world.run.transcript().clone();
    let page = transcript.environment.as_mut().expect("an environment");
    page.page_origin = origin.to_owned();
    let report = sound(&transcript);
    let codes = report.findings.iter().map(|finding| finding.code);
    let codes = codes.filter(|code| code.starts_with("registration/"));
    assert_eq!(codes.collect::<Vec<_>>(), expected);
}

rows! { a_page_without_encryption;
    elsewhere: ("http://tools.example:8080", &["registration/insecure-redirect", "registration/needs-consent"]),
    on_this_machine: ("http://localhost:4117", &["registration/needs-consent"]),
    encrypted: ("https://tools.example", &["registration/needs-consent"]),
}

/// A server's metadata must not smuggle a command into a terminal.
#[test]
fn addresses_in_commands_are_quoted() {
    let mut server = newest();
    server["token_endpoint"] = "https://auth.test/t';id;'".into();
    let mut world = Play {
        server,
        ..Play::default()
    }
    .world();
    register_client(&mut world, Registration::MetadataDocument);
    open(&mut world);
    world.cors.allow_origin = false;
    come_back(&mut world, &sound_answer());
    let report = report(&world);
    assert_eq!(report.code.as_deref(), Some("token/unreadable"));
    for finding in &report.findings {
        assert!(
            !finding.how_to_fix.contains("';id;'"),
            "{}",
            finding.how_to_fix
        );
    }
}
