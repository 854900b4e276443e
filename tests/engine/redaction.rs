//! Secrets go in everywhere, and none comes out.

use faultfinder::protocol::document;
use faultfinder::redact;
use faultfinder::render;
use faultfinder::report;
use faultfinder::trace::fault::Fault;
use faultfinder::trace::purpose::{ProbeRequest, Purpose};
use faultfinder::trace::reason::Reason;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::transcript::Transcript;
use faultfinder::trace::wire::{
    Bytes, Head, Pasted, PastedExchange, Probe, ProbeResult, Request, ResponseKind,
};
use proptest::prelude::*;

use crate::redaction_everywhere::texts_of;
use crate::reports::sound;
use crate::scenario::Scenario;

/// One secret per kind of place. Each is of a form that occurs there.
const BEARER: &str = "brr-0a9f13c7e2-marker";
const HEADER: &str = "hdr-77c1d0be52-marker";
const API_KEY: &str = "key-91af00c2d3-marker";
const SESSION: &str = "5f0c2e9a-77b1-4d3a-9c55-0a1b2c3d4e5f";
const QUERY: &str = "qry-3d2f81aa07-marker";
const PATH: &str = "p4th1s3cr3t9f86d081884c7d65";
const USER: &str = "usr-8d1c33e0f9-marker";
const FRAGMENT: &str = "frg-5c1b0a99e7-marker";
const COOKIE: &str = "cke-0b7e5d2c18-marker";
const MEMBER: &str = "mbr-6e9d4c01fa-marker";
const DEEP: &str = "dep-2c4a60bf83-marker";
const FORM: &str = "frm-b16f0e9d25-marker";
const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYXJrZXIifQ.c2lnbmF0dXJlLW1hcmtlcg";
const CODE: &str = "c0de7f3a91b2d44e8865aa10";

/// `someone:psw-4d19a7e60b-marker`
const BASIC: &str = "c29tZW9uZTpwc3ctNGQxOWE3ZTYwYi1tYXJrZXI=";
const PASSWORD: &str = "psw-4d19a7e60b-marker";

const ALL: [&str; 16] = [
    BASIC, PASSWORD, BEARER, HEADER, API_KEY, SESSION, QUERY, PATH, USER, FRAGMENT, COOKIE, MEMBER,
    DEEP, FORM, JWT, CODE,
];

fn url() -> String {
    format!("https://mcp.example.com/s/{PATH}/mcp?api_key={QUERY}&page=2#access_token={FRAGMENT}")
}

/// A body that holds secrets in every way a body can, and quotes the others.
fn body() -> String {
    format!(
        concat!(
            r#"{{"jsonrpc":"2.0","id":1,"result":{{"access_token":"{member}","nested":[{{"client_secret" : "{deep}"}}],"#,
            r#""text":"{{\"refresh_token\":\"{deep}\",\"n\":1}}","jwt":"{jwt}","code":"{code}","form":"code_verifier={form}&x=1","#,
            r#""echo":"you sent {bearer}, psw-4d19a7e60b-marker and {header} to /s/{path}/mcp","say":"Authorization: Bearer {bearer}","#,
            r#""session":"your cookie was {cookie}","auth":"Basic {basic}","#,
            r#""password":"quo\"te-{member}","inputSchema":{{"type":"object","properties":{{"password":{{"type":"string"}}}}}}}}}}"#
        ),
        cookie = COOKIE,
        basic = BASIC,
        member = MEMBER,
        deep = DEEP,
        jwt = JWT,
        code = CODE,
        form = FORM,
        bearer = BEARER,
        header = HEADER,
        path = PATH,
    )
}

/// A run with a secret in every field that can hold one; the body arrives in parts cut at these places.
fn planted(cuts: &[usize], stream: bool) -> Transcript {
    let text = body();
    let text = if stream {
        format!("event: message\ndata: {text}\n\n")
    } else {
        text
    };
    let kind = if stream {
        "text/event-stream"
    } else {
        "application/json"
    };
    let mut run = Scenario::new(&url())
        .options(|options| {
            options.bearer = Some(BEARER.into());
            options.headers = vec![
                ("X-Tenant".into(), HEADER.into()),
                ("X-Api-Key".into(), API_KEY.into()),
            ];
        })
        .sending("Authorization", &format!("Bearer {BEARER}"))
        .sending("X-Tenant", HEADER)
        .sending("x-api-key", API_KEY)
        .sending("Mcp-Session-Id", SESSION)
        .call(
            Purpose::Initialize {
                revision: "2025-11-25".into(),
            },
            "initialize",
        )
        .head(
            200,
            &[
                ("content-type", kind),
                ("mcp-session-id", SESSION),
                ("set-cookie", &format!("sid={COOKIE}; HttpOnly")),
                ("location", &format!("/s/{PATH}/next?token={QUERY}")),
                ("x-echo", &format!("got {HEADER}")),
            ],
        );
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % text.len()).collect();
    cuts.sort_unstable();
    let mut start = 0;
    for end in cuts.into_iter().chain([text.len()]) {
        run = run.chunk(&text.as_bytes()[start..end]);
        start = end;
    }
    run.end()
        .send_to(&url(), Purpose::ProbeRequest { request: ProbeRequest::NoCorsGet }, "GET", Some(&format!("code={CODE}&password={MEMBER}")))
        .fails(&format!("TypeError: cannot fetch https://{USER}:{USER}@mcp.example.com/s/{PATH}/mcp?api_key={QUERY}"))
        .probe(Probe::EventSource { url: url() }, ProbeResult::EventSource { ready_state: 0 })
        .probe(Probe::CspRedirect { url: format!("https://{USER}@mcp.example.com/") }, ProbeResult::CspRedirect { left_origin: false })
        .paste(Pasted {
            exchanges: vec![PastedExchange {
                request: Request { method: "POST".into(), url: url(), headers: [("Authorization", format!("Bearer {JWT}"))].into_iter().collect(), body: Some(body()) },
                head: Head { kind: ResponseKind::Basic, status: 200, url: url(), redirected: false, headers: [("Set-Cookie", COOKIE)].into_iter().collect() },
                body: Bytes(body().into_bytes()),
            }],
            cause: None,
            quote: Some(format!("> Authorization: Bearer {BEARER}")),
        })
        .step(Step::Session, Status::Fail, Reason::Fault {
            fault: Fault::InitializeRefused { rpc_code: 1, message: format!("bad token {BEARER}, session {SESSION}") },
        })
        .done()
}

fn assert_clean(text: &str) {
    for secret in ALL {
        assert!(!text.contains(secret), "{secret} survived in {text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_secret_survives(cuts in proptest::collection::vec(0usize..4000, 0..12), stream: bool) {
        let transcript = planted(&cuts, stream);
        let clean = redact::transcript(&transcript);
        // As the report shows them: bodies in one piece.
        let report = report::redacted(&transcript);
        assert_clean(&document::compact(&*clean));
        for (_, text) in texts_of(&report) {
            assert_clean(&text);
        }
        for exchange in &report.exchanges {
            let shown = exchange.response.as_ref().map(|response| response.body.clone()).unwrap_or_default();
            assert_clean(&shown);
        }
        sound(&transcript);
    }

    #[test]
    fn any_text_is_survived_and_cleaned_once(text in ".{0,400}", bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let run = Scenario::new(&text).call(Purpose::Discover, "server/discover");
        let run = run.head(200, &[("content-type", "application/json"), ("x", &text)]).chunk(text.clone()).chunk(bytes).end();
        let transcript = run.done();
        let once = redact::transcript(&transcript);
        prop_assert_eq!(&*redact::transcript(&once), &*once);
    }
}

#[test]
fn what_is_no_secret_stays() {
    let harmless = [
        r#"{"error":{"code":"invalid_api_key","message":"token: required"}}"#,
        r#"{"properties":{"token":{"type":"string"},"password":{"type":"string","description":"Your password: at least 8 letters"}},"required":["token"]}"#,
        r#"{"nextCursor":"page-2","progressToken":"p1","token_type":"Bearer","token_endpoint":"https://a.example/token"}"#,
        r#"Bearer realm="mcp", resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource""#,
        "https://mcp.example.com/v1/streamable-http-endpoint/2025-11-25/mcp?transport=streamable-http",
        "Authorization: required",
        "data: /messages/?page=12",
        r#"{"type":"object&secret="},{"description":"Give your password:","x":["https://a.example/?token="],"y":1}"#,
        "Authorization: secret=redacted:secret:1",
        // A tag, and what stood behind the secret with nothing between: found by the fuzzer.
        "redacted:secret:6ab3redacted:secret:6c4 redacted:token:21he2-23T12:00:00",
    ];
    for text in harmless {
        let run =
            Scenario::new("https://mcp.example.com/mcp").call(Purpose::Discover, "server/discover");
        let transcript = run.head(200, &[("x-text", text)]).chunk(text).end().done();
        assert_eq!(*redact::transcript(&transcript), transcript, "{text}");
    }
}

#[test]
fn equal_secrets_get_equal_tags() {
    let clean = redact::transcript(&planted(&[], false));
    let text = document::compact(&*clean);
    // The bearer: in the options, in a header, in a body, in a fault, in what was pasted.
    assert!(text.matches("redacted:token:21").count() >= 5, "{text}");
    assert!(text.contains("Bearer redacted:token:21"), "{text}");
    assert!(
        text.contains(
            "https://mcp.example.com/s/redacted:path:27/mcp?api_key=redacted:query:21&page=2"
        ),
        "{text}"
    );
}

#[test]
fn commands_name_their_secrets_as_variables() {
    let report = report::redacted(&planted(&[], false));
    let curl = render::curl(&report, 1);
    assert!(
        curl.contains("-H \"Authorization: Bearer ${MCP_TOKEN}\""),
        "{curl}"
    );
    assert!(
        curl.contains("'https://mcp.example.com") || curl.contains("\"https://mcp.example.com"),
        "{curl}"
    );
    assert!(curl.contains("MCP_SESSION_ID='…'"), "{curl}");
    assert!(!curl.contains("redacted:"), "{curl}");
}

/// Bounded work, whatever the body: what is quadratic takes hours here.
#[test]
fn large_bodies_are_cleaned_in_reasonable_time() {
    let members = [
        r#"{"access_token":"a1b2c3d4e5f6a7b8c9","x":"eyJ","token":"#,
        "code=",
        "authorization: ",
        "cookie:",
        r#""state":"#,
        "eyJ.",
        "token=redacted:token:5 ",
        r#"\"password\":\\\"#,
        "a1b2c3d4 bearer ",
    ];
    for member in members {
        let text = member.repeat((1 << 17) / member.len());
        let run = Scenario::new("https://mcp.example.com/mcp")
            .options(|options| options.bearer = Some("a1b2c3d4e5".into()))
            .call(Purpose::Discover, "server/discover");
        let transcript = run.head(200, &[]).chunk(text).end().done();
        let begun = std::time::Instant::now();
        redact::transcript(&transcript);
        // Generous, for a busy machine and an unoptimised build.
        assert!(
            begun.elapsed().as_secs() < 20,
            "{member}: {:?}",
            begun.elapsed()
        );
    }
}

#[test]
fn names_of_headers_stay() {
    let clean = redact::transcript(&planted(&[], false));
    let names: Vec<&str> = clean
        .options
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["X-Tenant", "X-Api-Key"]);
}

/// What a sign-in asks with is read in its address.
#[test]
fn an_address_in_an_address_stays_if_nothing_in_it_is_secret() {
    let cleaned = |query: &str| -> String {
        let run = Scenario::new("https://mcp.example.com/v1/mcp2")
            .send_to(
                &format!("https://auth.example.com/authorize?{query}"),
                Purpose::Authorize,
                "GET",
                None,
            )
            .done();
        let clean = redact::transcript(&run);
        assert_eq!(*redact::transcript(&clean), *clean);
        document::compact(&*clean)
    };
    let harmless = "resource=https%3A%2F%2Fmcp.example.com%2Fv1%2Fmcp2";
    let text = cleaned(harmless);
    assert!(text.contains(harmless), "{text}");
    assert!(text.contains("https://mcp.example.com/v1/mcp2"), "{text}");
    let secrets = [
        format!("to=https%3A%2F%2Fmcp.example.com%2Fs%2F{PATH}"),
        format!("to=https%3A%2F%2Fmcp.example.com%2F%3Fapi_key%3D{QUERY}"),
        format!("to=https%3A%2F%2Fme%3A{USER}%40mcp.example.com%2Fv1%2Fmcp2"),
        format!("to=https%3A%2F%2Fa.example%2Fv1%2F%3Fto%3Dhttps%3A%2F%2Fb.example%2F{PATH}"),
    ];
    for query in secrets {
        let text = cleaned(&query);
        assert!(ALL.iter().all(|secret| !text.contains(secret)), "{text}");
    }
}

/// How programs in public reports wrote a credential into their errors and logs, which a server may answer with.
fn a_credential_in_an_error(written: &str) {
    const SECRET: &str = "at7f3e91c0d2b84a6688fe01";
    let message = written.replace("SECRET", SECRET);
    let error = serde_json::json!({ "jsonrpc": "2.0", "id": 1, "error": { "code": -32603, "message": message } });
    for body in [error.to_string(), message] {
        let asked =
            Scenario::new("https://mcp.example.com/mcp").call(Purpose::Discover, "server/discover");
        let run = asked.head(500, &[]).chunk(body.clone()).end().done();
        let clean = redact::transcript(&run);
        let text = document::compact(&*clean);
        assert!(!text.contains(SECRET), "{text}");
    }
}

rows! { a_credential_in_an_error;
    // A client that logs its configuration in the debug form of Rust (cc-switch, 2026).
    rust_debug: (r#"converted 'headers' = Object {"Authorization": String("Bearer SECRET")}"#),
    // An HTTP client's error, as Node.js shows an object (axios, 2025): its headers, and what it wrote to the socket.
    node_headers: ("headers: Object [AxiosHeaders] { Accept: '*/*', Authorization: 'Bearer SECRET', 'X-Api-Key': 'SECRET' }"),
    node_socket: (r"_header: 'POST /mcp HTTP/1.1\r\nauthorization: Bearer SECRET\r\nHost: a.example\r\n'"),
    node_basic: ("auth: { username: 'me', password: 'SECRET' }"),
    // A validation error of Python that quotes the token response whose member is misspelt (2026).
    python_validation: ("access_token\n  Field required [type=missing, input_value={'acess_token': 'SECRET', 'token_type': 'Bearer'}, input_type=dict]"),
    // A proxy that lists how it starts its servers (2026).
    arguments: (r#"{"servers":[{"args":["mcp-foo","--api-key","SECRET"],"env":{"NOTION_TOKEN":"SECRET"}}]}"#),
    // A server that logs a session which it does not know (2026).
    session: ("Session token not found, expired, or secret unavailable: sess_SECRET"),
    // A file server that logs its requests (xrootd, 2024).
    authz: ("Pss_Stat: url=https://p0@a.example:1094//ns/t?&authz=Bearer%20SECRET"),
}
