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

fn challenges(value: &str, challenges: &[&str], problems: &[Problem]) {
    let (read, found) = parse(value);
    let shown: Vec<String> = read.iter().map(show).collect();
    assert_eq!(shown, challenges, "{value}");
    assert_eq!(found, problems, "{value}");
}

rows! { challenges;
    scheme_alone: ("Bearer", &["Bearer|-"], &[]),
    quoted: (r#"Bearer realm="x""#, &["Bearer|-|realm=x"], &[]),
    escaped: (r#"Bearer realm="a, b=\"c\" \\", scope=read"#, &[r#"Bearer|-|realm=a, b="c" \|scope=read"#], &[]),
    comma_in_a_url: (
        r#"Bearer resource_metadata="https://a.example/.well-known/x?a=b,c", error="invalid_token""#,
        &[
            "Bearer|-|resource_metadata=https://a.example/.well-known/x?a=b,c|error=invalid_token",
        ],
        &[],
    ),
    // RFC 9110, 11.6.1 gives this example.
    example_of_the_rfc: (
        r#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#,
        &[
            "Basic|-|realm=simple",
            r#"Newauth|-|realm=apps|type=1|title=Login to "apps""#,
        ],
        &[],
    ),
    two_schemes: ("Negotiate, Bearer", &["Negotiate|-", "Bearer|-"], &[]),
    token68: ("Negotiate dG9rZW4=, NTLM", &["Negotiate|dG9rZW4=", "NTLM|-"], &[]),
    empty_elements_and_spaces: ("Bearer , , realm = \"x\" ,", &["Bearer|-|realm=x"], &[]),
    url_unquoted: (
        "Bearer resource_metadata=https://a.example/x, scope=a",
        &["Bearer|-|resource_metadata=https://a.example/x|scope=a"],
        &[Problem::ValueNotQuoted { name: "resource_metadata".into() }],
    ),
    comma_missing: (
        r#"Bearer realm="x" scope="y""#,
        &["Bearer|-|realm=x|scope=y"],
        &[Problem::CommaMissing { before: "scope".into() }],
    ),
    quote_not_closed: (
        r#"Bearer realm="x"#,
        &["Bearer|-|realm=x"],
        &[Problem::QuoteNotClosed { name: "realm".into() }],
    ),
    value_missing: (
        "Bearer realm=, scope=a",
        &["Bearer|-|realm=|scope=a"],
        &[Problem::ValueMissing { name: "realm".into() }],
    ),
    value_missing_at_the_end: (
        "Bearer realm=",
        &["Bearer|-|realm="],
        &[Problem::ValueMissing { name: "realm".into() }],
    ),
    twice: (r#"Bearer a="1", A="2""#, &["Bearer|-|a=1|A=2"], &[Problem::DuplicateParam { name: "A".into() }]),
    scheme_missing: (
        r#"resource_metadata="https://x""#,
        &["|-|resource_metadata=https://x"],
        &[Problem::SchemeMissing],
    ),
    scheme_quoted: ("\"Bearer\"", &[], &[Problem::Stray { text: "\"Bearer\"".into() }]),
    letter_that_no_token_has: ("é", &[], &[Problem::Stray { text: "é".into() }]),
    empty: ("", &[], &[Problem::Empty]),
    comma_alone: (" , ", &[], &[Problem::Empty]),
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
