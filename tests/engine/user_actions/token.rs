//! Step 10: the exchange of the code, and what the server makes of the token.

use super::*;

fn token_endpoints_that_fail(token: Serve, word: &str) {
    let play = Play {
        token,
        ..Play::default()
    };
    let world = signed_in(play, Registration::Dynamic);
    assert_code(&world, &format!("token/{word}"));
    assert_eq!(posts(&world, "https://auth.test/t/token").len(), 1);
}

rows! { token_endpoints_that_fail;
    cannot_be_read: (|_| unreadable(), "unreadable"),
    invalid_grant: (|_| refusal(400, "invalid_grant"), "invalid-grant"),
    invalid_client: (|_| refusal(401, "invalid_client"), "invalid-client"),
    invalid_request: (|_| refusal(400, "invalid_request"), "invalid-request"),
    invalid_target: (|_| refusal(400, "invalid_target"), "invalid-target"),
    invalid_scope: (|_| refusal(400, "invalid_scope"), "invalid-scope"),
    unauthorized_client: (|_| refusal(400, "unauthorized_client"), "unauthorized-client"),
    unsupported_grant_type: (|_| refusal(400, "unsupported_grant_type"), "unsupported-grant-type"),
    unknown_error: (|_| refusal(400, "something_else"), "exchange-refused"),
    server_error: (|_| refusal(500, "server_error"), "server-error"),
    bad_gateway_page: (|_| text_reply(502, "text/html", "<p>"), "server-error"),
    not_found_page: (|_| text_reply(404, "text/html", "<p>"), "exchange-refused"),
    error_with_success: (|_| refusal(200, "invalid_grant"), "error-with-success"),
    page: (|_| text_reply(200, "text/html", "<p>"), "not-json"),
    no_token: (|_| json_reply(200, &json!({"token": "x"})), "access-token-missing"),
    dpop: (|_| { json_reply(200, &json!({"access_token": "opaque", "token_type": "DPoP"})) }, "not-bearer"),
}

/// Signed in to a server whose token no page may read.
fn unreadable_token() -> World {
    let play = Play {
        token: |_| unreadable(),
        ..Play::default()
    };
    signed_in(play, Registration::Dynamic)
}

fn bring_a_token(world: &mut World) {
    let body = json!({"access_token": jwt(&json!({})), "token_type": "Bearer"}).to_string();
    act(world, UserAction::TokenResponsePasted { body });
}

#[test]
fn an_answer_that_no_page_may_read_can_be_brought() {
    let mut world = unreadable_token();
    assert_code(&world, "token/unreadable");
    // The code is used up; the next one is not.
    open(&mut world);
    come_back(&mut world, &sound_answer());
    assert_code(&world, "token/unreadable");
    assert_eq!(posts(&world, "https://auth.test/t/token").len(), 1);
    bring_a_token(&mut world);
    assert_healthy(&world);
}

/// A code is good for one attempt: that of the next sign-in is left to the user.
#[test]
fn the_request_for_an_answer_that_no_page_may_read_is_owed() {
    let mut world = unreadable_token();
    let answer = sound_answer().replace(CODE, "c0de-again-0a1b2c3d");
    open(&mut world);
    come_back(&mut world, &answer);
    assert_code(&world, "token/unreadable");
    assert_eq!(posts(&world, "https://auth.test/t/token").len(), 1);
    let flow = world.run.auth_options().unwrap().flow.unwrap();
    let owed = sign_in::token::manual_token_request(world.run.recording(), &flow).unwrap();
    let form = ["?", &owed.body.unwrap()].concat();
    let sent = |name: &str| parameter(&form, name);
    assert_eq!(sent("code").as_deref(), Some("c0de-again-0a1b2c3d"));
    assert_eq!(sent("code_verifier").as_deref(), Some(VERIFIER));
    bring_a_token(&mut world);
    assert_healthy(&world);
}

fn a_token_that_the_server_refuses(token: Serve, mcp: Serve, word: &str) {
    let play = Play {
        token,
        mcp,
        ..Play::default()
    };
    let world = signed_in(play, Registration::Dynamic);
    assert_code(&world, &format!("token/{word}"));
}

fn invalid_token(_: &Request) -> Answer {
    challenge(401, "error=\"invalid_token\"")
}

rows! { a_token_that_the_server_refuses;
    sound: (|_| issue(json!({})), invalid_token, "not-accepted"),
    other_audience: (|_| issue(json!({"aud": "https://other.test/mcp"})), invalid_token, "not-accepted"),
    out_of_date: (|_| issue(json!({"exp": 1_500_000_000})), invalid_token, "expired"),
    not_yet_valid: (|_| issue(json!({"nbf": 1_999_999_999})), invalid_token, "not-yet-valid"),
    forbidden: (|_| issue(json!({})), |_| text_reply(403, "text/plain", "no"), "not-accepted"),
}

#[test]
fn a_token_that_does_not_reach_far_enough() {
    let narrow = |request: &Request| match method(request).as_str() {
        "tools/list" => challenge(403, "error=\"insufficient_scope\", scope=\"mcp:tools\""),
        _ => modern(request),
    };
    let mut world = signed_in(
        Play {
            mcp: narrow,
            ..Play::default()
        },
        Registration::Dynamic,
    );
    for round in 1..=2 {
        assert_waits(&world, Step::Token, "token/step-up");
        assert_eq!(world.status(Step::Session), Status::Pass, "{round}");
        let scope = world.run.auth_options().unwrap().scope.value;
        assert_eq!(scope.as_deref(), Some("mcp:read mcp:tools"));
        open(&mut world);
        come_back(&mut world, &sound_answer());
    }
    assert_code(&world, "token/step-up-without-end");
    assert_eq!(posts(&world, "https://auth.test/t/token").len(), 3);
}

#[test]
fn a_server_whose_preflight_forbids_the_token() {
    let mut world = Play::default().world();
    become_known(&mut world, Registration::Dynamic);
    open(&mut world);
    world.cors.allow_headers = Some(vec!["content-type", "mcp-protocol-version", "mcp-method"]);
    come_back(&mut world, &sound_answer());
    let (step, fault) = world.fault().unwrap();
    assert_eq!(step, Step::Cors);
    assert_eq!(fault["headers"], json!(["authorization"]));
    assert_eq!(world.status(Step::Authorization), Status::Pass);
    assert_eq!(world.status(Step::Token), Status::Unreached);
}

#[test]
fn a_refresh_token_is_tried_on_demand_only() {
    let token = |request: &Request| match request.body.as_deref().unwrap_or_default() {
        body if body.contains("grant_type=refresh_token") => refusal(400, "invalid_grant"),
        _ => issue(json!({})),
    };
    let mut world = signed_in(
        Play {
            token,
            ..Play::default()
        },
        Registration::Dynamic,
    );
    assert_healthy(&world);
    assert_eq!(posts(&world, "https://auth.test/t/token").len(), 1);
    assert!(world.run.auth_options().unwrap().can_refresh);
    act(&mut world, UserAction::Refresh);
    assert_healthy(&world);
    let [_, refresh] = posts(&world, "https://auth.test/t/token")[..] else {
        panic!("a second one")
    };
    let form = ["?", refresh.body.as_deref().unwrap()].concat();
    let sent = parameter(&form, "refresh_token");
    assert_eq!(sent.as_deref(), Some("r3fresh-9f86d081884c7d65"));
}

#[test]
fn a_token_that_was_refused_can_be_asked_for_again() {
    let mcp = |request: &Request| {
        let token = request.headers.get("authorization").unwrap_or_default();
        match token.contains(&jwt(&json!({}))) {
            true => modern(request),
            false => challenge(401, "error=\"invalid_token\""),
        }
    };
    let token = |request: &Request| match request.body.as_deref() {
        Some(body) if body.contains("second") => issue(json!({})),
        _ => issue(json!({"aud": "https://other.test"})),
    };
    let mut world = signed_in(
        Play {
            token,
            mcp,
            ..Play::default()
        },
        Registration::Dynamic,
    );
    assert_code(&world, "token/not-accepted");
    open(&mut world);
    come_back(&mut world, &sound_answer().replace(CODE, "second"));
    assert_healthy(&world);
}
