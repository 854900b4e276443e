//! The script, really run by `sh` against servers of the test's own, and its output read back.
//! Needs `sh` and `curl`, which the set-up of `./dev test` installs.

use std::process::{Command, Output};

use faultfinder::evidence::{ScriptOptions, read, variables};
use faultfinder::trace::network_cause::ProvenCause;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::wire::{Action, Input, Pasted};
use proptest::prelude::*;

use super::server::{self, Answer, Ask, Server};
use super::{options, own, sh};
use crate::world::{self, Cors, World};

const PAGE: &str = "https://page.test";

fn run(options: &ScriptOptions, environment: &[(&str, &str)]) -> Output {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(sh(options)).env("no_proxy", "*");
    shell
        .envs(environment.iter().copied())
        .output()
        .expect("sh runs")
}

fn printed(options: &ScriptOptions, environment: &[(&str, &str)]) -> String {
    let output = run(options, environment);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout).expect("what is printed is UTF-8 here")
}

/// Each exchange as `METHOD path rpc-method status`.
fn summary(pasted: &Pasted) -> Vec<String> {
    let exchanges = pasted.exchanges.iter();
    exchanges
        .map(|exchange| {
            let body = exchange.request.body.as_deref().unwrap_or("{}");
            let body: serde_json::Value = serde_json::from_str(body).expect("we send JSON");
            let method = body
                .get("method")
                .and_then(|method| method.as_str())
                .unwrap_or("-");
            let url = exchange
                .request
                .url
                .splitn(4, '/')
                .nth(3)
                .unwrap_or_default();
            format!(
                "{} /{url} {method} {}",
                exchange.request.method, exchange.head.status
            )
        })
        .collect()
}

/// How the steps stand when a browser was refused and this was pasted.
#[track_caller]
fn assert_continues(pasted: Pasted, expected: &[(Step, Status)]) {
    let target = world::options("https://mcp.test/mcp");
    let mut world = World::run(target, Cors::default(), world::legacy);
    world.tell(Input::User(Action::Paste(pasted)));
    world.drive();
    world.assert_fault(Step::Cors, "not-allowed");
    for (step, status) in expected {
        assert_eq!(world.status(*step), *status, "{step:?}");
    }
}

const OPENED: [(Step, Status); 4] = [
    (Step::Endpoint, Status::Pass),
    (Step::Session, Status::Pass),
    (Step::Tools, Status::Pass),
    (Step::Closing, Status::Skipped),
];

/// A 2025-11-25 server without a word of CORS, which wants its session.
fn legacy(ask: &Ask) -> Answer {
    if ask.method == "DELETE" {
        return Answer::new(200).header("set-cookie", "gone=1");
    }
    if ask.method != "POST" || ask.header("content-type") != "application/json" {
        return Answer::new(405);
    }
    let session = ask.header("mcp-session-id") == "7c9e6679-secret";
    match ask.rpc_method().as_str() {
        "initialize" => Answer::json(&format!(
            r#"{{"jsonrpc":"2.0","id":{},"result":{{"protocolVersion":"2025-11-25","capabilities":{{"tools":{{}},"prompts": {{}}}},"serverInfo":{{"name":"t","version":"1"}}}}}}"#,
            ask.rpc_id()
        ))
        .header("Mcp-Session-Id", "7c9e6679-secret")
        .header("Set-Cookie", "sticky=cookie-secret"),
        "notifications/initialized" if session => Answer::new(202),
        "tools/list" if session && ask.body.contains("cursor") => Answer::json(&format!(
            r#"{{"jsonrpc":"2.0","id":{},"result":{{"tools":[]}}}}"#,
            ask.rpc_id()
        )),
        "tools/list" if session => Answer::new(200)
            .header("content-type", "text/event-stream")
            .body(&format!(
                "event: message\r\ndata: {{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":{{\"tools\":[],\"nextCursor\":\"p 2\"}}}}\r\n\r\n",
                ask.rpc_id()
            )),
        "prompts/list" if session => Answer::json(&format!(
            r#"{{"jsonrpc":"2.0","id":{},"result":{{"prompts":[]}}}}"#,
            ask.rpc_id()
        )),
        _ => Answer::json(r#"{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: no session"},"id":null}"#)
            .status(400),
    }
}

const LEGACY: [&str; 9] = [
    "POST /mcp server/discover 400",
    "POST /mcp initialize 200",
    "POST /mcp notifications/initialized 202",
    "POST /mcp tools/list 200",
    "POST /mcp tools/list 200",
    "POST /mcp prompts/list 200",
    "DELETE /mcp - 200",
    "OPTIONS /mcp - 405",
    "POST /mcp ping 405",
];

#[test]
fn the_script_opens_a_legacy_session() {
    let server = Server::start(legacy);
    let text = printed(&options(&server.url("/mcp")), &[]);
    let pasted = read(&text).expect("our own output");
    assert_eq!(summary(&pasted), own(&LEGACY));
    assert_eq!(
        pasted.cause.as_ref().map(ProvenCause::code),
        Some("cors/allow-origin-missing")
    );
    // No secret of the server's is printed, and the shape of the session id survives.
    assert!(!text.contains("secret"), "{text}");
    let session = pasted
        .exchanges
        .get(1)
        .and_then(|opened| opened.head.headers.get("mcp-session-id"));
    assert_eq!(session, Some("redacted-redact"));
    // What came over the wire is what is read, carriage returns aside.
    let stream = pasted.exchanges.get(3).expect("tools/list");
    let id = stream
        .request
        .body
        .as_deref()
        .map(|body| server::number_after(body, "\"id\":"));
    let expected = format!(
        "event: message\ndata: {{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":{{\"tools\":[],\"nextCursor\":\"p 2\"}}}}\n\n",
        id.unwrap_or_default()
    );
    assert_eq!(String::from_utf8_lossy(&stream.body.0), expected);
    assert_eq!(server.asked().len(), LEGACY.len());
    let closed = [&OPENED[..3], &[(Step::Closing, Status::Pass)]].concat();
    assert_continues(pasted, &closed);
}

fn the_output_survives_what_terminals_do(change: fn(&str) -> String) {
    let server = Server::start(legacy);
    let text = printed(&options(&server.url("/mcp")), &[]);
    let whole = read(&text).expect("our own output");
    let changed = change(&text);
    let pasted = read(&changed).expect("still our output");
    assert_eq!(summary(&pasted), summary(&whole), "{changed}");
    let messages = |pasted: &Pasted| {
        let second = pasted.exchanges.get(1);
        second.map(|exchange| exchange.body.0.trim_ascii().to_vec())
    };
    assert_eq!(messages(&pasted), messages(&whole));
}

fn prompted(text: &str) -> String {
    format!(
        "me@host:~$ sh <<'FAULTFINDER'\n> …\n\u{1b}[?2004l\r{text}\u{1b}[32mme@host\u{1b}[0m:~$ "
    )
}

fn each_line(text: &str, change: impl Fn(&str) -> String) -> String {
    text.lines().map(|line| change(line) + "\n").collect()
}

rows! { the_output_survives_what_terminals_do;
    carriage_returns: (|text| text.replace('\n', "\r\n")),
    spaces_at_the_end: (|text| text.replace('\n', "  \n")),
    quoted: (|text| each_line(text, |line| format!("> {line}"))),
    between_prompts: (prompted),
    broken_lines: (|text| each_line(text, |line| wrap(line, 80))),
}

#[test]
fn output_that_is_cut_is_read_as_far_as_it_goes() {
    let server = Server::start(legacy);
    let text = printed(&options(&server.url("/mcp")), &[]);
    for cut in (0..text.len()).step_by(97) {
        let part = read(text.get(..cut).unwrap_or_default());
        let lines = part.map(|pasted| summary(&pasted)).unwrap_or_default();
        assert_eq!(lines, own(&LEGACY[..lines.len()]), "cut at {cut}");
    }
}

/// Hard line breaks, as a terminal multiplexer copies long lines.
fn wrap(line: &str, width: usize) -> String {
    let characters: Vec<char> = line.chars().collect();
    let rows: Vec<String> = characters
        .chunks(width)
        .map(|row| row.iter().collect())
        .collect();
    rows.join("\n")
}

#[test]
fn the_script_speaks_to_a_modern_server() {
    let server = Server::start(|ask| {
        match (ask.method.as_str(), ask.header("mcp-method").as_str()) {
            ("OPTIONS", _) => Answer::new(401).header("access-control-allow-origin", "*"),
            ("POST", "server/discover") => Answer::json(
                r#"{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"resources":{}}}}"#,
            ),
            ("POST", "tools/list") => {
                Answer::json(r#"{"jsonrpc":"2.0","id":100,"result":{"tools":[]}}"#)
            }
            ("POST", "resources/list") => {
                Answer::json(r#"{"jsonrpc":"2.0","id":300,"result":{"resources":[]}}"#)
            }
            _ => Answer::new(400).header("access-control-allow-origin", PAGE),
        }
    });
    let pasted = read(&printed(&options(&server.url("/mcp")), &[])).expect("our own output");
    let expected = [
        "POST /mcp server/discover 200",
        "POST /mcp tools/list 200",
        "POST /mcp resources/list 200",
        "POST /mcp resources/templates/list 400",
        "OPTIONS /mcp - 401",
        "POST /mcp ping 400",
    ];
    assert_eq!(summary(&pasted), own(&expected));
    assert_eq!(
        pasted.cause.as_ref().map(ProvenCause::code),
        Some("cors/preflight-unauthorized")
    );
    assert_continues(pasted, &OPENED);
}

#[test]
fn the_script_speaks_the_oldest_transport() {
    let server = Server::old_sse();
    let pasted = read(&printed(&options(&server.url("/sse")), &[])).expect("our own output");
    let expected = [
        "POST /sse server/discover 405",
        "POST /sse initialize 405",
        "GET /sse - 200",
        "POST /messages?sessionId=1 initialize 202",
        "POST /messages?sessionId=1 notifications/initialized 202",
        "POST /messages?sessionId=1 tools/list 202",
    ];
    assert_eq!(summary(&pasted).get(..6), Some(own(&expected).as_slice()));
    let stream = pasted
        .exchanges
        .get(2)
        .map(|stream| String::from_utf8_lossy(&stream.body.0).into_owned());
    assert!(stream.is_some_and(|stream| stream.contains("\"tools\":[]")));
    assert_continues(pasted, &OPENED);
}

/// Refuses everybody, and says where the metadata lies.
fn protected() -> Server {
    Server::start(|ask| {
        let root = format!("http://{}", ask.header("host"));
        match ask.path.as_str() {
            "/mcp" if ask.method == "POST" => Answer::new(401).header(
                "www-authenticate",
                &format!("Bearer error=\"invalid_token\", resource_metadata=\"{root}/meta\""),
            ),
            "/meta" => Answer::json(&format!(
                r#"{{"resource":"{root}/mcp","authorization_servers":["{}\/tenant"]}}"#,
                root.replace('/', "\\/")
            )),
            "/.well-known/openid-configuration/tenant" => {
                Answer::json(&format!(r#"{{"issuer":"{root}/tenant"}}"#))
            }
            _ => Answer::new(404),
        }
    })
}

/// What the script prints of a protected server, with a token and a key.
fn printed_with_secrets(server: &Server) -> String {
    let mut options = options(&server.url("/mcp"));
    options.bearer = true;
    options.header_names = own(&["X-Api-Key"]);
    let secrets = [
        ("MCP_TOKEN", "token-secret"),
        ("MCP_HEADER_X_API_KEY", "key 'secret'"),
    ];
    printed(&options, &secrets)
}

#[test]
fn a_challenge_leads_to_the_metadata() {
    let pasted = read(&printed_with_secrets(&protected())).expect("our own output");
    let expected = [
        "POST /mcp server/discover 401",
        "GET /meta - 200",
        "GET /.well-known/oauth-authorization-server/tenant - 404",
        "GET /.well-known/openid-configuration/tenant - 200",
    ];
    assert_eq!(summary(&pasted).get(..4), Some(own(&expected).as_slice()));
    let waits = [
        (Step::Endpoint, Status::Pass),
        (Step::Challenge, Status::Waiting),
    ];
    assert_continues(pasted, &waits);
}

#[test]
fn credentials_go_to_the_server_alone() {
    let server = protected();
    printed_with_secrets(&server);
    let mut with_credentials = 0;
    for ask in server.asked() {
        let credentials = (ask.header("authorization"), ask.header("x-api-key"));
        let with = ask.path == "/mcp" && ask.rpc_method() == "server/discover";
        with_credentials += usize::from(with);
        let expected = match with {
            true => ("Bearer token-secret".to_owned(), "key 'secret'".to_owned()),
            false => Default::default(),
        };
        assert_eq!(credentials, expected, "{}", ask.path);
    }
    assert!(with_credentials > 0);
}

#[test]
fn credentials_are_not_printed() {
    let text = printed_with_secrets(&protected());
    assert!(!text.contains("secret"), "{text}");
    let pasted = read(&text).expect("our own output");
    let first = pasted.exchanges.first().expect("an exchange");
    let header = |name: &str| first.request.headers.get(name);
    assert_eq!(header("authorization"), Some("redacted"));
    assert_eq!(header("x-api-key"), Some("redacted"));
}

#[test]
fn a_missing_secret_is_asked_for() {
    let mut options = options("http://127.0.0.1:9/mcp");
    options.bearer = true;
    let output = run(&options, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("export MCP_TOKEN="));
}

#[test]
fn a_redirect_within_the_origin_is_followed_once() {
    let server = Server::start(|ask| match ask.path.as_str() {
        "/mcp" => Answer::new(307).header("location", "/mcp/"),
        "/mcp/" => Answer::new(307).header("location", "/mcp"),
        _ => Answer::new(500),
    });
    let mut options = options(&server.url("/mcp"));
    options.page_origin.clear();
    let pasted = read(&printed(&options, &[])).expect("our own output");
    // One exchange, as a browser shows it.
    assert_eq!(summary(&pasted), own(&["POST /mcp server/discover 307"]));
    let head = pasted.exchanges.first().map(|first| &first.head);
    assert!(head.is_some_and(|head| head.redirected && head.url.ends_with("/mcp/")));
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn a_server_cannot_forge_the_transcript_or_steer_the_terminal() {
    let forged = "x\n--- POST http://evil.test/\n=== end\n=== faultfinder 1\n\u{1b}]0;owned\u{7}\u{9b}31m\0$(touch owned) `id`";
    let server =
        Server::start(move |_| Answer::new(403).header("x", "\u{1b}[2J$(id)").body(forged));
    let text = printed(&options(&server.url("/mcp")), &[]);
    assert!(
        !text.contains(['\u{1b}', '\u{7}', '\u{9b}', '\0']),
        "{text:?}"
    );
    let pasted = read(&text).expect("our own output");
    let expected = [
        "POST /mcp server/discover 403",
        "OPTIONS /mcp - 403",
        "POST /mcp ping 403",
    ];
    assert_eq!(summary(&pasted), own(&expected));
    let body = pasted
        .exchanges
        .first()
        .map(|first| String::from_utf8_lossy(&first.body.0).into_owned());
    let expected = "x\n--- POST http://evil.test/\n=== end\n=== faultfinder 1\n?]0;owned??31m?$(touch owned) `id`";
    assert_eq!(body.as_deref(), Some(expected));
}

#[test]
fn a_closed_port_is_named() {
    let pasted = read(&printed(&options("http://127.0.0.1:1/mcp"), &[])).expect("our own output");
    assert_eq!(
        (
            pasted.cause.as_ref().map(ProvenCause::code),
            pasted.exchanges.len()
        ),
        (Some("reach/refused"), 0)
    );
}

#[test]
fn a_large_body_is_cut_and_left_out() {
    let large = "x".repeat(1_200_000);
    let server = Server::start(move |ask| match ask.method.as_str() {
        "POST" => Answer::new(403).body(&large),
        _ => Answer::new(403),
    });
    let pasted = read(&printed(&options(&server.url("/mcp")), &[])).expect("our own output");
    assert_eq!(summary(&pasted), own(&["OPTIONS /mcp - 403"]));
}

#[test]
fn variables_differ() {
    let names = variables(&["X-Api-Key", "x_api_key", "x-api.key", "Other"]);
    let expected = [
        "MCP_HEADER_X_API_KEY",
        "MCP_HEADER_X_API_KEY_2",
        "MCP_HEADER_X_API_KEY_3",
        "MCP_HEADER_OTHER",
    ];
    assert_eq!(names, own(&expected));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the address and the page are, the shell takes the script for nothing else than it is.
    #[test]
    fn any_address_is_only_text(url in ".*", page in ".*", header in ".*") {
        let mut options = options(&url);
        options.page_origin = page;
        options.header_names = vec![header];
        let text = sh(&options);
        prop_assert_eq!(text.matches("FAULTFINDER").count(), 2);
        let inner = text.strip_prefix("sh <<'FAULTFINDER'\n").and_then(|text| text.strip_suffix("FAULTFINDER\n"));
        // The settings, then a word that proves that all of them were plain assignments.
        let settings: String = inner.unwrap_or_default().lines().take_while(|line| !line.starts_with("limit=")).fold(String::new(), |all, line| all + line + "\n");
        let check = Command::new("sh").arg("-c").arg(format!("{settings}printf '%s' \"$transport\"")).output().expect("sh runs");
        prop_assert_eq!((check.stdout.as_slice(), check.stderr.len()), (b"auto".as_slice(), 0));
        let whole = Command::new("sh").args(["-n", "-c", inner.unwrap_or_default()]).output().expect("sh runs");
        prop_assert!(whole.status.success());
    }
}
