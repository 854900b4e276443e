//! What a client sends, and what comes back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use faultfinder::protocol::mcp::revision::Revision;
use faultfinder::protocol::oauth::authorization::{self, Parameter, Request};
use faultfinder::protocol::oauth::callback::{self, CallbackOutcome, Expected};
use faultfinder::protocol::oauth::registration::{self, Registered};
use faultfinder::protocol::oauth::scope::{self, Scope, Source};
use faultfinder::protocol::oauth::token::{self, Client, Exchange, Method, Refusal, Token};
use faultfinder::protocol::oauth::{NotADocument, pkce};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn pkce_is_that_of_the_rfc() {
    // RFC 7636, appendix B.
    let random = [
        116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37,
        77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
    ];
    let verifier = pkce::verifier(&random);
    assert_eq!(verifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(
        pkce::challenge(&verifier),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    );
}

#[test]
fn the_first_scope_is_chosen_by_the_revision() {
    let supported = ["a".to_owned(), "b".to_owned()];
    let new = Revision::V2025_11_25;
    let old = Revision::V2025_06_18;
    let table = [
        (
            new,
            None,
            Some("c  d"),
            Some(&supported),
            Some("c d"),
            Source::Challenge,
        ),
        (
            new,
            None,
            None,
            Some(&supported),
            Some("a b"),
            Source::ResourceMetadata,
        ),
        (new, None, Some(" "), None, None, Source::Unspecified),
        (
            new,
            Some("x"),
            Some("c"),
            Some(&supported),
            Some("x"),
            Source::Entered,
        ),
        (
            new,
            Some(""),
            Some("c"),
            Some(&supported),
            None,
            Source::Entered,
        ),
        (old, None, None, Some(&supported), None, Source::Unspecified),
        (
            old,
            None,
            Some("c"),
            Some(&supported),
            Some("c"),
            Source::Challenge,
        ),
    ];
    for (revision, entered, challenge, supported, value, source) in table {
        let supported = supported.map(|list| list.as_slice());
        let chosen = scope::choose(revision, entered, challenge, supported);
        assert_eq!((chosen.value.as_deref(), chosen.source), (value, source));
    }
}

#[test]
fn a_step_up_adds_scopes_or_replaces_them() {
    assert_eq!(scope::step_up(Revision::V2026_07_28, "a b", "b c"), "a b c");
    assert_eq!(scope::step_up(Revision::V2025_11_25, "a b", "b c"), "b c");
    assert_eq!(scope::missing("a b c", "c a"), ["b"]);
}

fn parameters(scope: &Scope) -> Vec<Parameter> {
    authorization::parameters(&Request {
        client_id: "https://page.test/oauth/client.json",
        redirect_uri: "https://page.test/oauth/callback",
        scope,
        state: "s t",
        verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        resource: (
            "https://mcp.test/mcp",
            authorization::Source::ResourceMetadata,
        ),
    })
}

#[test]
fn the_authorization_request_in_its_parts() {
    let scope = scope::choose(Revision::V2026_07_28, None, Some("mcp:read"), None);
    let sources: Vec<_> = parameters(&scope)
        .into_iter()
        .map(|parameter| (parameter.name, parameter.source))
        .collect();
    use authorization::Source::*;
    assert_eq!(
        sources,
        [
            ("response_type", Protocol),
            ("client_id", Registration),
            ("redirect_uri", Page),
            ("scope", Challenge),
            ("state", Random),
            ("code_challenge", Verifier),
            ("code_challenge_method", Protocol),
            ("resource", ResourceMetadata),
        ]
    );
    let none = Scope {
        value: None,
        source: Source::Unspecified,
    };
    assert!(
        parameters(&none)
            .iter()
            .all(|parameter| parameter.name != "scope")
    );
}

#[test]
fn the_authorization_url_keeps_what_the_endpoint_has() {
    let scope = Scope {
        value: None,
        source: Source::Unspecified,
    };
    let short = &parameters(&scope)[..1];
    let table = [
        (
            "https://a.test/authorize",
            Some("https://a.test/authorize?response_type=code"),
        ),
        (
            "https://a.test/authorize?p=1",
            Some("https://a.test/authorize?p=1&response_type=code"),
        ),
        (
            "https://a.test/authorize?",
            Some("https://a.test/authorize?response_type=code"),
        ),
        (
            "https://a.test/#x",
            Some("https://a.test/?response_type=code"),
        ),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("/authorize", None),
    ];
    for (endpoint, expected) in table {
        assert_eq!(
            authorization::url(endpoint, short).as_deref(),
            expected,
            "{endpoint}"
        );
    }
    let url = authorization::url("https://a.test/authorize", &parameters(&scope)).unwrap();
    assert!(url.contains("&state=s+t&"), "{url}");
    assert!(
        url.ends_with("&resource=https%3A%2F%2Fmcp.test%2Fmcp"),
        "{url}"
    );
}

/// The table of RFC 9207 and what stands before and behind it.
#[test]
fn a_callback_is_believed_or_not() {
    let code = |without_iss| CallbackOutcome::Code {
        code: "c 1".into(),
        without_iss,
    };
    let refused = CallbackOutcome::Refused {
        error: "access_denied".into(),
        description: Some("no & never".into()),
    };
    let wrong = CallbackOutcome::IssMismatch {
        actual: "https://evil.test".into(),
    };
    let table = [
        (
            true,
            "?code=c+1&state=s&iss=https%3A%2F%2Fa.test",
            code(false),
        ),
        (true, "?code=c%201&state=s", CallbackOutcome::IssMissing),
        (true, "?code=c&state=s&iss=https://evil.test", wrong.clone()),
        (false, "?code=c+1&state=s&iss=https://a.test", code(false)),
        (
            false,
            "?code=c&state=s&iss=https://evil.test",
            wrong.clone(),
        ),
        (false, "code=c%201&state=s", code(true)),
        (
            false,
            "?code=c&state=s&iss=https://a.test/",
            CallbackOutcome::IssMismatch {
                actual: "https://a.test/".into(),
            },
        ),
        (false, "?code=c", CallbackOutcome::StateMissing),
        (false, "?code=c&state=S", CallbackOutcome::StateMismatch),
        (
            false,
            "?error=access_denied&state=S&iss=https://evil.test",
            CallbackOutcome::StateMismatch,
        ),
        (
            false,
            "?error=access_denied&state=s&iss=https://evil.test",
            wrong,
        ),
        (
            true,
            "?error=access_denied&state=s",
            CallbackOutcome::IssMissing,
        ),
        (
            true,
            "?error=access_denied&error_description=no+%26+never&state=s&iss=https://a.test",
            refused,
        ),
        (false, "?state=s", CallbackOutcome::CodeMissing),
        (false, "?code=&state=s", CallbackOutcome::CodeMissing),
        (false, "#code=c&state=s", CallbackOutcome::InFragment),
        (
            false,
            "#access_token=t&state=s",
            CallbackOutcome::InFragment,
        ),
        (
            false,
            "?code=c&state=s&code=d",
            CallbackOutcome::Repeated {
                name: "code".into(),
            },
        ),
    ];
    for (sends_iss, text, verdict) in table {
        let expected = Expected {
            state: "s",
            issuer: "https://a.test",
            sends_iss,
        };
        let text = match text.starts_with(['?', '#']) {
            true => format!(" https://page.test/oauth/callback{text}\n"),
            false => text.to_owned(),
        };
        assert_eq!(callback::read(&text).check(&expected), verdict, "{text}");
    }
    assert!(callback::read("https://page.test/oauth/callback").is_empty());
}

#[test]
fn a_token_is_asked_for_by_each_method() {
    let what = Exchange {
        code: "c/1",
        redirect_uri: "https://page.test/oauth/callback",
        verifier: "v",
        resource: "https://mcp.test/mcp",
    };
    let common = "grant_type=authorization_code&code=c%2F1&redirect_uri=https%3A%2F%2Fpage.test%2Foauth%2Fcallback\
                  &code_verifier=v&resource=https%3A%2F%2Fmcp.test%2Fmcp";
    let client = |method, secret| Client {
        id: "me:1",
        secret,
        method,
    };
    let table = [
        (Method::None, None, "&client_id=me%3A1", None),
        (
            Method::Post,
            Some("p w"),
            "&client_id=me%3A1&client_secret=p+w",
            None,
        ),
        (
            Method::Basic,
            Some("p w"),
            "",
            Some(format!("Basic {}", STANDARD.encode("me%3A1:p+w"))),
        ),
    ];
    for (method, secret, more, authorization) in table {
        let form = token::exchange(&client(method, secret), &what);
        assert_eq!(form.body, format!("{common}{more}"));
        assert_eq!(form.authorization, authorization);
    }
    let form = token::refresh(&client(Method::None, None), "r", "https://mcp.test/mcp");
    assert_eq!(
        form.body,
        "grant_type=refresh_token&refresh_token=r&resource=https%3A%2F%2Fmcp.test%2Fmcp&client_id=me%3A1"
    );
}

#[test]
fn the_method_follows_the_metadata() {
    let list = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    let both = list(&["client_secret_basic", "client_secret_post"]);
    let basic = list(&["client_secret_basic"]);
    assert_eq!(Method::choose(false, Some(&basic)), Method::None);
    assert_eq!(Method::choose(true, Some(&both)), Method::Post);
    assert_eq!(Method::choose(true, Some(&basic)), Method::Basic);
    assert_eq!(Method::choose(true, None), Method::Basic);
}

#[test]
fn token_answers() {
    let refusal = |error: &str| {
        token::Answer::Refused(Refusal {
            error: error.into(),
            ..Refusal::default()
        })
    };
    let simple = Token {
        access_token: "t".into(),
        ..Token::default()
    };
    let table = [
        (
            r#"{"access_token": "t"}"#,
            token::Answer::Token(simple.clone()),
            0,
        ),
        (
            r#"{"access_token": "t", "token_type": "bEARER", "expires_in": 3600.0, "scope": "a", "refresh_token": "r"}"#,
            token::Answer::Token(Token {
                token_type: Some("bEARER".into()),
                expires_in: Some(3600),
                scope: Some("a".into()),
                refresh_token: Some("r".into()),
                ..simple.clone()
            }),
            0,
        ),
        (
            r#"{"access_token": "t", "expires_in": "60", "token_type": 1}"#,
            token::Answer::Token(Token {
                expires_in: Some(60),
                ..simple
            }),
            2,
        ),
        (r#"{"error": "invalid_grant"}"#, refusal("invalid_grant"), 0),
        (r#"{"access_token": "", "error": "x"}"#, refusal("x"), 0),
        (r#"{"id_token": "x"}"#, token::Answer::Neither, 0),
        (
            "<html>",
            token::Answer::NotADocument(NotADocument::Markup),
            0,
        ),
    ];
    for (body, expected, problems) in table {
        let (answer, found) = token::read(body.as_bytes());
        assert_eq!((answer, found.len()), (expected, problems), "{body}");
    }
    let typed = |name: &str| Token {
        token_type: Some(name.into()),
        ..Token::default()
    };
    assert!(typed("BEARER").is_bearer() && Token::default().is_bearer());
    assert!(!typed("DPoP").is_bearer());
}

#[test]
fn a_client_introduces_itself() {
    let client = |redirect_uri| registration::Client {
        name: "Faultfinder",
        uri: "https://page.test/",
        redirect_uri,
        scope: None,
    };
    let web = client("https://page.test/oauth/callback");
    assert_eq!(
        Value::Object(web.metadata()),
        json!({
            "client_name": "Faultfinder", "client_uri": "https://page.test/",
            "redirect_uris": ["https://page.test/oauth/callback"],
            "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
            "token_endpoint_auth_method": "none", "application_type": "web",
        })
    );
    for native in [
        "http://localhost:4117/oauth/callback",
        "http://127.0.0.1/cb",
        "http://[::1]:1/cb",
    ] {
        assert_eq!(client(native).application_type(), "native");
    }
    assert_eq!(
        client("https://localhost.example/cb").application_type(),
        "web"
    );
}

#[test]
fn registrations() {
    let client = registration::Client {
        name: "Faultfinder",
        uri: "https://page.test/",
        redirect_uri: "https://page.test/cb",
        scope: None,
    };
    let sent = client.metadata();
    let answer = |body: Value| registration::read(body.to_string().as_bytes(), &sent).0;
    let known = |registered| registration::Answer::Registered(registered);
    let simple = Registered {
        client_id: "c".into(),
        ..Registered::default()
    };
    assert_eq!(answer(json!({"client_id": "c"})), known(simple.clone()));
    assert_eq!(
        answer(
            json!({"client_id": "c", "client_secret": "s", "client_secret_expires_at": 0,
            "redirect_uris": ["https://other.test/cb"], "grant_types": ["authorization_code"],
            "response_types": ["code", "none"], "application_type": "native",
            "token_endpoint_auth_method": "client_secret_basic"})
        ),
        known(Registered {
            client_secret: Some("s".into()),
            redirect_uris: Some(vec!["https://other.test/cb".into()]),
            token_endpoint_auth_method: Some("client_secret_basic".into()),
            changed: vec!["redirect_uris", "grant_types", "application_type"],
            ..simple
        })
    );
    assert_eq!(
        answer(json!({"error": "invalid_redirect_uri", "error_description": "no"})),
        registration::Answer::Refused(Refusal {
            error: "invalid_redirect_uri".into(),
            description: Some("no".into()),
            uri: None
        })
    );
    assert_eq!(answer(json!({"id": 1})), registration::Answer::Neither);
    assert_eq!(
        answer(json!([])),
        registration::Answer::NotADocument(NotADocument::NotAnObject)
    );
}

proptest! {
    #[test]
    fn any_callback_is_survived(text in ".{0,80}") {
        let expected = Expected { state: "s", issuer: "https://a.test", sends_iss: true };
        let verdict = callback::read(&text).check(&expected);
        prop_assert!(!matches!(verdict, CallbackOutcome::Code { .. }), "only what holds `state` and `iss` is a code");
    }

    #[test]
    fn what_is_sent_can_be_read_back(state in ".{1,30}", scope in "[a-z:. ]{0,20}") {
        let scope = scope::choose(Revision::V2026_07_28, Some(&scope), None, None);
        let parameters = authorization::parameters(&Request {
            client_id: &state,
            redirect_uri: "https://page.test/cb",
            scope: &scope,
            state: &state,
            verifier: "v",
            resource: ("https://mcp.test/mcp", authorization::Source::Entered),
        });
        let url = authorization::url("https://a.test/authorize?x=1", &parameters).unwrap();
        let url = faultfinder::protocol::url::Url::parse(&url).unwrap();
        let pairs = url.query_pairs();
        prop_assert!(pairs.contains(&("state".to_owned(), state.clone())));
        prop_assert!(pairs.contains(&("client_id".to_owned(), state)));
    }
}
