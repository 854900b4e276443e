//! What passes between the engine and a vantage.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::network_cause::{NetworkCause, ProvenCause};
use super::user_action::UserAction;
use super::vantage::Environment;
use crate::protocol::document::{
    Described, Part, Read, Redaction, Shape, Text, TextRedactor, Url, WriteMembers, Writer,
    json_enum, json_struct, json_tagged_enum,
};
use crate::protocol::http::Headers;
use crate::protocol::mcp::request::Call;

/// Names an exchange or a probe within one run, counted from 1.
pub type Id = u32;

/// What the engine wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Send a request; answer with `Head`, `Chunk`s and `End`, or `Failed`, or `Unsupported`.
    Send {
        /// By which the vantage answers.
        id: Id,
        /// What to send.
        request: Request,
        /// Whether the answer has to be readable. A vantage that is no browser takes no notice.
        mode: Mode,
        /// What to do with a redirect.
        redirect: Redirect,
        /// Whether a permission or an answer of before may stand in for the server's.
        cache: CacheMode,
    },
    /// Look by other means than a request; answer with `ProbeResult` or `Unsupported`.
    Probe {
        /// By which the vantage answers.
        id: Id,
        /// What to look at.
        probe: Probe,
    },
    /// Give the exchange up. Nothing more is expected from it.
    Abort(Id),
    /// Call `handle(Tick)` at this time (milliseconds, the clock of `handle`'s `now`).
    WakeAt(f64),
    /// Nothing to do until the user acts.
    AskUser(UserRequest),
    /// The run is over.
    Done,
}

/// What only the user can do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UserRequest {
    /// Enter a token, or authorize the page.
    Credentials,
    /// Answer the browser's question whether the page may reach the local network.
    LocalNetworkPermission,
}

/// What a vantage reports. Bytes, never interpretations.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The run begins; the first input.
    Start(Environment),
    /// The head of an answer is there.
    Head {
        /// The request.
        id: Id,
        /// As far as the vantage may read it.
        head: Head,
    },
    /// Bytes of a body. How it is cut means nothing.
    Chunk {
        /// The request.
        id: Id,
        /// Without content coding: what a client would parse.
        bytes: Vec<u8>,
    },
    /// The body is whole.
    End {
        /// The request.
        id: Id,
    },
    /// The network, or the browser, ended the exchange. Final, like `End`.
    Failed {
        /// The request.
        id: Id,
        /// What is known about it.
        failure: Failure,
    },
    /// A probe came to an end.
    ProbeResult {
        /// The probe.
        id: Id,
        /// What it saw.
        result: ProbeResult,
    },
    /// This vantage cannot send or look at that.
    Unsupported(Id),
    /// The user did something.
    User(Action),
    /// The time of `WakeAt` has come.
    Tick,
}

/// What the user does while a run is on or after it stopped.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Ends the run.
    Cancel,
    /// Evidence from outside the page.
    Paste(Pasted),
    /// A step of authorization, or deep mode.
    UserAction(UserAction),
}

json_struct! {
    /// An HTTP request, whole.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Request {
        pub method: String = "method" as Text,
        pub url: String = "url" as Url,
        pub headers: Headers = "headers",
        pub body: Option<String> = optional "body" as Text,
    }
}

impl Request {
    /// A GET without headers: the browser adds its own.
    pub fn get(url: &str) -> Request {
        Request {
            method: "GET".to_owned(),
            url: url.to_owned(),
            headers: Headers::default(),
            body: None,
        }
    }

    /// A message of MCP on its way to this address, without credentials.
    pub fn from_call(call: Call, url: &str) -> Request {
        Request {
            method: call.http_method.to_owned(),
            url: url.to_owned(),
            headers: call.headers,
            body: call.body,
        }
    }
}

json_enum! {
    /// The Fetch standard's request mode.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Mode {
        Cors = "cors",
        NoCors = "no-cors",
    }
}

json_enum! {
    /// The Fetch standard's redirect mode.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Redirect {
        Follow = "follow",
        Manual = "manual",
        Error = "error",
    }
}

/// The Fetch standard's request cache mode, as far as runs use it. It is not written down: what a run sees is the same.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CacheMode {
    /// As any client's: what was permitted before need not be permitted again.
    Default,
    /// Asked anew, and remembered.
    Reload,
    /// Asked anew, and not remembered.
    NoStore,
}

json_struct! {
    /// A response's head, as far as this vantage sees it.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Head {
        pub kind: ResponseKind = "kind",
        /// 0 for the opaque kinds.
        pub status: u16 = "status",
        /// The URL that answered, after redirects; empty for the opaque kinds.
        pub url: String = "url" as Url,
        pub redirected: bool = "redirected",
        pub headers: Headers = "headers",
    }
}

json_enum! {
    /// The Fetch standard's response type.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum ResponseKind {
        /// Every header can be read (same origin, or not a browser).
        Basic = "basic",
        /// Only safelisted and exposed headers can be read.
        Cors = "cors",
        Opaque = "opaque",
        OpaqueRedirect = "opaque-redirect",
    }
}

json_struct! {
    /// A request that ended without a response, or a body that broke off.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Failure {
        /// The vantage's own words.
        pub message: String = "message" as Text,
        /// A content security policy violation was reported for this URL.
        pub csp: bool = optional "csp",
        /// The vantage refused to send it (a header value that cannot be sent, a forbidden method).
        pub not_sent: bool = optional "not_sent",
        /// Why, where this vantage knows it. A page never does.
        pub cause: Option<NetworkCause> = optional "cause",
    }
}

json_tagged_enum! {
    /// Ways to look that are not requests of the run.
    #[derive(Clone, Debug, Eq, PartialEq)]
    pub enum Probe by "probe" {
        /// `readyState` in the error event of an `EventSource`.
        EventSource = "event-source" { url: String = "url" as Url },
        /// The close code of a `WebSocket`.
        WebSocket = "web-socket" { url: String = "url" as Url },
        /// Does a no-cors request leave this origin (a frame whose policy allows only it)?
        CspRedirect = "csp-redirect" { url: String = "url" as Url },
        /// `navigator.permissions.query`; names of the local network access permissions. `after` the failure the
        /// answer may differ from the one before the first request.
        Permission = "permission" { name: String = "name" as Text, after: bool = "after" },
        /// `navigator.onLine`, and whether the page's own origin still answers.
        OwnOrigin = "own-origin",
        /// The Resource Timing entry of an exchange.
        ResourceTiming = "resource-timing" { of: Id = "of" },
    }
}

json_tagged_enum! {
    /// What a probe saw.
    #[derive(Clone, Debug, PartialEq)]
    pub enum ProbeResult by "saw" {
        /// `ready_state`: 0 connecting, 1 open, 2 closed.
        EventSource = "event-source" { ready_state: u8 = "ready_state" },
        /// `code` is absent when the constructor refused (mixed content or policy).
        WebSocket = "web-socket" { code: Option<u16> = "code" },
        CspRedirect = "csp-redirect" { left_origin: bool = "left_origin" },
        Permission = "permission" { state: Permission = "state" },
        OwnOrigin = "own-origin" { online: bool = "online", answers: bool = "answers" },
        /// `duration_ms` is absent when there is no entry. Only one of nothing is 0.
        ResourceTiming = "resource-timing" { duration_ms: Option<f64> = "duration_ms" },
    }
}

impl ProbeResult {
    /// As the transcript is written down. A short duration must not become none: they mean different things.
    pub fn in_whole_milliseconds(self) -> ProbeResult {
        match self {
            ProbeResult::ResourceTiming {
                duration_ms: Some(ms),
            } if ms > 0.0 => ProbeResult::ResourceTiming {
                duration_ms: Some(ms.round().max(1.0)),
            },
            other => other,
        }
    }
}

json_enum! {
    /// What a browser says about a permission.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Permission {
        Granted = "granted",
        Denied = "denied",
        Prompt = "prompt",
        Unknown = "unknown",
    }
}

json_struct! {
    /// What was pasted, read (`evidence` makes it).
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Pasted {
        pub exchanges: Vec<PastedExchange> = "exchanges",
        /// The cause that the pasted text proves; in documents its code, such as `reach/refused`.
        pub cause: Option<ProvenCause> = optional "cause" as Text,
        /// The line that proves it, quoted.
        pub quote: Option<String> = optional "quote" as Text,
    }
}

json_struct! {
    /// One exchange of a pasted transcript.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PastedExchange {
        pub request: Request = "request",
        pub head: Head = "head",
        pub body: Bytes = "body" as Text,
    }
}

/// Body bytes: as text where they are UTF-8, else as base64.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bytes(pub Vec<u8>);

impl WriteMembers for Bytes {
    fn write_members(&self, to: &mut Writer) {
        match std::str::from_utf8(&self.0) {
            Ok(text) => to.member("text", &text.to_owned()),
            Err(_) => to.member("base64", &STANDARD.encode(&self.0)),
        }
    }
}

impl Read for Bytes {
    fn read(value: &Value) -> Option<Bytes> {
        Some(Bytes(match value.get("text") {
            Some(text) => String::read(text)?.into_bytes(),
            None => STANDARD.decode(value.get("base64")?.as_str()?).ok()?,
        }))
    }
}

impl Redaction<Bytes> for Text {
    fn redact(&self, bytes: &mut Bytes, by: &mut dyn TextRedactor) {
        by.body(&mut bytes.0);
    }
}

impl Redaction<Bytes> for Part {
    fn redact(&self, bytes: &mut Bytes, by: &mut dyn TextRedactor) {
        by.part(&mut bytes.0);
    }
}

impl Described for Bytes {
    const SHAPE: &'static Shape = &Shape::Bytes;
}
