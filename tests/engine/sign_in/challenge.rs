//! Step 5: what a refusal says, and what it leads to.

use super::*;

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
    for (codes, code) in table {
        let world = site(&format!("Bearer resource_metadata=\"{codes}\""), &[]);
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
    let codes = |challenge: &str, codes: &[&str]| {
        let world = site(challenge, &sound);
        assert_sound(&world);
        assert_eq!(warnings(&world), codes, "{challenge}");
    };
    let bearer = bearer();
    codes(
        &format!("{bearer}, error=\"invalid_token\""),
        &["challenge/error-without-token"],
    );
    codes(
        &format!("{bearer}, scope=\"a offline_access\""),
        &["challenge/offline-access"],
    );
    codes(
        "Bearer resource_metadata_url=\"https://x.test/\"",
        &["challenge/misspelt-parameter"],
    );
    codes(
        &bearer.replace("https://mcp", "http://mcp"),
        &["challenge/http-metadata-url"],
    );
    codes(&format!("Basic realm=\"x\", {bearer}"), &[]);
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
        Answer::Reply(Reply {
            status: 401,
            headers: vec![("www-authenticate", bearer())],
            body: String::new(),
            open: false,
        })
    });
    assert_code(&world, "token/refused");
}

/// Headers that name a tenant let nobody in: the server asks for a token, and the page signs in.
#[test]
fn a_header_that_is_no_credential_is_sent_along_while_signing_in() {
    for (name, code) in [
        ("x-tenant", "registration/needs-consent"),
        ("x-api-key", "token/refused"),
        ("authorization", "token/refused"),
    ] {
        let mut given = options(URL);
        given.headers = vec![(name.into(), "acme".into())];
        let mut cors = open_cors();
        cors.allow_headers
            .get_or_insert_default()
            .extend(["x-tenant", "x-api-key"]);
        let world = World::run(given, cors, |request: &Request| {
            match request.url.as_str() {
                URL => Answer::Reply(Reply {
                    status: 401,
                    headers: vec![("www-authenticate", bearer())],
                    body: String::new(),
                    open: false,
                }),
                RESOURCE => json_reply(200, &resource()),
                _ => json_reply(200, &server()),
            }
        });
        assert_eq!(report(&world).code.as_deref(), Some(code), "{name}");
        let elsewhere = world.sent.iter().filter(|request| request.url != URL);
        assert!(
            elsewhere
                .clone()
                .all(|request| request.headers.get(name).is_none())
        );
    }
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
