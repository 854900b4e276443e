//! Runs against a server, a browser and a user that do anything, at any time: each comes to an end, asks a bounded
//! number of times, writes down no more than it heard, and everything that is made of it holds together.

use faultfinder::engine::Run;
use faultfinder::trace::wire::{Head, Id, Input, Mode, Output, Redirect, Request, ResponseKind};
use proptest::prelude::*;

use crate::drive::{Vantage, drive, pass_until, tell};
use crate::environment::environment;
use crate::fixtures::candidates;
use crate::reports::sound;
use crate::vantage_contract::ContractChecker;
use crate::world::{Answer, World, options};

#[path = "../shared/hostile.rs"]
pub mod anything;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_run_ends(tape in proptest::collection::vec(any::<u8>(), 0..800)) {
        holds(&tape);
    }

    /// Small bytes are parties that behave, so that these come far before something is wrong.
    #[test]
    fn any_run_that_begins_well_ends(tape in proptest::collection::vec(proptest::prop_oneof![5 => 0_u8..60, 1 => any::<u8>()], 0..800)) {
        holds(&tape);
    }
}

/// A server whose every answer goes on for ever, as fast as it can.
#[test]
fn a_flood_is_cut() {
    let mut run = Run::new(options("https://mcp.test/mcp"));
    let mut flood = Flood::default();
    tell(&mut run, &mut flood, Input::Start(environment()));
    drive(&mut run, &mut flood);
    assert_eq!(run.poll(), Output::Done);
    for exchange in &run.recording().exchanges {
        assert!(
            exchange.body.len() <= (4 << 20) + PIECE,
            "{}",
            exchange.body.len()
        );
    }
    sound(run.transcript());
}

const PIECE: usize = 1 << 20;

#[derive(Default)]
struct Flood {
    now: f64,
    contract: ContractChecker,
}

impl Vantage for Flood {
    fn now(&self) -> f64 {
        self.now
    }

    fn send(&mut self, id: Id, request: Request, _: Mode, _: Redirect) -> Vec<Input> {
        let headers = [("content-type", "application/json")];
        let head = Head {
            kind: ResponseKind::Cors,
            status: 200,
            url: request.url,
            redirected: false,
            headers: headers.into_iter().collect(),
        };
        let pieces = (0..32).map(|_| Input::Chunk {
            id,
            bytes: vec![b' '; PIECE],
        });
        [Input::Head { id, head }]
            .into_iter()
            .chain(pieces)
            .collect()
    }

    fn wait(&mut self, at: f64) -> Option<Vec<Input>> {
        Some(pass_until(&mut self.now, at))
    }

    fn contract(&mut self) -> &mut ContractChecker {
        &mut self.contract
    }
}

/// A public page, a server on this computer, the browser asks its user, and nobody answers ever: found by the fuzzer.
#[test]
fn a_prompt_that_nobody_answers_ends_the_run() {
    let ran = anything::run(&[0x2a, 0x0e, 0xa1, 0x2a, 0x92, 0x92, 0x92, 0x92]);
    let report = sound(ran.run.transcript());
    assert_eq!(report.code.as_deref(), Some("reach/timeout"));
}

/// The prompt is one that nobody sees, or there is none and the server is silent: both are said, when the server has had its
/// time.
#[test]
fn a_prompt_that_nobody_sees_takes_no_longer_than_a_silent_server() {
    let world = World::run_asking(options("http://127.0.0.1:8000/mcp"), |_| Answer::Hang);
    let report = sound(world.run.transcript());
    assert_eq!(report.code.as_deref(), Some("reach/timeout"));
    let candidates: Vec<&str> = candidates(&report).collect();
    for code in ["reach/local-network-denied", "reach/silent-server"] {
        assert!(candidates.contains(&code), "{candidates:?}");
    }
    // The request's time, and that of two probes.
    assert!(report.duration_ms <= 15_000.0 + 2.0 * 3_000.0 + 100.0);
}

fn holds(tape: &[u8]) {
    let ran = anything::run(tape);
    anything::assert_bounded(&ran);
    sound(ran.run.transcript());
}

/// Times are fractions, and their sums are rounded: the engine once waited for a moment that had come, found that it had
/// not quite, and waited again.
#[test]
fn a_moment_that_is_waited_for_has_come() {
    for number in 1..2000 {
        let mut session = Run::new(options("https://mcp.test/mcp"));
        let begun = f64::from(number).sqrt() * 100.0;
        session.handle(begun, Input::Start(environment()));
        let mut turns = 0;
        let at = loop {
            turns += 1;
            assert!(turns < 9, "it waits for {begun}");
            match session.poll() {
                Output::WakeAt(at) => break at,
                Output::Probe { id, .. } => session.handle(begun, Input::Unsupported(id)),
                _ => {}
            }
        };
        session.handle(at, Input::Tick);
        assert!(
            matches!(session.poll(), Output::Abort(_)),
            "begun at {begun}, woken at {at}"
        );
    }
}
