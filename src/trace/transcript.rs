//! Everything a run saw and did, in order, with times. A user's downloaded report holds one, and it
//! replays as a test.

use super::purpose::Purpose;
use super::reason::Reason;
use super::step::{Status, Step};
use super::user_action::UserAction;
use super::vantage::{Environment, Options};
use super::wire::{Bytes, Failure, Head, Id, Mode, Pasted, Probe, ProbeResult, Redirect, Request};
use crate::protocol::document::{Part, Text, Url, json_enum, json_struct, json_tagged_enum};

json_struct! {
    /// A whole run.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Transcript {
        pub options: Options = "options",
        /// Absent until the run starts.
        pub environment: Option<Environment> = "environment",
        pub facts: Vec<Fact> = "facts",
        pub events: Vec<Event> = "events",
    }
}

impl Transcript {
    /// The transcript of a run that has not begun.
    pub fn new(options: Options) -> Transcript {
        Transcript {
            options,
            environment: None,
            facts: Vec::new(),
            events: Vec::new(),
        }
    }
}

json_struct! {
    /// One thing that happened.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Event {
        /// Milliseconds since the run started.
        pub at: f64 = "at",
        /// What it was.
        pub kind: EventKind = flatten,
    }
}

json_struct! {
    /// A request that was sent, and why.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Sent {
        /// Names the exchange.
        pub id: Id = "id",
        /// The step that asked for it.
        pub step: Step = "step",
        /// What it is for.
        pub purpose: Purpose = "purpose",
        /// The request, whole.
        pub request: Request = "request",
        /// How cross-origin rules apply to it.
        pub mode: Mode = "mode",
        /// What happens at a redirect.
        pub redirect: Redirect = "redirect",
        /// Who sent it.
        pub origin: Origin = "origin",
    }
}

json_tagged_enum! {
    /// What can happen in a run.
    #[derive(Clone, Debug, PartialEq)]
    pub enum EventKind by "event" {
        /// A request was sent.
        Send = "send" (sent: Sent),
        Head = "head" { id: Id = "id", head: Head = "head" },
        Chunk = "chunk" { id: Id = "id", bytes: Bytes = "bytes" as Part },
        End = "end" { id: Id = "id" },
        Failed = "failed" { id: Id = "id", failure: Failure = "failure" },
        /// The engine gave the exchange up.
        Abort = "abort" { id: Id = "id", why: Abort = "why" },
        Probe = "probe" { id: Id = "id", step: Step = "step", probe: Probe = "probe" },
        ProbeResult = "probe-result" { id: Id = "id", result: ProbeResult = "result" },
        Unsupported = "unsupported" { id: Id = "id" },
        Cancel = "cancel",
        /// During authorization the user did this, or brought it. `id` also names the exchange that it is.
        UserAction = "consent" { id: Id = "id", action: UserAction = "consent" },
        /// The user pasted evidence; its exchanges follow as `Send` with origin `pasted`.
        Paste = "paste" { pasted: Pasted = "pasted" },
        Step = "step" {
            step: Step = "step",
            status: Status = "status",
            reason: Option<Reason> = optional "reason",
            /// The exchange or probe that decided it.
            by: Option<Id> = optional "by",
        },
        /// The run stopped with this many milliseconds on its clock.
        Done = "done",
    }
}

json_enum! {
    /// Where an exchange comes from.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Origin {
        Live = "live",
        Pasted = "pasted",
        Imported = "imported",
    }
}

json_enum! {
    /// Why the engine gave an exchange up.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Abort {
        /// No response head in time.
        NoHead = "no-head",
        /// The body stopped for too long.
        Idle = "idle",
        /// The body went on for too long.
        TooLong = "too-long",
        /// The body was larger than the limit.
        TooLarge = "too-large",
        /// The bodies of the run together were larger than its budget.
        Budget = "budget",
        /// A public server led the request into a private network: what is there is not read.
        PrivateAddress = "private-address",
        /// Everything of interest had arrived.
        NoLongerNeeded = "enough",
        Cancelled = "cancelled",
    }
}

json_tagged_enum! {
    /// A value that is known only before redaction, kept in a form that tells nothing secret.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Fact by "fact" {
        /// The shape of the `Mcp-Session-Id` of an exchange.
        SessionId = "session-id" {
            exchange: Id = "exchange",
            length: usize = "length",
            visible_ascii: bool = "visible_ascii",
        },
        /// The shape of a credential that the user entered.
        Credential = "credential" {
            name: String = "name" as Text,
            length: usize = "length",
            /// Why it cannot be sent, if so.
            problem: Option<String> = optional "problem" as Text,
        },
        /// What an access token says, and where it disagrees with what the run knows.
        Token = "token" {
            exchange: Id = "exchange",
            shape: TokenShape = "shape",
            length: usize = "length",
            /// The claims that are compared, as JSON; empty for a token that only its server can read.
            claims: String = "claims" as Text,
            /// The rest of a code each, such as `audience-other`, and what the token says there.
            differs: Vec<(String, String)> = "differs" as (Text, Url),
        },
        /// All bodies of the run together, or what was made of them, met the limit.
        Budget = "budget" { bytes: usize = "bytes", limit: usize = "limit" },
        /// A list was given up after this page: with another as large it would have more bytes than one answer may have.
        ListCut = "list-cut" { exchange: Id = "exchange", bytes: usize = "bytes", limit: usize = "limit" },
        /// So many entries of an answer were not kept.
        LeftOut = "left-out" { exchange: Id = "exchange", count: usize = "count" },
        /// So many bytes of the body of an exchange are left out of this recording.
        Shortened = "shortened" { exchange: Id = "exchange", bytes: usize = "bytes" },
        /// What was found before anything was left out. Checks cannot tell what a body held that is not there.
        RetainedFindings = "found" { findings: Vec<FindingStub> = "findings" },
    }
}

json_enum! {
    /// What kind of thing an access token is.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum TokenShape {
        /// RFC 7519.
        Jwt = "jwt",
        /// A JWT that only its server can read (RFC 7516).
        Encrypted = "encrypted",
        Opaque = "opaque",
    }
}

json_struct! {
    /// What a finding leaves behind when what it rests on is left out.
    #[derive(Clone, Debug, PartialEq)]
    pub struct FindingStub {
        pub code: String = "code" as Text,
        /// The values that the run gave to its texts.
        pub values: Vec<(String, String)> = "values" as (Text, Text),
    }
}
