//! Each check on the smallest run that has what it looks for, and its silence on those that have not.

use faultfinder::checks::finding::Severity;
use faultfinder::report::Outcome;
use faultfinder::trace::fault::Fault;
use faultfinder::trace::network_cause::NetworkCause;
use faultfinder::trace::purpose::{ProbeRequest, Purpose};
use faultfinder::trace::reason::Reason;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::transcript::{Fact, Transcript};
use faultfinder::trace::vantage::BrowserEngine;
use faultfinder::trace::wire::{Pasted, Probe, ProbeResult};

use crate::reports::sound;
use crate::scenario::{Scenario, URL};

/// The codes of a run, faults first.
#[track_caller]
fn codes(transcript: Transcript, expected: &[&str]) {
    let report = sound(&transcript);
    let found: Vec<&str> = report.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(found, expected);
}

fn tools(list: &str) -> Transcript {
    let run = Scenario::opened(URL)
        .list("tools/list", 0)
        .result(&format!(r#"{{"tools":{list}}}"#));
    run.pass(&[Step::Tools]).done()
}

fn tool(schema: &str) -> Transcript {
    tools(&format!(
        r#"[{{"name":"a","description":"Does a thing","inputSchema":{schema}}}]"#
    ))
}

fn modern_tool(schema: &str) -> Transcript {
    let run = Scenario::modern(URL).list("tools/list", 0);
    let run = run.result(&format!(
        r#"{{"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[{{"name":"a","description":"Does a thing","inputSchema":{schema}}}]}}"#
    ));
    run.pass(&[Step::Tools]).done()
}

/// The schema of a tool that takes anything.
const PLAIN: &str = r#"{"type":"object"}"#;

fn healthy_runs_are_silent(run: Transcript) {
    codes(run, &[]);
}

rows! { healthy_runs_are_silent;
    plain_schema: (tool(PLAIN)),
    plain_schema_of_2026_07_28: (modern_tool(PLAIN)),
    rich_schema: (tool(
        r##"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"a":{"type":["string","null"],"default":null,"minLength":1},"b":{"$ref":"#/properties/a"},"c":{"type":"array","items":{"type":"number","exclusiveMinimum":0}},"d":true,"e":{"anyOf":[{"const":1},{"enum":["x"]}]}},"required":["a"],"additionalProperties":false}"##,
    )),
    header_annotation: (modern_tool(
        r#"{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}}}"#,
    )),
}

fn bad_input_schemas(schema: &str) {
    codes(tool(schema), &["tools/bad-input-schema"]);
}

rows! { bad_input_schemas;
    bool: ("true"),
    null: ("null"),
    empty: ("{}"),
    type_as_list: (r#"{"type":["object"]}"#),
    no_type: (r#"{"properties":{}}"#),
    choice_at_root: (r#"{"anyOf":[{"type":"object"}]}"#),
    null_properties: (r#"{"type":"object","properties":null}"#),
    required_as_bool: (r#"{"type":"object","required":true}"#),
    unknown_type: (r#"{"type":"object","properties":{"a":{"type":"int"}}}"#),
    exclusive_minimum_as_bool: (r#"{"type":"object","properties":{"a":{"type":"number","exclusiveMinimum":true}}}"#),
    missing_definition: (r##"{"type":"object","properties":{"a":{"$ref":"#/$defs/Missing"}}}"##),
    property_as_text: (r#"{"type":"object","properties":{"a":"string"}}"#),
}

#[test]
fn a_tool_without_a_schema() {
    codes(
        tools(r#"[{"name":"a","description":"Does a thing"}]"#),
        &["tools/bad-input-schema"],
    );
}

fn other_faults_of_tools(run: Transcript, expected: &[&str]) {
    codes(run, expected);
}

rows! { other_faults_of_tools;
    list_as_object: (tools(r#"{"a":{}}"#), &["tools/list-malformed"]),
    tool_as_text: (tools(r#"["a"]"#), &["tools/list-malformed"]),
    no_name: (tools(r#"[{"description":"x","inputSchema":{"type":"object"}}]"#), &["tools/missing-name"]),
    output_schema_as_array: (
        tools(
            r#"[{"name":"a","description":"x","inputSchema":{"type":"object"},"outputSchema":{"type":"array"}}]"#,
        ),
        &["tools/bad-output-schema"],
    ),
    header_of_two_words: (
        modern_tool(
            r#"{"type":"object","properties":{"a":{"type":"string","x-mcp-header":"My Region"}}}"#,
        ),
        &["tools/bad-header-annotation"],
    ),
    header_of_an_array: (
        modern_tool(
            r#"{"type":"object","properties":{"a":{"type":"array","items":{"type":"string","x-mcp-header":"A"}}}}"#,
        ),
        &["tools/bad-header-annotation"],
    ),
    header_before_2026_07_28: (
        tool(r#"{"type":"object","properties":{"a":{"type":"number","x-mcp-header":"A"}}}"#),
        &[],
    ),
}

const ONE: &str = r#"{"name":"a","description":"x","inputSchema":{"type":"object"}}"#;

fn warnings_about_tools(run: Transcript, expected: &[&str]) {
    codes(run, expected);
}

rows! { warnings_about_tools;
    none: (tools("[]"), &["tools/empty"]),
    name_of_two_words: (
        tools(r#"[{"name":"two words","description":"x","inputSchema":{"type":"object"}}]"#),
        &["tools/bad-name"],
    ),
    three_times: (tools(&format!("[{ONE},{ONE},{ONE}]")), &["tools/duplicate-name"]),
    reference_elsewhere: (
        tool(r#"{"type":"object","properties":{"a":{"$ref":"https://elsewhere.example/a.json"}}}"#),
        &["tools/external-ref"],
    ),
    no_description: (tools(r#"[{"name":"a","inputSchema":{"type":"object"}}]"#), &["tools/no-description"]),
}

#[test]
fn a_list_that_takes_its_time() {
    let slow = Scenario::opened(URL).list("tools/list", 0).wait(2500.0);
    let slow = slow.result(&format!(r#"{{"tools":[{ONE}]}}"#));
    codes(slow.pass(&[Step::Tools]).done(), &["tools/slow"]);
}

fn page(cursor: &str) -> String {
    format!(r#"{{"tools":[{ONE}],"nextCursor":{cursor}}}"#)
}

#[test]
fn pages_that_lead_back() {
    let run = Scenario::opened(URL).list("tools/list", 0);
    let run = run.result(&page(r#""again""#)).list("tools/list", 1);
    let run = run.result(&page(r#""again""#)).pass(&[Step::Tools]);
    codes(run.done(), &["tools/pagination-loop"]);
}

#[test]
fn a_cursor_that_is_a_number() {
    let run = Scenario::opened(URL).list("tools/list", 0);
    let run = run.result(&page("2")).pass(&[Step::Tools]);
    codes(run.done(), &["tools/cursor-not-a-string"]);
}

#[test]
fn a_list_without_the_hints_of_2026_07_28() {
    let run = Scenario::modern(URL).list("tools/list", 0);
    let run = run.result(&format!(r#"{{"tools":[{ONE}]}}"#));
    codes(
        run.pass(&[Step::Tools]).done(),
        &["tools/result-type-missing", "tools/cache-hints-missing"],
    );
}

#[test]
fn a_discovery_without_the_hints_of_2026_07_28() {
    let bare = Scenario::new(URL)
        .sending("mcp-protocol-version", "2026-07-28")
        .call(Purpose::Discover, "server/discover")
        .result(r#"{"supportedVersions":["2026-07-28"],"capabilities":{},"ttlMs":-1,"cacheScope":"all"}"#)
        .pass(&[Step::Address, Step::Reach, Step::Cors, Step::Endpoint, Step::Session]);
    codes(
        bare.done(),
        &[
            "session/discover-result-type",
            "session/discover-cache-hints",
            "session/server-info-missing",
        ],
    );
}

/// A session of 2025-11-25 with these capabilities.
fn declaring(capabilities: &str) -> Scenario {
    let revision = "2025-11-25".into();
    let run = Scenario::new(URL).call(Purpose::Initialize { revision }, "initialize");
    let run = run.result(&format!(
        r#"{{"protocolVersion":"2025-11-25","capabilities":{{{capabilities}}},"serverInfo":{{"name":"e","version":"1"}}}}"#
    ));
    run.pass(&[
        Step::Address,
        Step::Reach,
        Step::Cors,
        Step::Endpoint,
        Step::Session,
    ])
}

fn resources(result: &str, expected: &[&str]) {
    let run = declaring(r#""resources":{}"#).list("resources/list", 0);
    codes(run.result(result).pass(&[Step::Resources]).done(), expected);
}

rows! { resources;
    sound: (r#"{"resources":[{"uri":"lab://index","name":"index"}]}"#, &[]),
    relative: (r#"{"resources":[{"uri":"notes/first note.md","name":"n"}]}"#, &["resources/bad-uri"]),
    no_name: (r#"{"resources":[{"uri":"a:b"}]}"#, &["resources/list-malformed"]),
    no_list: (r#"{"items":[]}"#, &["resources/list-malformed"]),
}

fn prompts(capabilities: &str, result: &str, expected: &[&str]) {
    let run = declaring(capabilities).list("prompts/list", 0);
    codes(run.result(result).pass(&[Step::Prompts]).done(), expected);
}

rows! { prompts;
    sound: (r#""prompts":{}"#, r#"{"prompts":[{"name":"p"}]}"#, &[]),
    null: (r#""prompts":{}"#, r#"{"prompts":null}"#, &["prompts/list-malformed"]),
    undeclared: ("", r#"{"prompts":[{"name":"p"}]}"#, &["prompts/undeclared"]),
}

fn answers_to_initialized(status: u16, body: &str, expected: &[&str]) {
    let run = Scenario::new(URL)
        .call(Purpose::Initialize { revision: "2025-11-25".into() }, "initialize")
        .result(r#"{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"e","version":"1"}}"#)
        .send(Purpose::Initialized, "POST", Some(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#))
        .head(status, &[])
        .chunk(body)
        .end()
        .pass(&[Step::Address, Step::Reach, Step::Cors, Step::Endpoint, Step::Session]);
    codes(run.done(), expected);
}

rows! { answers_to_initialized;
    accepted: (202, "", &[]),
    no_content: (204, "", &["session/initialized-not-202"]),
    text: (200, "OK", &["session/initialized-not-202"]),
}

#[test]
fn a_session_id_that_is_not_ascii() {
    let odd = Scenario::opened(URL).fact(Fact::SessionId {
        exchange: 2,
        length: 12,
        visible_ascii: false,
    });
    codes(odd.done(), &["session/id-not-ascii"]);
}

#[test]
fn a_result_with_an_error_beside_it_and_no_name() {
    let nameless = Scenario::new(URL)
        .call(Purpose::Initialize { revision: "2025-11-25".into() }, "initialize")
        .answer(200, r#"{"jsonrpc":"2.0","id":1,"error":null,"result":{"protocolVersion":"2025-11-25","capabilities":{}}}"#)
        .pass(&[Step::Address, Step::Reach, Step::Cors, Step::Endpoint, Step::Session]);
    codes(
        nameless.done(),
        &["session/malformed-envelope", "session/server-info-missing"],
    );
}

fn addresses_that_deserve_a_word(server: &str, expected: &[&str]) {
    let run = Scenario::new(server).pass(&[Step::Address]);
    codes(run.done(), expected);
}

rows! { addresses_that_deserve_a_word;
    fragment: ("https://mcp.example.com/mcp#tools", &["address/fragment-ignored"]),
    root_path: ("https://mcp.example.com/", &["address/root-path"]),
    host_in_capitals: ("https://MCP.example.com/mcp", &["address/host-normalised"]),
    secret_by_name: ("https://mcp.example.com/mcp?api_key=k-0123456789abcdef", &["address/secret-in-query"]),
    key_by_its_prefix: ("https://mcp.example.com/mcp?x=sk-abcdef", &["address/secret-in-query"]),
    key_by_its_look: ("https://mcp.example.com/mcp?x=9f86d081884c7d659a2f", &["address/secret-in-query"]),
    plain_query: ("https://mcp.example.com/mcp?tenant=7", &[]),
}

/// A run that waits for credentials, after a 401 with these headers.
fn refused(headers: &[(&str, &str)]) -> Transcript {
    let run = Scenario::new(URL)
        .call(Purpose::Discover, "server/discover")
        .head(401, headers)
        .end();
    let run = run.pass(&[Step::Address, Step::Reach, Step::Cors, Step::Endpoint]);
    run.step(Step::Challenge, Status::Waiting, Reason::WantsCredentials)
        .done()
}

#[test]
fn a_challenge_asks_for_authorization() {
    let report = sound(&refused(&[("www-authenticate", "Bearer realm=\"x\"")]));
    assert_eq!(report.outcome, Some(Outcome::AuthorizationRequired));
}

fn challenges(headers: &[(&str, &str)], code: &str) {
    codes(refused(headers), &[code, "challenge/credentials-required"]);
}

rows! { challenges;
    none: (&[], "challenge/header-unreadable"),
    basic: (&[("www-authenticate", "Basic realm=\"x\"")], "challenge/not-bearer"),
    quote_not_closed: (&[("www-authenticate", "Bearer realm=\"x")], "challenge/malformed"),
}

fn get_streams(status: u16, kind: &str, expected: &[&str]) {
    let run = Scenario::opened(URL).send(Purpose::GetStream, "GET", None);
    let run = run.head(status, &[("content-type", kind)]).end();
    codes(run.pass(&[Step::Stream]).done(), expected);
}

rows! { get_streams;
    not_allowed: (405, "text/plain", &[]),
    open: (200, "text/event-stream", &[]),
    not_found: (404, "text/plain", &["stream/get-wrong-status"]),
    json: (200, "application/json", &["stream/get-not-event-stream"]),
}

fn subscriptions(event: &str, expected: &[&str]) {
    let run = Scenario::modern(URL).call(Purpose::Listen, "subscriptions/listen");
    let run = run.head(200, &[("content-type", "text/event-stream")]);
    codes(
        run.chunk(event).end().pass(&[Step::Stream]).done(),
        expected,
    );
}

rows! { subscriptions;
    comment_alone: (": open\n\n", &["stream/listen-not-acknowledged"]),
    acknowledged: (
        "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":2},\"notifications\":{}}}\n\n",
        &[],
    ),
}

fn deletes(status: u16, expected: &[&str]) {
    let run = Scenario::opened(URL).send(Purpose::Delete, "DELETE", None);
    let run = run.head(status, &[]).end().pass(&[Step::Closing]);
    codes(run.done(), expected);
}

rows! { deletes;
    done: (200, &[]),
    not_allowed: (405, &[]),
    broken: (500, &["closing/delete-failed"]),
}

#[test]
fn a_delete_that_the_browser_blocks() {
    let blocked = Scenario::opened(URL)
        .send(Purpose::Delete, "DELETE", None)
        .fails("TypeError: Failed to fetch");
    codes(
        blocked.pass(&[Step::Closing]).done(),
        &["closing/delete-not-allowed"],
    );
}

#[test]
fn events_that_come_all_at_once() {
    let note = |number: u8| {
        format!(
            "data: {{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{{\"n\":{number}}}}}\n\n"
        )
    };
    let answer = "data: {\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{\"tools\":[{\"name\":\"a\",\"description\":\"x\",\"inputSchema\":{\"type\":\"object\"}}]}}\n\n";
    let begun = || {
        Scenario::opened(URL)
            .list("tools/list", 0)
            .head(200, &[("content-type", "text/event-stream")])
    };
    let held = begun()
        .wait(1200.0)
        .chunk(format!("{}{}{answer}", note(1), note(2)))
        .end();
    codes(held.pass(&[Step::Tools]).done(), &["stream/all-at-once"]);
    let flowing = begun()
        .wait(600.0)
        .chunk(note(1))
        .wait(600.0)
        .chunk(note(2))
        .wait(600.0)
        .chunk(answer)
        .end();
    codes(flowing.pass(&[Step::Tools]).done(), &[]);
}

/// The candidates of a run that gets no answer.
fn candidates(run: Scenario) -> Vec<&'static str> {
    let run = run.fails("TypeError: Failed to fetch");
    let report = sound(&run.stops(Fault::NoConnection));
    let candidates = report.findings[0].candidates.iter();
    candidates.map(|candidate| candidate.code).collect()
}

fn discovering(server: &str) -> Scenario {
    Scenario::new(server).call(Purpose::Discover, "server/discover")
}

fn the_first_candidate_follows_the_run(run: Scenario, expected: &str) {
    assert_eq!(candidates(run)[0], expected);
}

rows! { the_first_candidate_follows_the_run;
    local: (discovering("http://localhost:8080/mcp").environment_is_local(), "reach/refused"),
    at_once: (discovering(URL), "reach/refused"),
    after_three_seconds: (discovering(URL).wait(3000.0), "reach/unknown-host"),
}

#[test]
fn plain_http_to_this_machine_needs_neither_tls_nor_names() {
    let plain = candidates(discovering("http://localhost:8080/mcp").environment_is_local());
    for word in ["certificate", "tls", "reach/unknown-host"] {
        assert!(!plain.iter().any(|code| code.contains(word)), "{plain:?}");
    }
}

#[test]
fn pasted_proof_names_the_cause() {
    let pasted = Pasted {
        cause: Some(NetworkCause::CertificateExpired.into()),
        quote: Some("* SSL certificate problem: certificate has expired".into()),
        ..Pasted::default()
    };
    let run = Scenario::new(URL)
        .call(Purpose::Discover, "server/discover")
        .fails("TypeError: Failed to fetch");
    let fault = Reason::Fault {
        fault: Fault::NoConnection,
    };
    let report = sound(
        &run.step(Step::Reach, Status::Fail, fault)
            .paste(pasted)
            .done(),
    );
    assert_eq!(report.outcome, Some(Outcome::Failed));
    assert_eq!(report.code.as_deref(), Some("reach/certificate-expired"));
    assert_eq!(report.failed_step, Some(Step::Reach));
    assert!(
        report.findings[0]
            .evidence
            .iter()
            .any(|evidence| evidence.text.contains("has expired"))
    );
}

fn what_was_not_measured_is_at_most_likely(engine: BrowserEngine, certainty: &str, is_told: bool) {
    let run = Scenario::new(URL).environment(|page| page.browser.engine = engine);
    let name = "mcp-session-id".to_owned();
    let run = run.ask(ProbeRequest::Header { name: name.clone() });
    let run = run.fails("TypeError: Load failed");
    let headers = vec![name];
    let report = sound(&run.stops(Fault::HeaderNotAllowed { headers }));
    let finding = &report.findings[0];
    assert_eq!(finding.certainty.id(), certainty);
    let text = &finding.what_happened;
    assert_eq!(text.contains("not measured in this browser"), is_told);
}

rows! { what_was_not_measured_is_at_most_likely;
    chromium: (BrowserEngine::Chromium, "certain", false),
    safari: (BrowserEngine::Safari, "likely", true),
}

#[test]
fn a_probe_says_what_it_saw() {
    let run = Scenario::new(URL)
        .call(Purpose::Discover, "server/discover")
        .fails("TypeError: Failed to fetch");
    let run = run.probe(
        Probe::EventSource { url: URL.into() },
        ProbeResult::EventSource { ready_state: 2 },
    );
    let report = sound(&run.stops(Fault::ResourcePolicy));
    assert!(report.exchanges.iter().any(|exchange| exchange.is_proof));
    assert!(
        report
            .exchanges
            .iter()
            .any(|exchange| exchange.observation.is_some())
    );
    let faults = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Fault);
    assert_eq!(faults.count(), 1);
}

#[test]
fn a_cancelled_run_says_so() {
    let run = Scenario::new(URL).call(Purpose::Discover, "server/discover");
    let report = sound(&run.cancelled());
    assert_eq!(report.outcome, Some(Outcome::Cancelled));
    assert_eq!(report.verdict.headline, "The run was cancelled");
}

#[test]
fn a_run_that_is_on_has_no_verdict() {
    let run = Scenario::new(URL)
        .pass(&[Step::Address])
        .call(Purpose::Discover, "server/discover");
    let report = sound(&run.going_on());
    assert_eq!(report.outcome, None);
    assert_eq!(report.code, None);
    assert!(report.findings.is_empty());
}
