//! Tokens, decoded and compared.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use faultfinder::protocol::oauth::jwt::{ClaimMismatch, Expected, Jwt, Shape, read};
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

#[test]
fn what_a_token_is() {
    assert!(matches!(read(&token(&json!({}))), Shape::Jwt(_)));
    assert_eq!(read("opaque"), Shape::Opaque);
    assert_eq!(read("a.b.c"), Shape::Opaque);
    assert_eq!(read(""), Shape::Opaque);
    let encrypted = format!(
        "{}.a.b.c.d",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"dir","enc":"A256GCM"}"#)
    );
    assert_eq!(read(&encrypted), Shape::Encrypted);
    let jwt = decoded(&json!({"aud": ["a", 7, "b"], "scp": ["r", "w"], "exp": 5.5, "azp": "c"}));
    assert_eq!(jwt.audience(), ["a", "b"]);
    assert_eq!(jwt.scope().as_deref(), Some("r w"));
    assert_eq!(jwt.seconds("exp"), Some(5));
    assert_eq!(jwt.client(), Some("c"));
    assert_eq!(jwt.header["typ"], "at+jwt");
}

#[test]
fn a_token_agrees_or_does_not() {
    use ClaimMismatch::*;
    let sound = json!({
        "aud": "https://mcp.test/mcp", "iss": "https://a.test", "exp": NOW + 600, "nbf": NOW,
        "iat": NOW + 30, "client_id": "me", "scope": "a b",
    });
    let other = |actual: &[&str], difference| AudienceOther {
        actual: actual.iter().map(|actual| (*actual).to_owned()).collect(),
        difference,
    };
    let table: Vec<(&str, Value, Vec<ClaimMismatch>)> = vec![
        ("aud", sound["aud"].clone(), vec![]),
        ("aud", json!(["x", "https://mcp.test/mcp"]), vec![]),
        ("aud", Value::Null, vec![AudienceMissing]),
        (
            "aud",
            json!("me"),
            vec![other(&["me"], UrlDifference::NotAUrl)],
        ),
        (
            "aud",
            json!(["x", "https://mcp.test/mcp/"]),
            vec![other(
                &["x", "https://mcp.test/mcp/"],
                UrlDifference::TrailingSlash,
            )],
        ),
        (
            "iss",
            json!("https://a.test/"),
            vec![IssuerOther {
                actual: "https://a.test/".into(),
                difference: UrlDifference::TrailingSlash,
            }],
        ),
        ("exp", json!(NOW - 61), vec![Expired { seconds: 61 }]),
        ("exp", json!(NOW - 59), vec![]),
        ("exp", Value::Null, vec![ExpiryMissing]),
        ("nbf", json!(NOW + 90), vec![NotYetValid { seconds: 90 }]),
        ("iat", json!(NOW + 90), vec![ClockSkew { seconds: 90 }]),
        (
            "client_id",
            json!("you"),
            vec![ClientOther {
                actual: "you".into(),
            }],
        ),
        (
            "scope",
            json!("a"),
            vec![ScopeMissing {
                scopes: vec!["b".into()],
            }],
        ),
        ("scope", Value::Null, vec![]),
    ];
    for (claim, value, expected) in table {
        let mut claims = sound.clone();
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
