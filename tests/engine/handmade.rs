//! Recordings made by hand, for what no cause of the lab can bring about in a browser, or not yet. A row is a name, which
//! `src/checks/registry.txt` uses like that of a kept transcript, and a [`Scenario`] that plays the run.

use faultfinder::protocol::address::{AddressClass, AddressProblemKind};
use faultfinder::trace::fault::{AuthFault, Fault};
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::reason::Reason;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::transcript::{Fact, Transcript};
use faultfinder::trace::wire::{Probe, ProbeResult};
use serde_json::{Value, json};

use crate::catalogue::{offering, open, with};
use crate::scenario::{Scenario, URL};

/// The name of a recording, and what plays the run.
type Row = (&'static str, fn() -> Transcript);

/// Every one of them. Two that belong together stand together: what shows the code, and its near miss.
pub const ALL: &[Row] = &[
    ("address-9000-letters", || long_address(9000)),
    ("address-900-letters", || long_address(900)),
    ("address-http", || on_http("http://mcp.example.com/mcp")),
    ("address-https", || on_http(URL)),
    ("page-of-a-sandbox", || page_at("null")),
    ("page-with-an-origin", || page_at("https://page.example")),
    ("own-origin-silent", || {
        unreachable(own_origin(false), Fault::Offline)
    }),
    ("own-origin-answers", || {
        unreachable(own_origin(true), Fault::NoConnection)
    }),
    ("no-timing-entry", || {
        unreachable(timing(None), Fault::NoValidAnswer)
    }),
    ("websocket-1015", || {
        unreachable(websocket(1015), Fault::TlsFailure)
    }),
    ("websocket-1006", || {
        unreachable(websocket(1006), Fault::NoConnection)
    }),
    ("body-too-large", || {
        discovered("{").stops(Fault::BodyTooLarge)
    }),
    ("answers-over-budget", || {
        let budget = Fact::Budget {
            bytes: 33_620_131,
            limit: 32 << 20,
        };
        let run = open("2025-11-25", &json!({"tools": {}})).fact(budget);
        let run = run
            .list("tools/list", 0)
            .result(r#"{"tools":[{"name":"a"}]}"#);
        run.pass(&[Step::Tools]).done()
    }),
    ("body-cut", || discovered("{").stops(Fault::BodyCut)),
    ("prompts-undeclared", || prompts(&json!({}))),
    ("prompts-declared", || prompts(&json!({"prompts": {}}))),
    ("resources-undeclared", || resources(&json!({}))),
    ("resources-declared", || {
        resources(&json!({"resources": {}}))
    }),
    ("destructive-tool", || destructive(false)),
    ("destructive-tool-read-only", || destructive(true)),
    ("registration-on-http", || {
        waits("http://tools.example", Step::Registration)
    }),
    ("registration-on-https", || {
        waits("https://tools.example", Step::Registration)
    }),
    ("authorization-waits", || {
        waits("https://tools.example", Step::Authorization)
    }),
    ("parameter-repeated", || {
        returned(AuthFault::RepeatedParameter)
    }),
    ("code-not-returned", || returned(AuthFault::CodeMissing)),
];

fn long_address(letters: usize) -> Transcript {
    let server = format!("https://example.com/{}", "a".repeat(letters));
    let run = Scenario::new(&server);
    match letters > 8192 {
        true => run.stops(Fault::Address {
            problem: AddressProblemKind::TooLong,
            detail: letters.to_string(),
            corrected: None,
        }),
        false => run.pass(&[Step::Address]).done(),
    }
}

/// A page over https could not call a server over http at all.
fn on_http(server: &str) -> Transcript {
    let run = Scenario::new(server).environment(|page| page.page_is_https = false);
    run.pass(&[Step::Address]).done()
}

fn page_at(origin: &str) -> Transcript {
    let run = Scenario::new(URL).environment(|page| page.page_origin = origin.into());
    run.pass(&[Step::Address]).done()
}

/// The browser says something of a probe, and nothing of the request.
fn unreachable((probe, result): (Probe, ProbeResult), fault: Fault) -> Transcript {
    let run = Scenario::new(URL).pass(&[Step::Address]);
    let run = run
        .probe(probe, result)
        .call(Purpose::Discover, "server/discover");
    run.fails("TypeError: Failed to fetch").stops(fault)
}

fn own_origin(answers: bool) -> (Probe, ProbeResult) {
    let online = answers;
    (Probe::OwnOrigin, ProbeResult::OwnOrigin { online, answers })
}

fn timing(duration_ms: Option<f64>) -> (Probe, ProbeResult) {
    let probe = Probe::ResourceTiming { of: 2 };
    (probe, ProbeResult::ResourceTiming { duration_ms })
}

fn websocket(code: u16) -> (Probe, ProbeResult) {
    let probe = Probe::WebSocket { url: URL.into() };
    (probe, ProbeResult::WebSocket { code: Some(code) })
}

fn discovered(body: &str) -> Scenario {
    let run = Scenario::new(URL).call(Purpose::Discover, "server/discover");
    let run = run.answer(200, body);
    run.pass(&[Step::Address, Step::Reach, Step::Cors])
}

fn prompts(capabilities: &Value) -> Transcript {
    let run = open("2025-11-25", capabilities).list("prompts/list", 0);
    let run = run.result(r#"{"prompts":[{"name":"p"}]}"#);
    run.pass(&[Step::Prompts]).done()
}

fn resources(capabilities: &Value) -> Transcript {
    let run = open("2025-11-25", capabilities).list("resources/list", 0);
    let run = run.result(r#"{"resources":[{"uri":"lab://index","name":"index"}]}"#);
    run.pass(&[Step::Resources]).done()
}

/// A public server without a sign-in, whose tool says that it destroys.
fn destructive(read_only: bool) -> Transcript {
    let hints = json!({"readOnlyHint": read_only, "destructiveHint": true});
    offering("2025-11-25", with("annotations", hints))
}

/// The run waits for the user at a step of the sign-in, in a page of this origin.
fn waits(origin: &str, step: Step) -> Transcript {
    let run = Scenario::new(URL).environment(|page| {
        page.page_origin = origin.into();
        page.page_class = AddressClass::Public;
    });
    let run = run
        .call(Purpose::Discover, "server/discover")
        .head(401, &[]);
    let run = run.end().pass(&[Step::Address, Step::Reach, Step::Cors]);
    run.step(step, Status::Waiting, Reason::WantsCredentials)
        .done()
}

/// The user came back from the authorization server with an answer that cannot be used.
fn returned(fault: AuthFault) -> Transcript {
    discovered("{}").stops(Fault::SignIn {
        step: Step::Authorization,
        fault,
        actual: "code".into(),
        expected: String::new(),
    })
}
