//! Redaction takes work in proportion to a text, whatever the text; and what was entered is found, whatever else there is.

use faultfinder::protocol::document;
use faultfinder::redact::{self, Redactor};
use faultfinder::report;
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::transcript::{Fact, Transcript};

use crate::redaction_everywhere::encodings;
use crate::scenario::Scenario;
use crate::worst_cases::{nested, repeated, repetitions};

const URL: &str = "https://mcp.example.com/mcp";
const BEARER: &str = "!a1b2c3d4e5f6-marker";

/// Twice the text, at most so many times the work.
const RATIO: f64 = 2.5;

/// A run with this as the body of an answer.
fn answered(body: &str) -> Transcript {
    let run = Scenario::new(URL)
        .options(|options| options.bearer = Some(BEARER.into()))
        .sending("Authorization", &format!("Bearer {BEARER}"))
        .call(Purpose::Discover, "server/discover");
    run.head(200, &[]).chunk(body).end().done()
}

/// A run with this in a header of an answer.
fn headed(value: &str) -> Transcript {
    let run = Scenario::new(URL).options(|options| options.bearer = Some(BEARER.into()));
    let run = run.call(Purpose::Discover, "server/discover");
    run.head(200, &[("x-text", value)]).end().done()
}

/// A run against this address.
fn addressed(text: &str) -> Transcript {
    Scenario::new(&format!("https://mcp.example.com/{text}?a={text}#{text}")).done()
}

/// The steps that redaction takes.
fn steps(run: &Transcript) -> f64 {
    let mut redactor = Redactor::learn(run);
    redactor.clean(run);
    redactor.steps() as f64
}

/// What a text does, and the text in any size.
type Trigger = (&'static str, fn(usize) -> String);

/// What hung the page once.
const TRIGGERS: [Trigger; 12] = [
    ("names and tags", |n| repeated("token:redacted:", n)),
    ("names and tags, as in a form", |n| {
        repeated("token=redacted:", n)
    }),
    ("headers and tags", |n| {
        repeated("authorization:redacted:", n)
    }),
    ("quoted names and tags", |n| {
        repeated(r#""token":"redacted:\""#, n)
    }),
    ("backslashes behind a secret", |n| {
        format!(r#"{{"token":"!abcdefgh-1"}}{}"#, repeated("\\", n))
    }),
    ("long secrets of one letter", |n| {
        let members = (0..100).map(|i| format!(r#""token":"{}","#, "a".repeat(300 + i)));
        let members: String = members.collect();
        format!("{members}{}", repeated("a", n))
    }),
    ("many short secrets", |n| {
        (0..n / 27)
            .map(|i| format!(r#"{{"token":"{i:012}"}},"#))
            .collect()
    }),
    ("secrets that begin alike", |n| {
        let members = (0..n / 400).map(|i| format!(r#""token":"{}{i}","#, "ab".repeat(90)));
        let members: String = members.collect();
        format!("{members}{}", repeated("ab", n / 2))
    }),
    ("an invalid byte at the end of a value", |n| {
        repeated("password=", n) + "\u{fffd}"
    }),
    ("values that look like nothing", |n| repeated("state:", n)),
    ("quotes in quotes", |n| repeated(r#"\"code\":\""#, n)),
    ("quotes at many depths", |n| {
        let quoted = (0..40).map(|depth| {
            let slashes = "\\".repeat(depth);
            format!(r#"{slashes}"token{slashes}":{slashes}"redacted:"#)
        });
        repeated(&quoted.collect::<String>(), n)
    }),
];

#[test]
fn what_hung_the_page_takes_work_in_proportion() {
    for (name, text) in TRIGGERS {
        for place in [answered, headed, addressed] {
            let [small, large] = [64 << 10, 128 << 10].map(|bytes| steps(&place(&text(bytes))));
            assert!(large <= RATIO * small, "{name}: {small} and {large} steps");
        }
        let [small, large] = [256 << 10, 1 << 20].map(|bytes| steps(&answered(&text(bytes))));
        println!(
            "{:.1} steps for a byte of a megabyte: {name}",
            large / 1_048_576.0
        );
        assert!(
            large <= RATIO * RATIO * small,
            "{name}: {small} and {large} steps"
        );
    }
}

/// In a page a body is cleaned in slices: however large it is, none is longer than this, in steps.
const LONGEST_SLICE: u64 = 96 << 10;

#[test]
fn a_body_of_any_size_is_cleaned_in_short_slices() {
    let plain: Trigger = ("a list of tools", |n| {
        repeated(r#"{"name":"tool","description":"One of \"many\""},"#, n)
    });
    // A run of backslashes is one escape, and counted in one go.
    let is_cut = |(name, _): &Trigger| !name.starts_with("backslashes");
    for (name, text) in TRIGGERS.into_iter().filter(is_cut).chain([plain]) {
        let run = answered(&text(256 << 10));
        let mut cleaning = redact::Cleaning::new(&run);
        let mut slices = 0;
        while cleaning.step(&run) {
            slices += 1;
        }
        let longest = cleaning.longest_slice();
        println!("{slices} slices, the longest of {longest} steps: {name}");
        assert!(slices >= 32, "{name}: {slices} slices");
        assert!(longest <= LONGEST_SLICE, "{name}: {longest} steps");
        assert_eq!(**cleaning.finish(), *redact::transcript(&run), "{name}");
    }
}

/// What the scan knows, and what stands around it.
const GRAMMAR: [&str; 26] = [
    "token",
    "code",
    "authorization",
    "cookie",
    "Bearer ",
    "Basic ",
    "eyJ",
    "redacted:",
    "a1b2c3d4",
    ":",
    "=",
    "\"",
    "\\",
    "\\\"",
    "\\u0041",
    "%",
    "%41",
    "%25",
    "&",
    "&amp;",
    "&#65;",
    " ",
    ".",
    "+/",
    "\n",
    "ä",
];

#[test]
fn no_repetition_takes_work_out_of_proportion() {
    let mut worst = (0.0, String::new());
    for text in repetitions(&GRAMMAR) {
        let [small, large] = [2 << 10, 4 << 10].map(|n| steps(&answered(&repeated(&text, n))));
        assert!(
            large <= RATIO * small,
            "{text:?}: {small} and {large} steps"
        );
        if large > worst.0 {
            worst = (large, text);
        }
    }
    let (most, text) = worst;
    println!(
        "at most {:.1} steps for a byte, of {text:?} over and over",
        most / 4096.0
    );
    for (open, close) in [
        ("{\"token\":", "}"),
        ("[", "]"),
        ("{\"token\":{\"code\":\"", "\"}}"),
        ("\\\"", "\\\""),
    ] {
        let [small, large] =
            [32 << 10, 64 << 10].map(|n| steps(&answered(&nested(open, close, n))));
        assert!(
            large <= RATIO * small,
            "{open} {close}: {small} and {large} steps"
        );
    }
}

/// A text that takes more work than it may is not kept, and what was found in it is.
#[test]
fn what_takes_too_much_work_is_withheld() {
    let run = answered(&format!(r#"{{"echo":"{BEARER}"}}"#));
    let mut redactor = Redactor::learn(&run);
    redactor.limit_work(0);
    let clean = redactor.clean(&run);
    let text = document::compact(&*clean);
    assert!(text.contains("[withheld: "), "{text}");
    assert!(!text.contains("marker"), "{text}");
    assert!(report::lacks_findings(&clean));
}

/// Tokens longer than the bearer, which once took its place.
fn tokens(count: usize, length: usize) -> String {
    let members = (0..count).map(|i| format!(r#"{{"access_token":"{i:0length$}z"}}"#));
    members.collect::<Vec<_>>().join(",")
}

#[test]
fn what_was_entered_is_found_among_any_number_of_tokens() {
    for (count, length) in [(600, 60), (5_000, 40), (10_000, 60)] {
        let encodings: Vec<String> = encodings(BEARER)
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        let body = format!(
            r#"{{"tokens":[{}],"echo":"you sent {BEARER}, {}"}}"#,
            tokens(count, length),
            encodings.join(" and ")
        );
        let run = answered(&body);
        let clean = document::compact(&*redact::transcript(&run));
        assert!(!clean.contains("marker"), "among {count} tokens");
        for encoding in encodings {
            assert!(
                !clean.contains(&encoding),
                "{encoding} among {count} tokens"
            );
        }
        assert!(
            clean.contains("you sent redacted:token:20"),
            "among {count} tokens"
        );
    }
}

/// The limit is for guesses: where one that there was no room for is quoted, the body is withheld, and its findings stay.
#[test]
fn a_guess_beyond_the_limit_is_in_no_body() {
    let body = |words: &str| {
        let result = format!(
            r#"{{"protocolVersion":"2025-11-25","capabilities":{{}},"serverInfo":{{"name":"a","version":"1"}},"instructions":"{words}"}}"#
        );
        format!(r#"{{"jsonrpc":"2.0","id":1,"result":{result}}}"#)
    };
    let last = format!("{:060}z", 8_999);
    let run = |words: &str| {
        let list = format!(
            r#"{{"jsonrpc":"2.0","id":2,"result":{{"tools":[],"x":[{}]}}}}"#,
            tokens(9_000, 60)
        );
        let json = [("content-type", "application/json")];
        Scenario::new(URL)
            .call(
                Purpose::Initialize {
                    revision: "2025-11-25".into(),
                },
                "initialize",
            )
            .head(200, &json)
            .chunk(body(words))
            .end()
            .call(
                Purpose::List {
                    method: "tools/list".into(),
                    page: 0,
                },
                "tools/list",
            )
            .head(200, &json)
            .chunk(list)
            .end()
            .done()
    };
    let quoting = run(&format!("use {last} now"));
    let clean = redact::transcript(&quoting);
    let text = document::compact(&*clean);
    assert!(!text.contains(&last));
    let withheld = clean
        .facts
        .iter()
        .filter(|fact| matches!(fact, Fact::Shortened { .. }));
    assert_eq!(
        withheld.count(),
        1,
        "the body that quotes it, and not the one that names it"
    );
    assert!(text.contains("[withheld: "), "says so");

    let codes = |run: &Transcript| -> Vec<&'static str> {
        report::redacted(run)
            .findings
            .iter()
            .map(|finding| finding.code)
            .collect()
    };
    assert_eq!(codes(&quoting), codes(&run("use it now")));
    assert!(!format!("{:?}", report::redacted(&quoting)).contains(&last));
}

/// Nothing of the secret is left, in whatever it was written: what was cut out is all of it.
#[test]
fn no_encoding_hides_what_was_entered() {
    let secrets = [
        "Mk3r9Tq0Zx7w",
        "Qd4f/8Jh+2==?>",
        "!a1b2 c3d4~",
        "sk-proj-AbCdEf\\gh\"ij",
        "4142434445&amp;z1",
    ];
    for secret in secrets {
        for (name, written) in encodings(secret) {
            // The name of an entity has one case.
            if name == "upper case" && secret.contains('&') {
                continue;
            }
            for around in ["", " ", "\"", "x", "\\", "%", "/"] {
                let body = format!("[{around}{written}{around}]");
                let run =
                    Scenario::new(URL).options(|options| options.bearer = Some(secret.into()));
                let run = run.call(Purpose::Discover, "server/discover");
                let run = run
                    .head(200, &[("x-echo", &written)])
                    .chunk(body.clone())
                    .end()
                    .done();
                let clean = document::compact(&*redact::transcript(&run));
                let left = clean.matches("redacted:token").count();
                assert!(
                    left >= 3,
                    "{secret} in {name}, between {around:?}: {body}\n{clean}"
                );
                let cleaned = redact::transcript(&run);
                let once = document::compact(&*cleaned);
                assert_eq!(document::compact(&*redact::transcript(&cleaned)), once);
            }
        }
    }
}

/// A body without a secret is the same, byte for byte, whatever escapes are in it.
#[test]
fn what_holds_no_secret_is_left_as_it_was_written() {
    let body = r#"{"a":"\u0041\u00e4\ud83d\ude00 %41%2F &amp; \/ \\ \"x\"","b" : 1.0e5,"c":"QUJDREVGR0hJSktMTU5PUA=="}"#;
    let run = answered(body);
    assert!(
        document::compact(&*redact::transcript(&run)).contains(&document::compact(&run.events[2]))
    );
}
