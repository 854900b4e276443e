//! For the tests beside the code: recordings put together by hand, and plans over them.

use super::plan::{Known, Plan};
use crate::protocol::address::ParsedAddress;
use crate::protocol::http::Headers;
use crate::trace::purpose::Purpose;
use crate::trace::recording::Recording;
use crate::trace::step::Step;
use crate::trace::transcript::{Event, EventKind, Origin, Sent};
use crate::trace::vantage::{Environment, Options};
use crate::trace::wire::{Bytes, Failure, Head, Id, Mode, Redirect, Request, ResponseKind};

#[path = "../../tests/shared/environment.rs"]
mod environment;

/// The server that every test asks.
pub const SERVER: &str = "https://server.test/mcp";

/// What a run goes by besides its recording.
pub struct Ground {
    pub options: Options,
    pub environment: Environment,
    address: ParsedAddress,
}

impl Ground {
    /// A page in Chromium, and what the user entered.
    pub fn new(options: Options) -> Ground {
        let environment = environment::environment();
        let options = Options {
            server: SERVER.to_owned(),
            ..options
        };
        Ground {
            address: options.address(Some(&environment)),
            options,
            environment,
        }
    }

    /// A plan one second into a run with this recording.
    pub fn plan<'a>(&'a self, recording: &'a Recording) -> Plan<'a> {
        let known = Known {
            recording,
            deferred_steps: None,
            options: &self.options,
            environment: &self.environment,
            address: &self.address,
        };
        Plan::new(known, 1_000.0)
    }
}

/// What became of a request.
pub enum Came {
    /// Nothing yet.
    Nothing,
    /// A head and no end.
    Head(u16, &'static [(&'static str, &'static str)]),
    /// A whole answer.
    Answer(u16, &'static [(&'static str, &'static str)], &'static str),
    /// A failure that says nothing.
    Failure,
}

/// A recording of one request, and what came of it.
pub fn recording(came: Came) -> Recording {
    let mut recording = Recording::default();
    let request = Request::get(SERVER);
    exchange(&mut recording, Purpose::Discover, request, came);
    recording
}

/// Sends a request at time 0, and adds what came of it at 100.
pub fn exchange(recording: &mut Recording, purpose: Purpose, request: Request, came: Came) -> Id {
    let id = recording.exchanges.len() as Id + 1;
    let mut apply = |at: f64, kind: EventKind| recording.apply(&Event { at, kind });
    let sent = Sent {
        id,
        step: Step::Reach,
        purpose,
        request,
        mode: Mode::Cors,
        redirect: Redirect::Follow,
        origin: Origin::Live,
    };
    apply(0.0, EventKind::Send(sent));
    let head = |status: u16, headers: &[(&str, &str)]| EventKind::Head {
        id,
        head: Head {
            kind: ResponseKind::Cors,
            status,
            url: SERVER.to_owned(),
            redirected: false,
            headers: headers.iter().copied().collect::<Headers>(),
        },
    };
    match came {
        Came::Nothing => {}
        Came::Head(status, headers) => apply(100.0, head(status, headers)),
        Came::Answer(status, headers, body) => {
            apply(100.0, head(status, headers));
            let bytes = Bytes(body.as_bytes().to_vec());
            apply(100.0, EventKind::Chunk { id, bytes });
            apply(100.0, EventKind::End { id });
        }
        Came::Failure => {
            let failure = Failure::default();
            apply(100.0, EventKind::Failed { id, failure });
        }
    }
    id
}
