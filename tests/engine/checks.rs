//! Each check on the smallest run that has what it looks for, and its silence on those that have not.

use faultfinder::checks::finding::Severity;
use faultfinder::report::Outcome;
use faultfinder::trace::fault::Fault;
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

#[test]
fn healthy_runs_are_silent() {
    codes(tool(PLAIN), &[]);
    codes(modern_tool(PLAIN), &[]);
    codes(
        tool(
            r##"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"a":{"type":["string","null"],"default":null,"minLength":1},"b":{"$ref":"#/properties/a"},"c":{"type":"array","items":{"type":"number","exclusiveMinimum":0}},"d":true,"e":{"anyOf":[{"const":1},{"enum":["x"]}]}},"required":["a"],"additionalProperties":false}"##,
        ),
        &[],
    );
    codes(
        modern_tool(
            r#"{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}}}"#,
        ),
        &[],
    );
}

#[test]
fn bad_input_schemas() {
    let spoilt = [
        "true",
        "null",
        "{}",
        r#"{"type":["object"]}"#,
        r#"{"properties":{}}"#,
        r#"{"anyOf":[{"type":"object"}]}"#,
        r#"{"type":"object","properties":null}"#,
        r#"{"type":"object","required":true}"#,
        r#"{"type":"object","properties":{"a":{"type":"int"}}}"#,
        r#"{"type":"object","properties":{"a":{"type":"number","exclusiveMinimum":true}}}"#,
        r##"{"type":"object","properties":{"a":{"$ref":"#/$defs/Missing"}}}"##,
        r#"{"type":"object","properties":{"a":"string"}}"#,
    ];
    for schema in spoilt {
        codes(tool(schema), &["tools/bad-input-schema"]);
    }
    codes(
        tools(r#"[{"name":"a","description":"Does a thing"}]"#),
        &["tools/bad-input-schema"],
    );
}

#[test]
fn other_faults_of_tools() {
    codes(tools(r#"{"a":{}}"#), &["tools/list-malformed"]);
    codes(tools(r#"["a"]"#), &["tools/list-malformed"]);
    codes(
        tools(r#"[{"description":"x","inputSchema":{"type":"object"}}]"#),
        &["tools/missing-name"],
    );
    codes(
        tools(
            r#"[{"name":"a","description":"x","inputSchema":{"type":"object"},"outputSchema":{"type":"array"}}]"#,
        ),
        &["tools/bad-output-schema"],
    );
    codes(
        modern_tool(
            r#"{"type":"object","properties":{"a":{"type":"string","x-mcp-header":"My Region"}}}"#,
        ),
        &["tools/bad-header-annotation"],
    );
    codes(
        modern_tool(
            r#"{"type":"object","properties":{"a":{"type":"array","items":{"type":"string","x-mcp-header":"A"}}}}"#,
        ),
        &["tools/bad-header-annotation"],
    );
    codes(
        tool(r#"{"type":"object","properties":{"a":{"type":"number","x-mcp-header":"A"}}}"#),
        &[],
    );
}

#[test]
fn warnings_about_tools() {
    codes(tools("[]"), &["tools/empty"]);
    codes(
        tools(r#"[{"name":"two words","description":"x","inputSchema":{"type":"object"}}]"#),
        &["tools/bad-name"],
    );
    let twice = r#"{"name":"a","description":"x","inputSchema":{"type":"object"}}"#;
    codes(
        tools(&format!("[{twice},{twice},{twice}]")),
        &["tools/duplicate-name"],
    );
    codes(
        tool(r#"{"type":"object","properties":{"a":{"$ref":"https://elsewhere.example/a.json"}}}"#),
        &["tools/external-ref"],
    );
    codes(
        tools(r#"[{"name":"a","inputSchema":{"type":"object"}}]"#),
        &["tools/no-description"],
    );
    let slow = Scenario::opened(URL).list("tools/list", 0).wait(2500.0);
    let slow = slow
        .result(r#"{"tools":[{"name":"a","description":"x","inputSchema":{"type":"object"}}]}"#);
    codes(slow.pass(&[Step::Tools]).done(), &["tools/slow"]);
}

#[test]
fn pages() {
    let one = r#"{"name":"a","description":"x","inputSchema":{"type":"object"}}"#;
    let page = |cursor: &str| format!(r#"{{"tools":[{one}],"nextCursor":{cursor}}}"#);
    let round = Scenario::opened(URL)
        .list("tools/list", 0)
        .result(&page(r#""again""#));
    let round = round
        .list("tools/list", 1)
        .result(&page(r#""again""#))
        .pass(&[Step::Tools]);
    codes(round.done(), &["tools/pagination-loop"]);
    let odd = Scenario::opened(URL)
        .list("tools/list", 0)
        .result(&page("2"))
        .pass(&[Step::Tools]);
    codes(odd.done(), &["tools/cursor-not-a-string"]);
}

#[test]
fn hints_of_the_stateless_revision() {
    let without = Scenario::modern(URL).list("tools/list", 0);
    let without = without
        .result(r#"{"tools":[{"name":"a","description":"x","inputSchema":{"type":"object"}}]}"#);
    codes(
        without.pass(&[Step::Tools]).done(),
        &["tools/result-type-missing", "tools/cache-hints-missing"],
    );
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

#[test]
fn resources_and_prompts() {
    let declared = |lists: &str| {
        format!(
            r#"{{"protocolVersion":"2025-11-25","capabilities":{{{lists}}},"serverInfo":{{"name":"e","version":"1"}}}}"#
        )
    };
    let open = |lists: &str| {
        let run = Scenario::new(URL).call(
            Purpose::Initialize {
                revision: "2025-11-25".into(),
            },
            "initialize",
        );
        let run = run.result(&declared(lists));
        run.pass(&[
            Step::Address,
            Step::Reach,
            Step::Cors,
            Step::Endpoint,
            Step::Session,
        ])
    };
    let list = |run: Scenario, method: &str, result: &str, step: Step| {
        run.list(method, 0).result(result).pass(&[step]).done()
    };
    let resources = |result: &str| {
        list(
            open(r#""resources":{}"#),
            "resources/list",
            result,
            Step::Resources,
        )
    };
    codes(
        resources(r#"{"resources":[{"uri":"lab://index","name":"index"}]}"#),
        &[],
    );
    codes(
        resources(r#"{"resources":[{"uri":"notes/first note.md","name":"n"}]}"#),
        &["resources/bad-uri"],
    );
    codes(
        resources(r#"{"resources":[{"uri":"a:b"}]}"#),
        &["resources/list-malformed"],
    );
    codes(resources(r#"{"items":[]}"#), &["resources/list-malformed"]);
    let prompts = |result: &str| {
        list(
            open(r#""prompts":{}"#),
            "prompts/list",
            result,
            Step::Prompts,
        )
    };
    codes(prompts(r#"{"prompts":[{"name":"p"}]}"#), &[]);
    codes(prompts(r#"{"prompts":null}"#), &["prompts/list-malformed"]);
    codes(
        list(
            open(""),
            "prompts/list",
            r#"{"prompts":[{"name":"p"}]}"#,
            Step::Prompts,
        ),
        &["prompts/undeclared"],
    );
}

#[test]
fn the_session() {
    let initialized = |status: u16, body: &str| {
        let run = Scenario::new(URL)
            .call(Purpose::Initialize { revision: "2025-11-25".into() }, "initialize")
            .result(r#"{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"e","version":"1"}}"#)
            .send(Purpose::Initialized, "POST", Some(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#))
            .head(status, &[])
            .chunk(body)
            .end();
        run.pass(&[
            Step::Address,
            Step::Reach,
            Step::Cors,
            Step::Endpoint,
            Step::Session,
        ])
        .done()
    };
    codes(initialized(202, ""), &[]);
    codes(initialized(204, ""), &["session/initialized-not-202"]);
    codes(initialized(200, "OK"), &["session/initialized-not-202"]);
    let odd = Scenario::opened(URL).fact(Fact::SessionId {
        exchange: 2,
        length: 12,
        visible_ascii: false,
    });
    codes(odd.done(), &["session/id-not-ascii"]);
    let nameless = Scenario::new(URL)
        .call(Purpose::Initialize { revision: "2025-11-25".into() }, "initialize")
        .answer(200, r#"{"jsonrpc":"2.0","id":1,"error":null,"result":{"protocolVersion":"2025-11-25","capabilities":{}}}"#)
        .pass(&[Step::Address, Step::Reach, Step::Cors, Step::Endpoint, Step::Session]);
    codes(
        nameless.done(),
        &["session/malformed-envelope", "session/server-info-missing"],
    );
}

#[test]
fn addresses_that_deserve_a_word() {
    let word = |server: &str, expected: &[&str]| {
        codes(
            Scenario::new(server).pass(&[Step::Address]).done(),
            expected,
        )
    };
    word(
        "https://mcp.example.com/mcp#tools",
        &["address/fragment-ignored"],
    );
    word("https://mcp.example.com/", &["address/root-path"]);
    word("https://MCP.example.com/mcp", &["address/host-normalised"]);
    word(
        "https://mcp.example.com/mcp?api_key=k-0123456789abcdef",
        &["address/secret-in-query"],
    );
    word(
        "https://mcp.example.com/mcp?x=sk-abcdef",
        &["address/secret-in-query"],
    );
    word(
        "https://mcp.example.com/mcp?x=9f86d081884c7d659a2f",
        &["address/secret-in-query"],
    );
    word("https://mcp.example.com/mcp?tenant=7", &[]);
}

#[test]
fn challenges() {
    let asked = |headers: &[(&str, &str)]| {
        let run = Scenario::new(URL)
            .call(Purpose::Discover, "server/discover")
            .head(401, headers)
            .end();
        let run = run.pass(&[Step::Address, Step::Reach, Step::Cors, Step::Endpoint]);
        run.step(Step::Challenge, Status::Waiting, Reason::WantsCredentials)
            .done()
    };
    let report = sound(&asked(&[("www-authenticate", "Bearer realm=\"x\"")]));
    assert_eq!(report.outcome, Some(Outcome::AuthorizationRequired));
    let word = |value: &str, code: &str| {
        codes(
            asked(&[("www-authenticate", value)]),
            &[code, "challenge/credentials-required"],
        )
    };
    codes(
        asked(&[]),
        &[
            "challenge/header-unreadable",
            "challenge/credentials-required",
        ],
    );
    word("Basic realm=\"x\"", "challenge/not-bearer");
    word("Bearer realm=\"x", "challenge/malformed");
}

#[test]
fn the_stream_and_the_end() {
    let get = |status: u16, kind: &str| {
        let run = Scenario::opened(URL).send(Purpose::GetStream, "GET", None);
        run.head(status, &[("content-type", kind)])
            .end()
            .pass(&[Step::Stream])
            .done()
    };
    codes(get(405, "text/plain"), &[]);
    codes(get(200, "text/event-stream"), &[]);
    codes(get(404, "text/plain"), &["stream/get-wrong-status"]);
    codes(
        get(200, "application/json"),
        &["stream/get-not-event-stream"],
    );
    let listen = |event: &str| {
        let run = Scenario::modern(URL).call(Purpose::Listen, "subscriptions/listen");
        let run = run
            .head(200, &[("content-type", "text/event-stream")])
            .chunk(event)
            .end();
        run.pass(&[Step::Stream]).done()
    };
    codes(listen(": open\n\n"), &["stream/listen-not-acknowledged"]);
    codes(
        listen(
            "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":2},\"notifications\":{}}}\n\n",
        ),
        &[],
    );
    let delete = |status: u16| {
        let run = Scenario::opened(URL).send(Purpose::Delete, "DELETE", None);
        run.head(status, &[]).end().pass(&[Step::Closing]).done()
    };
    codes(delete(200), &[]);
    codes(delete(405), &[]);
    codes(delete(500), &["closing/delete-failed"]);
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

#[test]
fn candidates_follow_the_run() {
    let first = |run: Scenario| {
        let report = sound(
            &run.fails("TypeError: Failed to fetch")
                .stops(Fault::NoConnection),
        );
        let finding = &report.findings[0];
        finding
            .candidates
            .iter()
            .map(|candidate| candidate.code)
            .collect::<Vec<_>>()
    };
    let call = |server: &str| Scenario::new(server).call(Purpose::Discover, "server/discover");
    let plain = first(call("http://localhost:8080/mcp").environment_is_local());
    assert_eq!(plain[0], "reach/refused");
    assert!(
        !plain
            .iter()
            .any(|code| code.contains("certificate") || code.contains("tls")),
        "{plain:?}"
    );
    assert!(!plain.contains(&"reach/unknown-host"), "{plain:?}");
    assert_eq!(first(call(URL))[0], "reach/refused");
    assert_eq!(first(call(URL).wait(3000.0))[0], "reach/unknown-host");
}

#[test]
fn pasted_proof_names_the_cause() {
    let pasted = Pasted {
        cause: Some("reach/certificate-expired".into()),
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

#[test]
fn what_was_not_measured_is_at_most_likely() {
    let stop = |engine: BrowserEngine| {
        let run = Scenario::new(URL).environment(|page| page.browser.engine = engine);
        let run = run
            .ask(ProbeRequest::Header {
                name: "mcp-session-id".into(),
            })
            .fails("TypeError: Load failed");
        let fault = Fault::HeaderNotAllowed {
            headers: vec!["mcp-session-id".into()],
        };
        let report = sound(&run.stops(fault));
        let finding = &report.findings[0];
        (
            finding.certainty.id(),
            finding
                .what_happened
                .contains("not measured in this browser"),
        )
    };
    assert_eq!(stop(BrowserEngine::Chromium), ("certain", false));
    assert_eq!(stop(BrowserEngine::Safari), ("likely", true));
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
    assert_eq!(report.verdict.headline, "You stopped the run");
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
