//! What people paste, read: real outputs of curl 7.88, browsers' words, and nonsense.

mod run;
mod server;

use faultfinder::evidence::{EvidenceError, ScriptOptions, Scripts, Shell, read};
use faultfinder::trace::network_cause::ProvenCause;
use faultfinder::trace::vantage::TransportChoice;
use faultfinder::trace::wire::{Pasted, PastedExchange};
use proptest::prelude::*;

/// The script as a page makes it.
fn sh(options: &ScriptOptions) -> String {
    scripts().script(Shell::Sh, options)
}

/// What the page loads when the evidence panel opens.
pub fn scripts() -> Scripts {
    let file = include_str!(concat!(env!("OUT_DIR"), "/scripts.json"));
    Scripts::parse(file).expect("both scripts")
}

#[test]
fn only_a_file_with_both_scripts_is_taken() {
    for other in [
        "",
        "<!doctype html>",
        "{}",
        r#"{"sh":""}"#,
        r#"{"sh":1,"powershell":""}"#,
    ] {
        assert!(Scripts::parse(other).is_none(), "{other}");
    }
}

fn text_of(name: &str) -> String {
    let path = format!(
        "{}/tests/engine/fixtures/evidence/{name}.txt",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(&path).expect("the fixture is there")
}

fn fixture(name: &str) -> Pasted {
    read(&text_of(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The cause and the exchanges, each as `METHOD url status body-length`.
fn outputs_of_tools(name: &str, cause: Option<&str>, exchanges: &[&str]) {
    let pasted = fixture(name);
    let seen: Vec<String> = pasted.exchanges.iter().map(line).collect();
    assert_eq!(
        (
            pasted.cause.as_ref().map(ProvenCause::code),
            seen.as_slice()
        ),
        (cause, own(exchanges).as_slice()),
        "{name}"
    );
}

rows! { outputs_of_tools;
    // Answers, as curl shows them.
    i_post: ("i_post", None, &["POST http://127.0.0.1:8801/mcp 200 124"]),
    i_prompt: ("i_prompt", None, &["POST http://127.0.0.1:8801/mcp 200 124"]),
    i_html: ("i_html", None, &["GET http://127.0.0.1:8801/html 200 32"]),
    i_redirect: ("i_redirect", None, &["POST http://127.0.0.1:8801/redir 200 124"]),
    v_post: ("v_post", None, &["POST http://127.0.0.1:8801/mcp 200 124"]),
    v_401: ("v_401", None, &["POST http://127.0.0.1:8801/401 401 25"]),
    v_meter: ("v_meter", None, &["GET http://127.0.0.1:8801/mcp 200 124"]),
    h2_v: ("h2_v", None, &["POST https://localhost:8821/mcp 401 24"]),
    h2_i: ("h2_i", Some("cors/allow-origin-mismatch"), &["POST https://localhost:8821/mcp 401 24"]),
    // The body ends with the blank line that a copy loses.
    h2_iv: ("h2_iv", None, &["GET https://localhost:8821/sse 200 26"]),
    settle_answered: ("settle_answered", None, &["GET http://127.0.0.1:8801/mcp 200 0"]),
    v_short: ("v_short", Some("endpoint/body-cut"), &["GET http://127.0.0.1:8815/mcp 200 5"]),
    // Failures of curl.
    v_refused: ("v_refused", Some("reach/refused"), &[]),
    v_dns: ("v_dns", Some("reach/unknown-host"), &[]),
    v_self: ("v_self", Some("reach/certificate-untrusted"), &[]),
    s_self: ("s_self", Some("reach/certificate-untrusted"), &[]),
    v_expired: ("v_expired", Some("reach/certificate-expired"), &[]),
    v_wronghost: ("v_wronghost", Some("reach/certificate-wrong-host"), &[]),
    v_clientcert: ("v_clientcert", Some("reach/client-certificate"), &[]),
    v_oldtls: ("v_oldtls", Some("reach/tls-too-old"), &[]),
    v_nottls: ("v_nottls", Some("reach/not-tls"), &[]),
    // A TLS port that hears plain HTTP says nothing at all: the same as a server that hangs up.
    v_tlsonly: ("v_tlsonly", Some("reach/connection-dropped"), &[]),
    v_empty: ("v_empty", Some("reach/connection-dropped"), &[]),
    v_reset: ("v_reset", Some("reach/connection-dropped"), &[]),
    v_ssh: ("v_ssh", Some("reach/not-http"), &[]),
    v_hang: ("v_hang", Some("reach/silent-server"), &[]),
    v_tlshang: ("v_tlshang", Some("reach/tls-handshake-hangs"), &[]),
    // Other tools.
    openssl_self: ("openssl_self", Some("reach/certificate-untrusted"), &[]),
    openssl_wronghost: ("openssl_wronghost", Some("reach/certificate-wrong-host"), &[]),
    openssl_nottls: ("openssl_nottls", Some("reach/not-tls"), &[]),
    openssl_refused: ("openssl_refused", Some("reach/refused"), &[]),
    openssl_dns: ("openssl_dns", Some("reach/unknown-host"), &[]),
    dig_nxdomain: ("dig_nxdomain", Some("reach/unknown-host"), &[]),
    nslookup_nxdomain: ("nslookup_nxdomain", Some("reach/unknown-host"), &[]),
    nslookup_windows: ("nslookup_windows", Some("reach/unknown-host"), &[]),
    powershell_dns: ("powershell_dns", Some("reach/unknown-host"), &[]),
    powershell_raw: ("powershell_raw", None, &["GET https://mcp.example.com/mcp 401 25"]),
    page_chromium: ("page_chromium", Some("reach/refused"), &[]),
    page_firefox: ("page_firefox", Some("reach/timeout"), &[]),
    // Preflights.
    options_401: ("options_401", Some("cors/preflight-unauthorized"), &["OPTIONS http://127.0.0.1:8801/mcp 401 0"]),
    options_405: ("options_405", Some("cors/preflight-not-routed"), &["OPTIONS http://127.0.0.1:8801/405 405 0"]),
    options_500: ("options_500", Some("cors/preflight-server-error"), &["OPTIONS http://127.0.0.1:8801/500 500 0"]),
    options_204: ("options_204", Some("cors/preflight-without-headers"), &["OPTIONS http://127.0.0.1:8801/204 204 0"]),
    // Without the command nobody knows what was asked.
    options_bare: ("options_bare", None, &["  405 0"]),
    // A browser's console.
    console_chromium: ("console_chromium", Some("cors/preflight-rejected"), &[]),
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

fn tools_that_found_nothing_wrong(name: &str, why: EvidenceError) {
    assert_eq!(read(&text_of(name)), Err(why));
}

rows! { tools_that_found_nothing_wrong;
    openssl: ("openssl_good", EvidenceError::TlsWorks),
    dig: ("dig_found", EvidenceError::NameLeadsSomewhere),
    powershell: ("powershell_status", EvidenceError::OnlyStatus),
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
fn long_texts_are_read_at_once(part: &str) {
    let long = part.repeat(200_000 / part.len());
    for begin in [
        "",
        "HTTP/1.1 200 OK\n\n",
        "=== faultfinder 1\n--- POST http://x/\n--- answer\n",
    ] {
        let _ = read(&(begin.to_owned() + &long));
    }
}

rows! { long_texts_are_read_at_once;
    line_ends: ("\n"),
    apostrophes: ("'"),
    commands: ("curl -d 'x\n"),
    heads: ("< HTTP/1.1 200 OK\n"),
    request_lines: ("> a\n"),
    interim_answers: ("HTTP/1.1 100 x\n\n"),
    body_lines: ("| x\n"),
    escapes: ("\u{1b}["),
    notes: ("* x\n"),
}

fn browser_words(text: &str, cause: &str) {
    let pasted = read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(
        pasted.cause.as_ref().map(ProvenCause::code),
        Some(cause),
        "{text}"
    );
    assert!(pasted.quote.is_some(), "{text}");
}

rows! { browser_words;
    chromium_expired: ("net::ERR_CERT_DATE_INVALID", "reach/certificate-expired"),
    chromium_refused: ("POST https://x.test/ net::ERR_CONNECTION_REFUSED", "reach/refused"),
    chromium_unknown_host: ("This site can\u{2019}t be reached\nERR_NAME_NOT_RESOLVED", "reach/unknown-host"),
    chromium_filtered: ("(failed) net::ERR_CONNECTION_TIMED_OUT", "reach/filtered"),
    firefox_wrong_host: ("Error code: SSL_ERROR_BAD_CERT_DOMAIN", "reach/certificate-wrong-host"),
    firefox_refused: ("NS_ERROR_CONNECTION_REFUSED", "reach/refused"),
    chromium_resource_policy: ("net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin 200 (OK)", "cors/resource-policy"),
    curl_unknown_host: ("curl: (6) Could not resolve host: x", "reach/unknown-host"),
    curl_not_tls: ("curl: (35) error:0A00010B:SSL routines::wrong version number", "reach/not-tls"),
    curl_silent: ("curl: (28) Operation timed out after 3001 milliseconds with 0 bytes received", "reach/silent-server"),
    curl_refused: ("curl: (7) Failed to connect to x port 1 after 0 ms: Couldn't connect to server", "reach/refused"),
    node_refused: ("TypeError: fetch failed ... cause: Error: connect ECONNREFUSED 127.0.0.1:1", "reach/refused"),
    chromium_no_cors: ("Access to fetch at 'https://a.test/mcp' from origin 'https://page.test' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.\nnet::ERR_FAILED 200 (OK)", "cors/allow-origin-missing"),
    chromium_header_not_allowed: ("blocked by CORS policy: Request header field mcp-protocol-version is not allowed by Access-Control-Allow-Headers in preflight response.", "cors/header-not-allowed"),
    chromium_preflight_redirected: ("blocked by CORS policy: Response to preflight request doesn't pass access control check: Redirect is not allowed for a preflight request.", "cors/preflight-redirected"),
    firefox_preflight_405: ("Cross-Origin Request Blocked: \u{2026} (Reason: CORS preflight response did not succeed). Status code: 405.", "cors/preflight-not-routed"),
    firefox_no_cors: ("Cross-Origin Request Blocked: \u{2026} (Reason: CORS header \u{2018}Access-Control-Allow-Origin\u{2019} missing). Status code: 200.", "cors/allow-origin-missing"),
}

fn is_unreadable(text: &str, expected: EvidenceError) {
    assert_eq!(read(text), Err(expected), "{text}");
}

rows! { is_unreadable;
    blank: ("  \n", EvidenceError::Empty),
    words_of_a_person: ("it does not work", EvidenceError::Unknown),
    list: ("* one\n* two\n", EvidenceError::Unknown),
    no_reason: ("TypeError: Failed to fetch", EvidenceError::NoReason),
    failed_for_some_reason: ("POST https://x.test/ net::ERR_FAILED", EvidenceError::NoReason),
    body_alone: ("{\"jsonrpc\":\"2.0\"}", EvidenceError::OnlyBody),
    a_report: ("{\"format\":\"faultfinder-report\"}", EvidenceError::TheReport),
    own_side: ("curl: (77) error setting certificate file", EvidenceError::OwnSide),
    not_run: ("Faultfinder: set MCP_TOKEN first, like this: export MCP_TOKEN=...\n", EvidenceError::NotRun),
    cut: ("=== faultfinder 1\n--- POST http://x/\n> a: b\n", EvidenceError::NothingWhole),
}

#[test]
fn the_script_itself_is_no_evidence() {
    let script = sh(&options("http://x.test/mcp"));
    assert_eq!(read(&script), Err(EvidenceError::TheScript));
}

fn options(url: &str) -> ScriptOptions {
    ScriptOptions {
        url: url.to_owned(),
        transport: TransportChoice::Auto,
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
