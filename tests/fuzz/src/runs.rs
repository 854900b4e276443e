//! Whole runs: made by a hostile server, or read from a recording that anybody may have written.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use faultfinder::engine::Run;
use faultfinder::protocol::document;
use faultfinder::protocol::http::Headers;
use faultfinder::protocol::jsonrpc::{self, Message as Rpc};
use faultfinder::redact::{self, Redacted};
use faultfinder::render;
use faultfinder::report::{self, List, Report, compute};
use faultfinder::share::{self, Contents, Message, RecordingLink};
use faultfinder::trace::transcript::Transcript;
use faultfinder::trace::vantage::Options;
use faultfinder::trace::wire::{Head, Id, Input, Mode, Redirect, Request, ResponseKind};

use crate::drive::{Vantage, drive, pass_until, tell};
use crate::environment::environment;
use crate::text;
use crate::vantage_contract::ContractChecker;

#[path = "../../shared/hostile.rs"]
mod hostile;
#[allow(dead_code)] // the folder is read by others
#[path = "../../shared/transcripts.rs"]
mod transcripts;

/// A browser, a server and a user that do what the bytes say.
pub fn run(bytes: &[u8]) {
    let ran = hostile::run(bytes);
    hostile::assert_bounded(&ran);
    judge(ran.run.transcript());
    let _ = faultfinder::app::persist::serialize_for_redirect(&ran.run);
}

/// A recording as JSON: judged as it stands, and told to the engine again.
pub fn transcript(bytes: &[u8]) {
    let Some(recorded) = document::read::<Transcript>(&text(bytes)) else {
        return;
    };
    written(&judge(&recorded));
    judge(transcripts::replay(&recorded).transcript());
}

/// A file or a link that says it holds a report.
pub fn recorded(bytes: &[u8]) {
    let text = text(bytes);
    let opened = share::import(&text);
    assert!(opened.recording.is_some() != opened.problem.is_some());
    if let Some(recording) = &opened.recording {
        recording.reread();
        share::compare(&recording.report, &recording.report);
        share::expectation(&opened.link, &recording.report);
    }
    // Anything that is well packed is unpacked.
    let fragment = ["#report=1.", &pack(bytes)].concat();
    share::read(&fragment, "");
}

/// Bytes in the place of a link's deflated document, with the sum that proves them whole.
fn pack(bytes: &[u8]) -> String {
    let sum = bytes.iter().fold(0x811c_9dc5_u32, |sum, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    URL_SAFE_NO_PAD.encode([bytes, &sum.to_be_bytes()].concat())
}

/// All that is made of a recording, and what has to be true of it.
fn judge(transcript: &Transcript) -> Redacted<Report> {
    let report = report::redacted(transcript);
    let clean = redact::transcript(transcript);
    assert_eq!(*redact::transcript(&clean), *clean, "a secret is left");
    let codes = |report: &Report| -> Vec<&str> {
        report.findings.iter().map(|finding| finding.code).collect()
    };
    assert_eq!(
        codes(&compute(transcript)),
        codes(&report),
        "a check reads secrets"
    );
    for finding in &report.findings {
        assert_ne!(finding.code, "tool/unexplained");
    }
    for list in [List::Tools, List::Prompts, List::Resources] {
        report::schema(transcript, list, 0);
    }
    report
}

/// Every text that is made of a report; its file opens to the same.
fn written(report: &Redacted<Report>) {
    let file = render::json(report);
    let opened = share::import(&file).recording.expect("a recording");
    assert_eq!(opened.report.findings, report.findings);
    render::markdown(report, None);
    for exchange in &report.exchanges {
        render::curl(report, exchange.id);
    }
    let target = share::template(&report.target.url);
    render::clients(report, &target.server, &target.names);
    Message::finished(report, "http://localhost");
    share::read(&share::reproduce(report), "");
    for contents in [
        Contents::Everything,
        Contents::WithoutBodies,
        Contents::VerdictOnly,
    ] {
        if let RecordingLink::Link { fragment, .. } = share::recording_link(report, contents) {
            let opened = share::read(&fragment, "").recording.expect("a recording");
            assert_eq!(share::expected(&opened.report), share::expected(report));
        }
    }
}

/// The schema of the only tool of a server that is sound otherwise.
pub fn schema(bytes: &[u8]) {
    // A control character in a text breaks the JSON; inside what looks like a secret it goes with it.
    let text = text(bytes).replace(|c: char| c < ' ', " ");
    let mut run = Run::new(Options {
        server: "https://mcp.test/v1/mcp".to_owned(),
        ..Options::default()
    });
    let mut server = OneTool {
        schema: text,
        now: 0.0,
        contract: ContractChecker::default(),
    };
    tell(&mut run, &mut server, Input::Start(environment()));
    drive(&mut run, &mut server);
    judge(run.transcript());
}

/// A server with one tool, which has this schema.
struct OneTool {
    schema: String,
    now: f64,
    contract: ContractChecker,
}

impl Vantage for OneTool {
    fn now(&self) -> f64 {
        self.now
    }

    fn send(&mut self, id: Id, request: Request, _: Mode, _: Redirect) -> Vec<Input> {
        self.now += 1.0;
        sound(id, &request, &self.schema).into()
    }

    fn wait(&mut self, at: f64) -> Option<Vec<Input>> {
        Some(pass_until(&mut self.now, at))
    }

    fn contract(&mut self) -> &mut ContractChecker {
        &mut self.contract
    }
}

fn sound(id: u32, request: &Request, schema: &str) -> [Input; 3] {
    let (messages, _) = jsonrpc::parse(request.body.as_deref().unwrap_or_default().as_bytes());
    let hints = r#""resultType":"complete","ttlMs":0,"cacheScope":"public""#;
    let (status, result) = match messages.first() {
        Some(Rpc::Request { method, .. }) if method == "server/discover" => (
            200,
            format!(
                r#"{{{hints},"supportedVersions":["2026-07-28"],"capabilities":{{"tools":{{}}}}}}"#
            ),
        ),
        Some(Rpc::Request { method, .. }) if method == "tools/list" => (
            200,
            format!(r#"{{{hints},"tools":[{{"name":"a","inputSchema":{schema}}}]}}"#),
        ),
        _ => (405, "null".to_owned()),
    };
    let answered = messages
        .first()
        .and_then(Rpc::id)
        .map(|id| id.to_value().to_string());
    let answered = answered.unwrap_or_else(|| "null".to_owned());
    let body = format!(r#"{{"jsonrpc":"2.0","id":{answered},"result":{result}}}"#);
    let head = Head {
        kind: ResponseKind::Cors,
        status,
        url: request.url.clone(),
        redirected: false,
        headers: Headers(vec![(
            "content-type".to_owned(),
            "application/json".to_owned(),
        )]),
    };
    [
        Input::Head { id, head },
        Input::Chunk {
            id,
            bytes: body.into_bytes(),
        },
        Input::End { id },
    ]
}
