//! Tokens, decoded and compared.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use faultfinder::protocol::oauth::jwt::ClaimMismatch::{self, *};
use faultfinder::protocol::oauth::jwt::{Expected, Jwt, Shape, read};
use faultfinder::protocol::oauth::url_difference::UrlDifference;
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;

fn token(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.c2lnbmVk",
        part(&json!({"alg": "RS256", "typ": "at+jwt"})),
        part(claims)
    )
}

fn decoded(claims: &Value) -> Jwt {
    match read(&token(claims)) {
        Shape::Jwt(jwt) => jwt,
        other => panic!("{other:?}"),
    }
}

fn what_a_token_is(token: &str, expected: Shape) {
    assert_eq!(read(token), expected);
}

rows! { what_a_token_is;
    word: ("opaque", Shape::Opaque),
    three_parts_of_no_json: ("a.b.c", Shape::Opaque),
    empty: ("", Shape::Opaque),
    // {"alg":"dir","enc":"A256GCM"}
    five_parts: ("eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0.a.b.c.d", Shape::Encrypted),
}

#[test]
fn what_a_token_says_is_read() {
    let jwt = decoded(&json!({"aud": ["a", 7, "b"], "scp": ["r", "w"], "exp": 5.5, "azp": "c"}));
    assert_eq!(jwt.audience(), ["a", "b"]);
    assert_eq!(jwt.scope().as_deref(), Some("r w"));
    assert_eq!(jwt.seconds("exp"), Some(5));
    assert_eq!(jwt.client(), Some("c"));
    assert_eq!(jwt.header["typ"], "at+jwt");
    assert!(matches!(read(&token(&json!({}))), Shape::Jwt(_)));
}

fn audience_other(actual: &[&str], difference: UrlDifference) -> ClaimMismatch {
    AudienceOther {
        actual: actual.iter().map(|actual| (*actual).to_owned()).collect(),
        difference,
    }
}

fn a_token_agrees_or_does_not(claim: &str, value: Value, expected: &[ClaimMismatch]) {
    let mut claims = json!({
        "aud": "https://mcp.test/mcp", "iss": "https://a.test", "exp": NOW + 600, "nbf": NOW,
        "iat": NOW + 30, "client_id": "me", "scope": "a b",
    });
    claims[claim] = value;
    let found = decoded(&claims).check(&Expected {
        resource: "https://mcp.test/mcp",
        issuer: "https://a.test",
        client_id: "me",
        scope: Some("a b"),
        now: NOW,
    });
    assert_eq!(found, expected, "{claims}");
}

rows! { a_token_agrees_or_does_not;
    sound: ("aud", json!("https://mcp.test/mcp"), &[]),
    audience_among_others: ("aud", json!(["x", "https://mcp.test/mcp"]), &[]),
    no_audience: ("aud", Value::Null, &[AudienceMissing]),
    audience_is_the_client: ("aud", json!("me"), &[audience_other(&["me"], UrlDifference::NotAUrl)]),
    audience_with_slash: (
        "aud",
        json!(["x", "https://mcp.test/mcp/"]),
        &[audience_other(
            &["x", "https://mcp.test/mcp/"],
            UrlDifference::TrailingSlash,
        )],
    ),
    issuer_with_slash: (
        "iss",
        json!("https://a.test/"),
        &[IssuerOther {
            actual: "https://a.test/".into(),
            difference: UrlDifference::TrailingSlash,
        }],
    ),
    expired: ("exp", json!(NOW - 61), &[Expired { seconds: 61 }]),
    expired_within_tolerance: ("exp", json!(NOW - 59), &[]),
    no_expiry: ("exp", Value::Null, &[ExpiryMissing]),
    not_yet_valid: ("nbf", json!(NOW + 90), &[NotYetValid { seconds: 90 }]),
    issued_later: ("iat", json!(NOW + 90), &[ClockSkew { seconds: 90 }]),
    other_client: ("client_id", json!("you"), &[ClientOther { actual: "you".into(), }]),
    narrower_scope: ("scope", json!("a"), &[ScopeMissing { scopes: vec!["b".into()], }]),
    no_scope: ("scope", Value::Null, &[]),
}

proptest! {
    #[test]
    fn any_token_is_survived(text in "[ -~]{0,60}", exp in any::<i64>(), now in any::<i64>()) {
        let _ = read(&text);
        let jwt = decoded(&json!({"exp": exp, "nbf": exp, "iat": exp, "aud": text}));
        let _ = jwt.check(&Expected {
            resource: "https://mcp.test/mcp",
            issuer: "",
            client_id: "",
            scope: None,
            now,
        });
    }
}
