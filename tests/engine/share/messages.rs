//! What a page in a frame tells the page around it.

use faultfinder::report;
use faultfinder::share::{Message, link};
use faultfinder::trace::fault::Fault;
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::transcript::Transcript;
use serde_json::{Value, json};

use super::samples::{broken, played};
use crate::rows::each;
use crate::scenario::Scenario;

fn read(message: &Message) -> Value {
    serde_json::from_str(message.json()).expect("a message is JSON")
}

fn each_has_its_type_and_its_version(message: Message, kind: &str, member: (&str, Value)) {
    let message = read(&message);
    assert_eq!(message["faultfinder"], 1);
    assert_eq!(message["type"], kind);
    assert_eq!(message[member.0], member.1);
}

rows! { each_has_its_type_and_its_version;
    ready: (Message::ready(true), "ready", ("recorded", json!(true))),
    started: (Message::started(), "started", ("type", json!("started"))),
    resize: (Message::resize(480), "resize", ("height", json!(480))),
}

#[test]
fn finished_says_what_the_report_says() {
    let all = broken().into_iter().chain(played());
    each(
        all,
        |transcript| format!("{:?}", report::redacted(transcript).code),
        says_what_the_report_says,
    );
}

fn says_what_the_report_says(transcript: &Transcript) {
    let report = report::redacted(transcript);
    let message = read(&Message::finished(&report, "http://localhost:8080"));
    for name in ["outcome", "failed_step", "code"] {
        let reported = message["report"].get(name).cloned().unwrap_or_default();
        assert_eq!(message[name], reported);
    }
    for step in report.steps.iter().chain(&report.survey) {
        let message = read(&Message::step(step));
        assert_eq!(message["step"], step.id.id());
        assert_eq!(message["status"], step.status.id());
    }
}

fn a_local_server_answers_no_page_from_elsewhere(server: &str, host: &str, withheld: bool) {
    let run = Scenario::new(server).call(Purpose::Discover, "server/discover");
    let failed = run.fails("TypeError: Failed to fetch");
    let report = report::redacted(&failed.stops(Fault::NoConnection));
    let message = read(&Message::finished(&report, host));
    assert_eq!(message["withheld"], withheld);
    assert_eq!(message["report"].is_null(), withheld);
    assert_ne!(message["outcome"], Value::Null);
}

rows! { a_local_server_answers_no_page_from_elsewhere;
    private: ("http://192.168.1.20/mcp", "https://docs.example.com", true),
    localhost: ("http://localhost:3000/mcp", "https://docs.example.com", true),
    local_name: ("http://printer.local/mcp", "https://docs.example.com", true),
    localhost_to_a_local_page: ("http://localhost:3000/mcp", "http://localhost:8000", false),
    public: ("https://mcp.example.com/mcp", "https://docs.example.com", false),
}

fn the_whole_page_has_the_same_link(framed: &str, whole: &str) {
    assert_eq!(link::whole(framed), whole);
}

rows! { the_whole_page_has_the_same_link;
    theme: ("#embed=1&theme=dark&server=https://a.example/mcp?theme=x", "#server=https://a.example/mcp?theme=x"),
    recording: ("#embed=1&report=1.abc-_", "#report=1.abc-_"),
    in_the_middle: ("#v=1&server=a&embed=1&header=x", "#v=1&server=a&header=x"),
    empty: ("", "#"),
}
