//! What a page in a frame tells the page around it.

use faultfinder::report;
use faultfinder::share::{Message, link};
use faultfinder::trace::fault::Fault;
use faultfinder::trace::purpose::Purpose;
use serde_json::{Value, json};

use super::samples::{broken, played};
use crate::scenario::Scenario;

fn read(message: &Message) -> Value {
    serde_json::from_str(message.json()).expect("a message is JSON")
}

#[test]
fn each_has_its_type_and_its_version() {
    for (message, kind) in [
        (Message::ready(true), "ready"),
        (Message::started(), "started"),
        (Message::resize(480), "resize"),
    ] {
        let message = read(&message);
        assert_eq!(
            (&message["faultfinder"], &message["type"]),
            (&json!(1), &json!(kind))
        );
    }
    assert_eq!(read(&Message::resize(480))["height"], 480);
    assert_eq!(read(&Message::ready(true))["recorded"], true);
}

#[test]
fn finished_says_what_the_report_says() {
    for transcript in broken().iter().chain(&played()) {
        let report = report::redacted(transcript);
        let message = read(&Message::finished(&report, "http://localhost:8080"));
        for name in ["outcome", "failed_step", "code"] {
            assert_eq!(
                message[name],
                message["report"].get(name).cloned().unwrap_or_default()
            );
        }
        for step in report.steps.iter().chain(&report.survey) {
            let message = read(&Message::step(step));
            assert_eq!(message["step"], step.id.id());
            assert_eq!(message["status"], step.status.id());
        }
    }
}

#[test]
fn a_local_server_answers_no_page_from_elsewhere() {
    let report = |server: &str| {
        let run = Scenario::new(server).call(Purpose::Discover, "server/discover");
        let failed = run.fails("TypeError: Failed to fetch");
        report::redacted(&failed.stops(Fault::NoConnection))
    };
    for (server, host, withheld) in [
        ("http://192.168.1.20/mcp", "https://docs.example.com", true),
        (
            "http://localhost:3000/mcp",
            "https://docs.example.com",
            true,
        ),
        ("http://printer.local/mcp", "https://docs.example.com", true),
        ("http://localhost:3000/mcp", "http://localhost:8000", false),
        (
            "https://mcp.example.com/mcp",
            "https://docs.example.com",
            false,
        ),
    ] {
        let message = read(&Message::finished(&report(server), host));
        assert_eq!(message["withheld"], withheld, "{server} in {host}");
        assert_eq!(message["report"].is_null(), withheld, "{server} in {host}");
        assert_ne!(message["outcome"], Value::Null);
    }
}

#[test]
fn the_whole_page_has_the_same_link() {
    for (framed, whole) in [
        (
            "#embed=1&theme=dark&server=https://a.example/mcp?theme=x",
            "#server=https://a.example/mcp?theme=x",
        ),
        ("#embed=1&report=1.abc-_", "#report=1.abc-_"),
        ("#v=1&server=a&embed=1&header=x", "#v=1&server=a&header=x"),
        ("", "#"),
    ] {
        assert_eq!(link::whole(framed), whole);
    }
}
