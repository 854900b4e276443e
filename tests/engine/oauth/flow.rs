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

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

fn the_first_scope_is_chosen_by_the_revision(
    revision: Revision,
    entered: Option<&str>,
    challenge: Option<&str>,
    supported: Option<&[&str]>,
    expected: (Option<&str>, Source),
) {
    let supported = supported.map(strings);
    let chosen = scope::choose(revision, entered, challenge, supported.as_deref());
    assert_eq!((chosen.value.as_deref(), chosen.source), expected);
}

rows! { the_first_scope_is_chosen_by_the_revision;
    of_the_challenge: (Revision::V2025_11_25, None, Some("c  d"), Some(&["a", "b"]), (Some("c d"), Source::Challenge)),
    of_the_metadata: (Revision::V2025_11_25, None, None, Some(&["a", "b"]), (Some("a b"), Source::ResourceMetadata)),
    nowhere: (Revision::V2025_11_25, None, Some(" "), None, (None, Source::Unspecified)),
    as_entered: (Revision::V2025_11_25, Some("x"), Some("c"), Some(&["a", "b"]), (Some("x"), Source::Entered)),
    none_as_entered: (Revision::V2025_11_25, Some(""), Some("c"), Some(&["a", "b"]), (None, Source::Entered)),
    metadata_does_not_count_before_november: (Revision::V2025_06_18, None, None, Some(&["a", "b"]), (None, Source::Unspecified)),
    challenge_counts_before_november: (
        Revision::V2025_06_18,
        None,
        Some("c"),
        Some(&["a", "b"]),
        (Some("c"), Source::Challenge),
    ),
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

fn unspecified() -> Scope {
    Scope {
        value: None,
        source: Source::Unspecified,
    }
}

fn the_authorization_url_keeps_what_the_endpoint_has(endpoint: &str, expected: Option<&str>) {
    let short = &parameters(&unspecified())[..1];
    let url = authorization::url(endpoint, short);
    assert_eq!(url.as_deref(), expected, "{endpoint}");
}

rows! { the_authorization_url_keeps_what_the_endpoint_has;
    bare: ("https://a.test/authorize", Some("https://a.test/authorize?response_type=code")),
    query: ("https://a.test/authorize?p=1", Some("https://a.test/authorize?p=1&response_type=code")),
    empty_query: ("https://a.test/authorize?", Some("https://a.test/authorize?response_type=code")),
    fragment: ("https://a.test/#x", Some("https://a.test/?response_type=code")),
    script: ("javascript:alert(1)", None),
    data: ("data:text/html,x", None),
    path: ("/authorize", None),
    own_parameter: ("https://a.test/authorize?p=1&response_type=token&q", Some("https://a.test/authorize?p=1&q&response_type=code")),
    own_parameter_encoded: ("https://a.test/authorize?%72esponse_type=token", Some("https://a.test/authorize?response_type=code")),
    every_own_parameter: ("https://a.test/?redirect_uri=https://b.test/&client_id=c&state=s&scope=s&resource=r&code_challenge=c&code_challenge_method=plain", Some("https://a.test/?response_type=code")),
    user_and_password: ("https://b.test:x@a.test/authorize", Some("https://a.test/authorize?response_type=code")),
}

fn own_parameters_are_noticed(endpoint: &str, expected: &[&str]) {
    assert_eq!(
        authorization::own_parameters(endpoint),
        expected,
        "{endpoint}"
    );
}

rows! { own_parameters_are_noticed;
    none: ("https://a.test/authorize", &[]),
    others: ("https://a.test/authorize?tenant=7&prompt=login&states=all", &[]),
    one: ("https://a.test/authorize?tenant=7&redirect_uri=https://b.test/", &["redirect_uri"]),
    twice: ("https://a.test/?state=a&client_id=b&state=c", &["client_id", "state"]),
    encoded: ("https://a.test/?%63lient_id=b", &["client_id"]),
    in_the_fragment: ("https://a.test/#state=a", &[]),
    no_address: ("state=a", &[]),
}

#[test]
fn the_authorization_url_is_encoded() {
    let url = authorization::url("https://a.test/authorize", &parameters(&unspecified())).unwrap();
    assert!(url.contains("&state=s+t&"), "{url}");
    assert!(
        url.ends_with("&resource=https%3A%2F%2Fmcp.test%2Fmcp"),
        "{url}"
    );
}

fn code_received(without_iss: bool) -> CallbackOutcome {
    let code = "c 1".into();
    CallbackOutcome::Code { code, without_iss }
}

fn refused(error: &str, description: &str) -> CallbackOutcome {
    CallbackOutcome::Refused {
        error: error.into(),
        description: Some(description.into()),
    }
}

fn other_iss(actual: &str) -> CallbackOutcome {
    let actual = actual.into();
    CallbackOutcome::IssMismatch { actual }
}

/// The table of RFC 9207 and what stands before and behind it.
fn a_callback_is_believed_or_not(sends_iss: bool, text: &str, outcome: CallbackOutcome) {
    let expected = Expected {
        state: "s",
        issuer: "https://a.test",
        sends_iss,
    };
    let text = match text.starts_with(['?', '#']) {
        true => format!(" https://page.test/oauth/callback{text}\n"),
        false => text.to_owned(),
    };
    assert_eq!(callback::read(&text).check(&expected), outcome, "{text}");
}

rows! { a_callback_is_believed_or_not;
    iss_promised_and_sent: (true, "?code=c+1&state=s&iss=https%3A%2F%2Fa.test", code_received(false)),
    iss_promised_and_missing: (true, "?code=c%201&state=s", CallbackOutcome::IssMissing),
    iss_promised_and_other: (true, "?code=c&state=s&iss=https://evil.test", other_iss("https://evil.test")),
    iss_sent_unpromised: (false, "?code=c+1&state=s&iss=https://a.test", code_received(false)),
    iss_other_unpromised: (false, "?code=c&state=s&iss=https://evil.test", other_iss("https://evil.test")),
    no_iss: (false, "code=c%201&state=s", code_received(true)),
    iss_with_slash: (false, "?code=c&state=s&iss=https://a.test/", other_iss("https://a.test/")),
    state_missing: (false, "?code=c", CallbackOutcome::StateMissing),
    state_in_capitals: (false, "?code=c&state=S", CallbackOutcome::StateMismatch),
    error_with_other_state: (
        false,
        "?error=access_denied&state=S&iss=https://evil.test",
        CallbackOutcome::StateMismatch,
    ),
    error_with_other_iss: (
        false,
        "?error=access_denied&state=s&iss=https://evil.test",
        other_iss("https://evil.test"),
    ),
    error_without_promised_iss: (true, "?error=access_denied&state=s", CallbackOutcome::IssMissing),
    error_that_is_believed: (
        true,
        "?error=access_denied&error_description=no+%26+never&state=s&iss=https://a.test",
        refused("access_denied", "no & never"),
    ),
    no_code: (false, "?state=s", CallbackOutcome::CodeMissing),
    empty_code: (false, "?code=&state=s", CallbackOutcome::CodeMissing),
    code_in_fragment: (false, "#code=c&state=s", CallbackOutcome::InFragment),
    token_in_fragment: (false, "#access_token=t&state=s", CallbackOutcome::InFragment),
    code_twice: (false, "?code=c&state=s&code=d", CallbackOutcome::Repeated { name: "code".into() }),
}

#[test]
fn an_address_alone_is_no_callback() {
    assert!(callback::read("https://page.test/oauth/callback").is_empty());
}

fn client(method: Method, secret: Option<&str>) -> Client<'_> {
    Client {
        id: "me:1",
        secret,
        method,
    }
}

fn a_token_is_asked_for_by_each_method(
    method: Method,
    secret: Option<&str>,
    more: &str,
    authorization: Option<&str>,
) {
    let exchange = Exchange {
        code: "c/1",
        redirect_uri: "https://page.test/oauth/callback",
        verifier: "v",
        resource: "https://mcp.test/mcp",
    };
    let common = "grant_type=authorization_code&code=c%2F1&redirect_uri=https%3A%2F%2Fpage.test%2Foauth%2Fcallback\
                  &code_verifier=v&resource=https%3A%2F%2Fmcp.test%2Fmcp";
    let form = token::exchange(&client(method, secret), &exchange);
    assert_eq!(form.body, format!("{common}{more}"));
    let authorization = authorization.map(|pair| format!("Basic {}", STANDARD.encode(pair)));
    assert_eq!(form.authorization, authorization);
}

rows! { a_token_is_asked_for_by_each_method;
    no_secret: (Method::None, None, "&client_id=me%3A1", None),
    in_the_body: (Method::Post, Some("p w"), "&client_id=me%3A1&client_secret=p+w", None),
    in_the_header: (Method::Basic, Some("p w"), "", Some("me%3A1:p+w")),
}

#[test]
fn a_token_is_refreshed() {
    let form = token::refresh(&client(Method::None, None), "r", "https://mcp.test/mcp");
    assert_eq!(
        form.body,
        "grant_type=refresh_token&refresh_token=r&resource=https%3A%2F%2Fmcp.test%2Fmcp&client_id=me%3A1"
    );
}

fn the_method_follows_the_metadata(has_secret: bool, named: Option<&[&str]>, expected: Method) {
    let named = named.map(strings);
    assert_eq!(Method::choose(has_secret, named.as_deref()), expected);
}

rows! { the_method_follows_the_metadata;
    no_secret: (false, Some(&["client_secret_basic"]), Method::None),
    post_if_it_is_named: (true, Some(&["client_secret_basic", "client_secret_post"]), Method::Post),
    basic_alone: (true, Some(&["client_secret_basic"]), Method::Basic),
    nothing_named: (true, None, Method::Basic),
}

fn token_refused(error: &str) -> token::Answer {
    token::Answer::Refused(Refusal {
        error: error.into(),
        ..Refusal::default()
    })
}

fn access_token(text: &str) -> Token {
    Token {
        access_token: text.into(),
        ..Token::default()
    }
}

fn token_answers(body: &str, expected: token::Answer, problems: usize) {
    let (answer, found) = token::read(body.as_bytes());
    assert_eq!((answer, found.len()), (expected, problems), "{body}");
}

rows! { token_answers;
    token_alone: (r#"{"access_token": "t"}"#, token::Answer::Token(access_token("t")), 0),
    all_members: (
        r#"{"access_token": "t", "token_type": "bEARER", "expires_in": 3600.0, "scope": "a", "refresh_token": "r"}"#,
        token::Answer::Token(Token {
            token_type: Some("bEARER".into()),
            expires_in: Some(3600),
            scope: Some("a".into()),
            refresh_token: Some("r".into()),
            ..access_token("t")
        }),
        0,
    ),
    wrong_types: (
        r#"{"access_token": "t", "expires_in": "60", "token_type": 1}"#,
        token::Answer::Token(Token {
            expires_in: Some(60),
            ..access_token("t")
        }),
        2,
    ),
    error: (r#"{"error": "invalid_grant"}"#, token_refused("invalid_grant"), 0),
    error_beside_an_empty_token: (r#"{"access_token": "", "error": "x"}"#, token_refused("x"), 0),
    neither: (r#"{"id_token": "x"}"#, token::Answer::Neither, 0),
    markup: ("<html>", token::Answer::NotADocument(NotADocument::Markup), 0),
}

fn token_types(name: Option<&str>, is_bearer: bool) {
    let token = Token {
        token_type: name.map(Into::into),
        ..Token::default()
    };
    assert_eq!(token.is_bearer(), is_bearer);
}

rows! { token_types;
    capitals: (Some("BEARER"), true),
    absent: (None, true),
    dpop: (Some("DPoP"), false),
}

fn registered_at(redirect_uri: &str) -> registration::Client<'_> {
    registration::Client {
        name: "Faultfinder",
        uri: "https://page.test/",
        redirect_uri,
        scope: None,
    }
}

#[test]
fn a_client_introduces_itself() {
    let web = registered_at("https://page.test/oauth/callback");
    assert_eq!(
        Value::Object(web.metadata()),
        json!({
            "client_name": "Faultfinder", "client_uri": "https://page.test/",
            "redirect_uris": ["https://page.test/oauth/callback"],
            "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
            "token_endpoint_auth_method": "none", "application_type": "web",
        })
    );
}

fn application_types(redirect_uri: &str, expected: &str) {
    assert_eq!(registered_at(redirect_uri).application_type(), expected);
}

rows! { application_types;
    localhost: ("http://localhost:4117/oauth/callback", "native"),
    loopback_ipv4: ("http://127.0.0.1/cb", "native"),
    loopback_ipv6: ("http://[::1]:1/cb", "native"),
    named_like_localhost: ("https://localhost.example/cb", "web"),
}

fn registrations(body: Value, expected: registration::Answer) {
    let sent = registered_at("https://page.test/cb").metadata();
    let (answer, _) = registration::read(body.to_string().as_bytes(), &sent);
    assert_eq!(answer, expected);
}

fn registered() -> Registered {
    Registered {
        client_id: "c".into(),
        ..Registered::default()
    }
}

rows! { registrations;
    id_alone: (json!({"client_id": "c"}), registration::Answer::Registered(registered())),
    changed: (
        json!({
            "client_id": "c", "client_secret": "s", "client_secret_expires_at": 0,
            "redirect_uris": ["https://other.test/cb"], "grant_types": ["authorization_code"],
            "response_types": ["code", "none"], "application_type": "native",
            "token_endpoint_auth_method": "client_secret_basic",
        }),
        registration::Answer::Registered(Registered {
            client_secret: Some("s".into()),
            redirect_uris: Some(vec!["https://other.test/cb".into()]),
            token_endpoint_auth_method: Some("client_secret_basic".into()),
            changed: vec!["redirect_uris", "grant_types", "application_type"],
            ..registered()
        }),
    ),
    refusal: (
        json!({"error": "invalid_redirect_uri", "error_description": "no"}),
        registration::Answer::Refused(Refusal {
            error: "invalid_redirect_uri".into(),
            description: Some("no".into()),
            uri: None,
        }),
    ),
    neither: (json!({"id": 1}), registration::Answer::Neither),
    array: (json!([]), registration::Answer::NotADocument(NotADocument::NotAnObject)),
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
