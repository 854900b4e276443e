//! Everything a run saw and did, in order, with times. A user's downloaded report holds one, and it
//! replays as a test.

use serde_json::Value;

use super::purpose::Purpose;
use super::reason::Reason;
use super::step::{Status, Step};
use super::user_action::UserAction;
use super::vantage::{Environment, Options};
use super::wire::{Bytes, Failure, Head, Id, Mode, Pasted, Probe, ProbeResult, Redirect, Request};
use crate::protocol::document::{Read, Write, Writer, member, record, tagged, words};

/// A whole run.
#[derive(Clone, Debug, PartialEq)]
pub struct Transcript {
    pub options: Options,
    /// Absent until the run starts.
    pub environment: Option<Environment>,
    pub facts: Vec<Fact>,
    pub events: Vec<Event>,
}

record!(Transcript {
    options,
    environment,
    facts,
    events
});

impl Transcript {
    pub fn new(options: Options) -> Transcript {
        Transcript {
            options,
            environment: None,
            facts: Vec::new(),
            events: Vec::new(),
        }
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Milliseconds since the run started.
    pub at: f64,
    pub kind: EventKind,
}

impl Write for Event {
    fn write(&self, to: &mut Writer) {
        to.open('{');
        to.member("at", &self.at);
        self.kind.write_members(to);
        to.close('}');
    }
}

impl Read for Event {
    fn read(value: &Value) -> Option<Event> {
        Some(Event {
            at: member(value, "at")?,
            kind: EventKind::read(value)?,
        })
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum EventKind {
    Send {
        id: Id,
        step: Step,
        purpose: Purpose,
        request: Request,
        mode: Mode,
        redirect: Redirect,
        origin: Origin,
    },
    Head {
        id: Id,
        head: Head,
    },
    Chunk {
        id: Id,
        bytes: Bytes,
    },
    End {
        id: Id,
    },
    Failed {
        id: Id,
        failure: Failure,
    },
    /// The engine gave the exchange up.
    Abort {
        id: Id,
        why: Abort,
    },
    Probe {
        id: Id,
        step: Step,
        probe: Probe,
    },
    ProbeResult {
        id: Id,
        result: ProbeResult,
    },
    Unsupported {
        id: Id,
    },
    Cancel,
    /// On the way to a token the user did this, or brought it. `id` also names the exchange that it is.
    UserAction {
        id: Id,
        action: UserAction,
    },
    /// The user pasted evidence; its exchanges follow as `Send` with origin `pasted`.
    Paste {
        pasted: Pasted,
    },
    Step {
        step: Step,
        status: Status,
        reason: Option<Reason>,
        /// The exchange or probe that decided it.
        by: Option<Id>,
    },
    /// The run stopped with this many milliseconds on its clock.
    Done,
}

tagged!(EventKind by "event" {
    Send { id, step, purpose, request, mode, redirect, origin },
    Head { id, head },
    Chunk { id, bytes },
    End { id },
    Failed { id, failure },
    Abort { id, why },
    Probe { id, step, probe },
    ProbeResult { id, result },
    Unsupported { id },
    Cancel,
    UserAction = "consent" { id, action = "consent" },
    Paste { pasted },
    Step { step, status; reason, by },
    Done,
});

/// Where an exchange comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Origin {
    Live,
    Pasted,
    Imported,
}

words!(Origin {
    Live,
    Pasted,
    Imported
});

/// Why the engine gave an exchange up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Abort {
    /// No response head in time.
    NoHead,
    /// The body stopped for too long.
    Idle,
    /// The body went on for too long.
    TooLong,
    /// The body was larger than the limit.
    TooLarge,
    /// Everything of interest had arrived.
    NoLongerNeeded,
    Cancelled,
}

words!(Abort {
    NoHead,
    Idle,
    TooLong,
    TooLarge,
    NoLongerNeeded = "enough",
    Cancelled,
});

/// A value that is known only before redaction, kept in a form that tells nothing secret.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// The shape of the `Mcp-Session-Id` of an exchange.
    SessionId {
        exchange: Id,
        length: usize,
        visible_ascii: bool,
    },
    /// The shape of a credential that the user entered.
    Credential {
        name: String,
        length: usize,
        /// Why it cannot be sent, if so.
        problem: Option<String>,
    },
    /// What an access token says, and where it disagrees with what the run knows.
    Token {
        exchange: Id,
        shape: TokenShape,
        length: usize,
        /// The claims that are compared, as JSON; empty for a token that only its server can read.
        claims: String,
        /// The rest of a code each, such as `audience-other`, and what the token says there.
        differs: Vec<(String, String)>,
    },
    /// So many bytes of the body of an exchange are left out of this recording.
    Shortened { exchange: Id, bytes: usize },
    /// What was found before anything was left out. Checks cannot tell what a body held that is not there.
    RetainedFindings { findings: Vec<FindingStub> },
}

tagged!(Fact by "fact" {
    SessionId { exchange, length, visible_ascii },
    Token { exchange, shape, length, claims, differs },
    Credential { name, length; problem },
    Shortened { exchange, bytes },
    RetainedFindings = "found" { findings },
});

/// What kind of thing an access token is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TokenShape {
    /// RFC 7519.
    Jwt,
    /// A JWT that only its server can read (RFC 7516).
    Encrypted,
    Opaque,
}

words!(TokenShape { Jwt = "jwt", Encrypted = "encrypted", Opaque = "opaque" });

/// What a finding leaves behind when what it rests on is left out.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingStub {
    pub code: String,
    /// The values that the run gave to its texts.
    pub values: Vec<(String, String)>,
}

record!(FindingStub { code, values });
