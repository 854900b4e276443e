//! What a run reads, and what is made of it, has an end, whatever a server sends.

use faultfinder::protocol::jsonrpc::{self, Id, Message, Problem};
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::transcript::Fact;
use faultfinder::trace::vantage::Options;
use faultfinder::trace::wire::Request;
use serde_json::{Value, json};

use crate::reports::sound;
use crate::world::{Answer, World, json_reply, legacy, method, open_cors, options};

const URL: &str = "https://mcp.test/mcp";

/// The answer to a list with so many of these elements, which ends as every answer does: with members behind the list.
fn long_list(element: &str, count: usize) -> String {
    let elements = vec![element; count].join(",");
    format!(r#"{{"jsonrpc":"2.0","result":{{"tools":[{elements}],"nextCursor":"next"}},"id":7}}"#)
}

/// What was kept of the list, and how many elements were left out.
fn kept(body: &str) -> (Vec<Value>, usize) {
    let mut units = 0;
    let (messages, problems) = jsonrpc::parse_counted(body.as_bytes(), &mut units);
    // Some 40 bytes each, whatever it is that was repeated.
    assert!(units <= 1_200_100, "{units}");
    let [Message::Response { id, result }] = messages.as_slice() else {
        panic!("no answer is left: {problems:?}");
    };
    assert_eq!(*id, Some(Id::from(7)));
    assert_eq!(
        result["nextCursor"], "next",
        "what stands behind the list is kept"
    );
    let left_out = problems.iter().map(|problem| match problem {
        Problem::LeftOut { count } => *count,
        other => panic!("{other:?}"),
    });
    (result["tools"].as_array().unwrap().clone(), left_out.sum())
}

/// However small the elements: a value in memory can take a hundred times its text.
fn a_message_keeps_a_bounded_model(element: &str, is_cut: bool) {
    const COUNT: usize = 1_000_000;
    let (tools, left_out) = kept(&long_list(element, COUNT));
    assert_eq!(tools.len() + left_out, COUNT);
    assert_eq!(left_out > 0, is_cut);
    // No element is half of one: it would look like the server's fault.
    let whole: Value = serde_json::from_str(element).unwrap();
    assert!(tools.iter().all(|tool| *tool == whole));
}

rows! { a_message_keeps_a_bounded_model;
    nulls: ("null", true),
    numbers: ("1", true),
    texts: ("\"\"", true),
    empty_objects: ("{}", true),
    objects: (r#"{"a":1}"#, true),
    nested: (r#"{"a":[[{"b":[1,2,3]}]]}"#, true),
    arrays: ("[[]]", true),
}

#[test]
fn ten_thousand_tools_are_kept_whole() {
    let properties =
        r#"{"rows":{"type":"integer","minimum":1,"maximum":100},"of":{"type":"string"}}"#;
    let schema = format!(r#"{{"type":"object","properties":{properties},"required":["rows"]}}"#);
    let tool = format!(r#"{{"name":"a","description":"b","inputSchema":{schema}}}"#);
    let (tools, left_out) = kept(&long_list(&tool, 10_000));
    assert_eq!((tools.len(), left_out), (10_000, 0));
}

/// One element that is more than is kept in all: it is cut, and the message still read.
#[test]
fn an_element_without_end_is_cut() {
    let inner = vec!["1"; 2_000_000].join(",");
    let element = format!(r#"{{"name":"a","inputSchema":{{"enum":[{inner}]}}}}"#);
    let (tools, left_out) = kept(&long_list(&element, 1));
    assert_eq!(tools.len(), 1);
    assert!(left_out > 1_000_000, "{left_out}");
}

/// A server whose lists never end, with pages of some 50 kB.
fn endless(request: &Request) -> Answer {
    let method = method(request);
    let Some(list) = method.strip_suffix("/list") else {
        return match legacy(request) {
            Answer::Reply(mut reply) => {
                let offers = r#""capabilities":{"tools":{},"prompts":{},"resources":{}}"#;
                reply.body = reply.body.replace(r#""capabilities":{"tools":{}}"#, offers);
                Answer::Reply(reply)
            }
            answer => answer,
        };
    };
    let member = list.replace("resources/templates", "resourceTemplates");
    let body: Value = serde_json::from_str(request.body.as_deref().unwrap_or_default()).unwrap();
    let cursor = body["params"]["cursor"].as_str().unwrap_or("0");
    let next = cursor.parse::<u32>().unwrap() + 1;
    let words = "words and ".repeat(5_000);
    let entry = json!({"name": format!("entry-{next}"), "uri": "lab://a", "uriTemplate": "lab://{a}",
        "description": words, "inputSchema": {"type": "object"}});
    json_reply(
        200,
        &json!({"jsonrpc": "2.0", "id": body["id"],
            "result": {member: [entry], "nextCursor": next.to_string()}}),
    )
}

#[test]
fn lists_end_when_the_budget_is_spent() {
    const BUDGET: usize = 600_000;
    let options = Options {
        body_budget: Some(BUDGET),
        ..options(URL)
    };
    let world = World::run(options, open_cors(), endless);
    world.assert_open();
    let recording = world.run.recording();
    let read: usize = recording
        .exchanges
        .iter()
        .map(|exchange| exchange.body.len())
        .sum();
    // What was under way when it was spent is still there: a page of each list.
    assert!((BUDGET..BUDGET + 4 * 60_000).contains(&read), "{read}");
    let spent = |fact: &Fact| matches!(fact, Fact::Budget { limit: BUDGET, .. });
    assert_eq!(recording.facts.iter().filter(|fact| spent(fact)).count(), 1);
    assert_eq!(
        world.status(Step::Closing),
        Status::Pass,
        "the session is ended"
    );
    let report = sound(world.run.transcript());
    let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&"session/answers-too-large"), "{codes:?}");
    assert!(
        !world.run.can_run_deep_mode(),
        "what it would send could not be read"
    );
}

/// With the usual budget the same lists end by their pages.
#[test]
fn pages_that_are_small_do_not_meet_the_budget() {
    let world = World::run(options(URL), open_cors(), endless);
    world.assert_open();
    let report = sound(world.run.transcript());
    let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&"tools/too-many-pages"), "{codes:?}");
    assert!(!codes.contains(&"session/answers-too-large"), "{codes:?}");
}
