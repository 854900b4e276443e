//! The loop of every vantage that is played, natively in `tests/engine` and under the fuzzer in `tests/fuzz`, and what any of
//! them may see.

use faultfinder::engine::Run;
use faultfinder::protocol::http::Headers;
use faultfinder::trace::wire::{
    Head, Id, Input, Mode, Output, Probe, Redirect, Request, ResponseKind, UserRequest,
};

use crate::vantage_contract::ContractChecker;

/// More turns than any run takes that comes to an end.
const MOST_TURNS: usize = 20_000;

/// A place to observe from, with a clock of its own.
pub trait Vantage {
    /// The time of what is told next. Never goes backwards.
    fn now(&self) -> f64;

    /// Sends a request. Returns what comes of it at once.
    fn send(&mut self, id: Id, request: Request, mode: Mode, redirect: Redirect) -> Vec<Input>;

    /// Looks by other means than a request. A vantage that cannot says so.
    fn probe(&mut self, id: Id, _probe: &Probe) -> Vec<Input> {
        vec![Input::Unsupported(id)]
    }

    /// Nothing more is expected from it.
    fn abort(&mut self, _id: Id) {}

    /// Lets time pass: at most until `at`, if nothing comes before. `None` ends the loop here.
    fn wait(&mut self, at: f64) -> Option<Vec<Input>>;

    /// The run is over, or stands until the user acts. `None` ends the loop here.
    fn rest(&mut self, _run: &Run, _ask: Option<UserRequest>) -> Option<Vec<Input>> {
        None
    }

    fn contract(&mut self) -> &mut ContractChecker;
}

/// Does what the engine wants and tells it what comes of it, until the vantage has nothing more to tell. Both sides
/// are held to their contract.
pub fn drive(run: &mut Run, vantage: &mut impl Vantage) {
    for _ in 0..MOST_TURNS {
        let output = run.poll();
        vantage.contract().output(&output);
        let inputs = match output {
            Output::Send {
                id,
                request,
                mode,
                redirect,
                ..
            } => Some(vantage.send(id, request, mode, redirect)),
            Output::Probe { id, probe } => Some(vantage.probe(id, &probe)),
            Output::Abort(id) => {
                vantage.abort(id);
                Some(Vec::new())
            }
            Output::WakeAt(at) => vantage.wait(at),
            Output::AskUser(ask) => vantage.rest(run, Some(ask)),
            Output::Done => vantage.rest(run, None),
        };
        let Some(inputs) = inputs else { return };
        for input in inputs {
            tell(run, vantage, input);
        }
    }
    panic!("the engine does not come to an end");
}

/// Tells the engine one thing.
pub fn tell(run: &mut Run, vantage: &mut impl Vantage, input: Input) {
    let now = vantage.now();
    vantage.contract().input(now, &input);
    run.handle(now, input);
}

/// Waits for that moment, for which something has to be waited for.
pub fn pass_until(now: &mut f64, at: f64) -> Vec<Input> {
    assert!(at < 1e12, "the engine waits for nothing");
    *now = at.max(*now);
    vec![Input::Tick]
}

/// An answer that a page may not read.
pub fn opaque(id: Id, kind: ResponseKind) -> Vec<Input> {
    let head = Head {
        kind,
        status: 0,
        url: String::new(),
        redirected: false,
        headers: Headers::default(),
    };
    vec![Input::Head { id, head }, Input::End { id }]
}
