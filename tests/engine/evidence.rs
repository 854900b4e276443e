//! What people paste, read: real outputs of curl 7.88, browsers' words, and nonsense.

mod run;
mod server;

use faultfinder::evidence::{EvidenceError, ScriptOptions, Shell, read, script};
use faultfinder::trace::vantage::Transport;
use faultfinder::trace::wire::{Pasted, PastedExchange};
use proptest::prelude::*;

/// The script as a page makes it.
fn sh(options: &ScriptOptions) -> String {
    script(
        Shell::Sh,
        include_str!("../../src/evidence/script.sh"),
        options,
    )
}

fn fixture(name: &str) -> Pasted {
    let path = format!(
        "{}/tests/engine/fixtures/evidence/{name}.txt",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).expect("the fixture is there");
    read(&text).unwrap_or_else(|nonsense| panic!("{name}: {nonsense}"))
}

/// The cause and the exchanges, each as `METHOD url status body-length`.
#[track_caller]
fn check(name: &str, cause: Option<&str>, exchanges: &[&str]) {
    let pasted = fixture(name);
    let seen: Vec<String> = pasted.exchanges.iter().map(line).collect();
    assert_eq!(
        (pasted.cause.as_deref(), seen.as_slice()),
        (cause, own(exchanges).as_slice()),
        "{name}"
    );
}

fn own(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn line(exchange: &PastedExchange) -> String {
    let PastedExchange {
        request,
        head,
        body,
    } = exchange;
    format!(
        "{} {} {} {}",
        request.method,
        request.url,
        head.status,
        body.0.len()
    )
}

#[test]
#[rustfmt::skip]
fn curl_answers() {
    check("i_post", None, &["POST http://127.0.0.1:8801/mcp 200 124"]);
    check("i_prompt", None, &["POST http://127.0.0.1:8801/mcp 200 124"]);
    check("i_html", None, &["GET http://127.0.0.1:8801/html 200 32"]);
    check("i_redirect", None, &["POST http://127.0.0.1:8801/redir 200 124"]);
    check("v_post", None, &["POST http://127.0.0.1:8801/mcp 200 124"]);
    check("v_401", None, &["POST http://127.0.0.1:8801/401 401 25"]);
    check("v_meter", None, &["GET http://127.0.0.1:8801/mcp 200 124"]);
    check("h2_v", None, &["POST https://localhost:8821/mcp 401 24"]);
    check("h2_i", Some("cors/allow-origin-mismatch"), &["POST https://localhost:8821/mcp 401 24"]);
    // The body ends with the blank line that a copy loses.
    check("h2_iv", None, &["GET https://localhost:8821/sse 200 26"]);
    check("settle_answered", None, &["GET http://127.0.0.1:8801/mcp 200 0"]);
    check("v_short", Some("endpoint/body-cut"), &["GET http://127.0.0.1:8815/mcp 200 5"]);
}

#[test]
#[rustfmt::skip]
fn curl_failures() {
    check("v_refused", Some("reach/refused"), &[]);
    check("v_dns", Some("reach/unknown-host"), &[]);
    check("v_self", Some("reach/certificate-untrusted"), &[]);
    check("s_self", Some("reach/certificate-untrusted"), &[]);
    check("v_expired", Some("reach/certificate-expired"), &[]);
    check("v_wronghost", Some("reach/certificate-wrong-host"), &[]);
    check("v_clientcert", Some("reach/client-certificate"), &[]);
    check("v_oldtls", Some("reach/tls-too-old"), &[]);
    check("v_nottls", Some("reach/not-tls"), &[]);
    // A TLS port that hears plain HTTP says nothing at all: the same as a server that hangs up.
    check("v_tlsonly", Some("reach/connection-dropped"), &[]);
    check("v_empty", Some("reach/connection-dropped"), &[]);
    check("v_reset", Some("reach/connection-dropped"), &[]);
    check("v_ssh", Some("reach/not-http"), &[]);
    check("v_hang", Some("reach/silent-server"), &[]);
    check("v_tlshang", Some("reach/tls-handshake-hangs"), &[]);
}

#[test]
#[rustfmt::skip]
fn other_tools() {
    check("openssl_self", Some("reach/certificate-untrusted"), &[]);
    check("openssl_wronghost", Some("reach/certificate-wrong-host"), &[]);
    check("openssl_nottls", Some("reach/not-tls"), &[]);
    check("openssl_refused", Some("reach/refused"), &[]);
    check("openssl_dns", Some("reach/unknown-host"), &[]);
    check("dig_nxdomain", Some("reach/unknown-host"), &[]);
    check("nslookup_nxdomain", Some("reach/unknown-host"), &[]);
    check("nslookup_windows", Some("reach/unknown-host"), &[]);
    check("powershell_dns", Some("reach/unknown-host"), &[]);
    check("powershell_raw", None, &["GET https://mcp.example.com/mcp 401 25"]);
    check("page_chromium", Some("reach/refused"), &[]);
    check("page_firefox", Some("reach/timeout"), &[]);
}

#[test]
fn tools_that_found_nothing_wrong() {
    let table = [
        ("openssl_good", EvidenceError::TlsWorks),
        ("dig_found", EvidenceError::NameLeadsSomewhere),
        ("powershell_status", EvidenceError::OnlyStatus),
    ];
    for (name, why) in table {
        let path = format!(
            "{}/tests/engine/fixtures/evidence/{name}.txt",
            env!("CARGO_MANIFEST_DIR")
        );
        let text = std::fs::read_to_string(&path).expect("the fixture is there");
        assert_eq!(read(&text), Err(why), "{name}");
    }
}

#[test]
fn an_apostrophe_swallows_nothing() {
    let text = "$ curl -si http://x.test/it's\nHTTP/1.1 404 Not Found\n\n";
    let pasted = read(text).expect("an answer");
    let seen: Vec<String> = pasted.exchanges.iter().map(line).collect();
    assert_eq!(seen, ["GET http://x.test/it's 404 0"]);
}

#[test]
fn a_command_may_take_lines() {
    let text = "$ curl -s -i \\\n>   -X POST 'http://x.test/' \\\n  -H \"A: b\" --json '{\n\"a\": 1}' | cat\nHTTP/1.1 200 OK\n\n{}\n";
    let pasted = read(text).expect("an answer");
    let request = pasted
        .exchanges
        .first()
        .map(|first| &first.request)
        .expect("one");
    assert_eq!(
        (request.method.as_str(), request.url.as_str()),
        ("POST", "http://x.test/")
    );
    assert_eq!(
        (request.headers.get("a"), request.body.as_deref()),
        (Some("b"), Some("{\n\"a\": 1}"))
    );
}

/// Long texts of one kind take time in proportion to their length.
#[test]
fn long_texts_are_read_at_once() {
    let begun = [
        "",
        "HTTP/1.1 200 OK\n\n",
        "=== faultfinder 1\n--- POST http://x/\n--- answer\n",
    ];
    let repeated = [
        "\n",
        "'",
        "curl -d 'x\n",
        "< HTTP/1.1 200 OK\n",
        "> a\n",
        "HTTP/1.1 100 x\n\n",
        "| x\n",
        "\u{1b}[",
        "* x\n",
    ];
    for begin in begun {
        for part in repeated {
            let _ = read(&(begin.to_owned() + &part.repeat(200_000 / part.len())));
        }
    }
}

#[test]
#[rustfmt::skip]
fn preflights() {
    check("options_401", Some("cors/preflight-unauthorized"), &["OPTIONS http://127.0.0.1:8801/mcp 401 0"]);
    check("options_405", Some("cors/preflight-not-routed"), &["OPTIONS http://127.0.0.1:8801/405 405 0"]);
    check("options_500", Some("cors/preflight-server-error"), &["OPTIONS http://127.0.0.1:8801/500 500 0"]);
    check("options_204", Some("cors/preflight-without-headers"), &["OPTIONS http://127.0.0.1:8801/204 204 0"]);
    // Without the command nobody knows what was asked.
    check("options_bare", None, &["  405 0"]);
}

#[test]
#[rustfmt::skip]
fn browser_words() {
    let cases = [
        ("net::ERR_CERT_DATE_INVALID", "reach/certificate-expired"),
        ("POST https://x.test/ net::ERR_CONNECTION_REFUSED", "reach/refused"),
        ("This site can\u{2019}t be reached\nERR_NAME_NOT_RESOLVED", "reach/unknown-host"),
        ("(failed) net::ERR_CONNECTION_TIMED_OUT", "reach/filtered"),
        ("Error code: SSL_ERROR_BAD_CERT_DOMAIN", "reach/certificate-wrong-host"),
        ("NS_ERROR_CONNECTION_REFUSED", "reach/refused"),
        ("net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin 200 (OK)", "cors/resource-policy"),
        ("curl: (6) Could not resolve host: x", "reach/unknown-host"),
        ("curl: (35) error:0A00010B:SSL routines::wrong version number", "reach/not-tls"),
        ("curl: (28) Operation timed out after 3001 milliseconds with 0 bytes received", "reach/silent-server"),
        ("curl: (7) Failed to connect to x port 1 after 0 ms: Couldn't connect to server", "reach/refused"),
        ("TypeError: fetch failed ... cause: Error: connect ECONNREFUSED 127.0.0.1:1", "reach/refused"),
        ("Access to fetch at 'https://a.test/mcp' from origin 'https://page.test' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.\nnet::ERR_FAILED 200 (OK)", "cors/allow-origin-missing"),
        ("blocked by CORS policy: Request header field mcp-protocol-version is not allowed by Access-Control-Allow-Headers in preflight response.", "cors/header-not-allowed"),
        ("blocked by CORS policy: Response to preflight request doesn't pass access control check: Redirect is not allowed for a preflight request.", "cors/preflight-redirected"),
        ("Cross-Origin Request Blocked: \u{2026} (Reason: CORS preflight response did not succeed). Status code: 405.", "cors/preflight-not-routed"),
        ("Cross-Origin Request Blocked: \u{2026} (Reason: CORS header \u{2018}Access-Control-Allow-Origin\u{2019} missing). Status code: 200.", "cors/allow-origin-missing"),
    ];
    for (text, cause) in cases {
        let pasted = read(text).unwrap_or_else(|nonsense| panic!("{text}: {nonsense}"));
        assert_eq!(pasted.cause.as_deref(), Some(cause), "{text}");
        assert!(pasted.quote.is_some(), "{text}");
    }
    check("console_chromium", Some("cors/preflight-rejected"), &[]);
}

#[test]
#[rustfmt::skip]
fn nonsense() {
    let cases = [
        ("  \n", EvidenceError::Empty),
        ("it does not work", EvidenceError::Unknown),
        ("* one\n* two\n", EvidenceError::Unknown),
        ("TypeError: Failed to fetch", EvidenceError::NoReason),
        ("POST https://x.test/ net::ERR_FAILED", EvidenceError::NoReason),
        ("{\"jsonrpc\":\"2.0\"}", EvidenceError::OnlyBody),
        ("{\"format\":\"faultfinder-report\"}", EvidenceError::TheReport),
        ("curl: (77) error setting certificate file", EvidenceError::OwnSide),
        ("Faultfinder: set MCP_TOKEN first, like this: export MCP_TOKEN=...\n", EvidenceError::NotRun),
        ("=== faultfinder 1\n--- POST http://x/\n> a: b\n", EvidenceError::NothingWhole),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text), Err(expected), "{text}");
    }
    assert_eq!(read(&sh(&options("http://x.test/mcp"))), Err(EvidenceError::TheScript));
}

fn options(url: &str) -> ScriptOptions {
    ScriptOptions {
        url: url.to_owned(),
        transport: Transport::Auto,
        header_names: Vec::new(),
        bearer: false,
        page_origin: "https://page.test".to_owned(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_the_reader(text in "(?s).*") {
        let _ = read(&text);
    }

    #[test]
    fn no_likely_text_breaks_the_reader(lines in proptest::collection::vec(likely(), 0..30)) {
        let _ = read(&lines.concat());
    }
}

/// Pieces that the readers look for, in any order.
fn likely() -> impl Strategy<Value = String> {
    let pieces = [
        "=== faultfinder 1\n",
        "=== end\n",
        "--- POST http://x/\n",
        "--- answer\n",
        "--- curl 0 0.1 0\n",
        "--- curl 28\n",
        "> a: b\n",
        "< HTTP/1.1 200 OK\n",
        "< content-type: text/event-stream\n",
        "| {}\n",
        "! curl: (7) x\n",
        "HTTP/2 401\n",
        "HTTP/1.1 100 Continue\n",
        "\n",
        "* Connected to x\n",
        "> POST / HTTP/2\n",
        "$ curl -si 'http://x/\n",
        "curl -X \\\n",
        "{ [5 bytes data]\n",
        "mcp-session-id: (3 mixed characters)\n",
        "< mcp-session-id: (99999999999 visible ASCII characters)\n",
        "curl: (",
        "é",
        "\u{1b}[",
        "location: //\n",
        "'",
        "\"",
        "--:--:--",
        " ",
    ];
    prop_oneof![4 => proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => ".*"]
}
