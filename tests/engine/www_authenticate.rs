//! `WWW-Authenticate` (RFC 9110, 11.6.1).

use faultfinder::protocol::www_authenticate::{Challenge, Problem, parse};
use proptest::prelude::*;

/// `scheme|token68|name=value|…`
fn show(challenge: &Challenge) -> String {
    let params: String = challenge
        .params
        .iter()
        .map(|(name, value)| format!("|{name}={value}"))
        .collect();
    format!(
        "{}|{}{params}",
        challenge.scheme,
        challenge.token68.as_deref().unwrap_or("-")
    )
}

#[test]
fn challenges() {
    let named = |make: fn(String) -> Problem, name: &str| vec![make(name.into())];
    let unquoted = |name| Problem::ValueNotQuoted { name };
    let stray = |text| Problem::Stray { text };
    let missing = |name| Problem::ValueMissing { name };
    let table: Vec<(&str, &[&str], Vec<Problem>)> = vec![
        ("Bearer", &["Bearer|-"], vec![]),
        (r#"Bearer realm="x""#, &["Bearer|-|realm=x"], vec![]),
        (
            r#"Bearer realm="a, b=\"c\" \\", scope=read"#,
            &[r#"Bearer|-|realm=a, b="c" \|scope=read"#],
            vec![],
        ),
        (
            r#"Bearer resource_metadata="https://a.example/.well-known/x?a=b,c", error="invalid_token""#,
            &[
                "Bearer|-|resource_metadata=https://a.example/.well-known/x?a=b,c|error=invalid_token",
            ],
            vec![],
        ),
        // RFC 9110, 11.6.1 gives this example.
        (
            r#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#,
            &[
                "Basic|-|realm=simple",
                r#"Newauth|-|realm=apps|type=1|title=Login to "apps""#,
            ],
            vec![],
        ),
        ("Negotiate, Bearer", &["Negotiate|-", "Bearer|-"], vec![]),
        (
            "Negotiate dG9rZW4=, NTLM",
            &["Negotiate|dG9rZW4=", "NTLM|-"],
            vec![],
        ),
        ("Bearer , , realm = \"x\" ,", &["Bearer|-|realm=x"], vec![]),
        (
            "Bearer resource_metadata=https://a.example/x, scope=a",
            &["Bearer|-|resource_metadata=https://a.example/x|scope=a"],
            named(unquoted, "resource_metadata"),
        ),
        (
            r#"Bearer realm="x" scope="y""#,
            &["Bearer|-|realm=x|scope=y"],
            named(|before| Problem::CommaMissing { before }, "scope"),
        ),
        (
            r#"Bearer realm="x"#,
            &["Bearer|-|realm=x"],
            named(|name| Problem::QuoteNotClosed { name }, "realm"),
        ),
        (
            "Bearer realm=, scope=a",
            &["Bearer|-|realm=|scope=a"],
            named(missing, "realm"),
        ),
        (
            "Bearer realm=",
            &["Bearer|-|realm="],
            named(missing, "realm"),
        ),
        (
            r#"Bearer a="1", A="2""#,
            &["Bearer|-|a=1|A=2"],
            named(|name| Problem::DuplicateParam { name }, "A"),
        ),
        (
            r#"resource_metadata="https://x""#,
            &["|-|resource_metadata=https://x"],
            vec![Problem::SchemeMissing],
        ),
        ("\"Bearer\"", &[], named(stray, "\"Bearer\"")),
        ("é", &[], named(stray, "é")),
        ("", &[], vec![Problem::Empty]),
        (" , ", &[], vec![Problem::Empty]),
    ];
    for (value, expected, expected_problems) in table {
        let (challenges, problems) = parse(value);
        let shown: Vec<String> = challenges.iter().map(show).collect();
        assert_eq!(shown, expected, "{value}");
        assert_eq!(problems, expected_problems, "{value}");
    }
}

#[test]
fn names_ignore_case() {
    let (challenges, _) = parse("BEARER Resource_Metadata=\"x\"");
    assert!(challenges[0].is("bearer"));
    assert_eq!(challenges[0].param("resource_metadata"), Some("x"));
}

proptest! {
    #[test]
    fn never_panics(value in any::<String>()) {
        parse(&value);
    }

    #[test]
    fn what_is_written_by_the_grammar_is_read_back(params in prop::collection::vec(("[a-z_]{1,8}", any::<String>()), 1..5)) {
        let quote = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"");
        let list: Vec<String> = params.iter().map(|(name, value)| format!("{name}=\"{}\"", quote(value))).collect();
        let (challenges, _) = parse(&format!("Bearer {}, Basic realm=x", list.join(", ")));
        prop_assert_eq!(&challenges[0].params, &params);
        prop_assert_eq!(challenges.len(), 2);
    }
}
