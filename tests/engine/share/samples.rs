//! Runs to make links of.

use faultfinder::report;
use faultfinder::share::{self, Contents};
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::step::Step;
use faultfinder::trace::transcript::Transcript;
use faultfinder::trace::wire::Request;
use serde_json::json;

use super::{link_of, travels};
use crate::faults;
use crate::fixtures;
use crate::reports::sound;
use crate::rows::each;
use crate::scenario::{Scenario, URL};
use crate::world::{Answer, Cors, World, legacy, modern, old, open_cors, options, text_reply};

/// A run with one of each fault.
pub fn broken() -> Vec<Transcript> {
    let run = |fault: &faultfinder::trace::fault::Fault| {
        let server = faults::typed(fault);
        let run = match fault.step().number() {
            None => Scenario::opened(&server),
            Some(_) => Scenario::new(&server),
        };
        run.call(Purpose::Discover, "server/discover")
            .fails("TypeError: Failed to fetch")
            .stops(fault.clone())
    };
    faults::all().iter().map(run).collect()
}

/// Runs that a played browser made.
pub fn played() -> Vec<Transcript> {
    let run = |server: &str, cors, serve: fn(&Request) -> Answer| {
        World::run(options(server), cors, serve)
            .run
            .transcript()
            .clone()
    };
    vec![
        run(URL, open_cors(), modern),
        run(URL, open_cors(), legacy),
        run("https://mcp.test/sse", open_cors(), old),
        run(URL, Cors::default(), legacy),
        run(URL, open_cors(), |_| Answer::Refuse),
        run(URL, open_cors(), |_| Answer::Hang),
        run(URL, open_cors(), |_| text_reply(401, "text/plain", "no")),
        run(URL, open_cors(), |_| {
            text_reply(403, "text/plain", "Origin not allowed")
        }),
        run(URL, open_cors(), |_| {
            text_reply(200, "text/html", "<!doctype html><title>Hi</title>")
        }),
        run("hello there", open_cors(), modern),
    ]
}

/// A healthy run of a server with so many tools, each described in 300 letters.
pub fn with_tools(count: usize) -> Transcript {
    let tools = (0..count).map(|n| {
        json!({
            "name": format!("tool_{n}"),
            "description": format!("Tool {n}: {}", words(n, 300)),
            "inputSchema": {"type": "object", "properties": {"query": {"type": "string", "description": words(n + 7, 60)}}},
        })
    });
    let result = json!({"tools": tools.collect::<Vec<_>>()}).to_string();
    Scenario::opened(URL)
        .list("tools/list", 0)
        .result(&result)
        .pass(&[Step::Tools])
        .done()
}

/// Text that does not deflate to nothing.
fn words(seed: usize, length: usize) -> String {
    let mut state = seed.wrapping_mul(2_654_435_761) % 4_294_967_291;
    let letter = |_| {
        state = (state * 48_271 + 11) % 2_147_483_647;
        b"etaoin shrdlu cmfwyp vbgkqj xz  "[state / 64 % 32]
    };
    String::from_utf8((0..length).map(letter).collect()).expect("letters")
}

#[test]
fn every_fault_travels() {
    let all = broken().into_iter().enumerate();
    each(
        all,
        |(number, _)| format!("{:?}", faults::all()[*number]),
        |(_, transcript)| travels(&sound(transcript)),
    );
}

#[test]
fn every_played_run_travels() {
    let all = played().into_iter().enumerate();
    each(
        all,
        |(number, _)| format!("run {number}"),
        |(_, transcript)| travels(&sound(transcript)),
    );
}

/// What the page recorded of every cause of the lab.
#[test]
fn every_kept_run_travels() {
    each(
        fixtures::all(),
        |kept| kept.name.clone(),
        |kept| travels(&report::redacted(&kept.transcript)),
    );
}

#[test]
fn links_to_kept_runs_are_short() {
    let length = |kept: &fixtures::Kept| {
        let report = report::redacted(&kept.transcript);
        let recorded = link_of(&report, Contents::Everything).len();
        (recorded, share::reproduce(&report).len(), kept.name.clone())
    };
    let mut lengths: Vec<_> = fixtures::all().iter().map(length).collect();
    lengths.sort_unstable();
    for (recorded, reproduce, name) in &lengths {
        println!("{recorded:6} {reproduce:6} {name}");
    }
    let (median, _, _) = lengths[lengths.len() / 2];
    let (longest, _, _) = lengths[lengths.len() - 1];
    println!("median {median}, longest {longest}");
    assert!(median < 3_000, "{median}");
    assert!(longest <= share::SHORT, "{longest}");
}
