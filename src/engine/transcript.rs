//! Everything a run saw and did, in order, with times. A user's downloaded report holds one, and it
//! replays as a test.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::step::{Reason, Status, Step};
use super::vantage::{Environment, Options};
use super::wire::{Failure, Head, Id, Mode, Pasted, Probe, ProbeResult, Redirect, Request};

/// A whole run.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Transcript {
    pub options: Options,
    /// Absent until the run starts.
    pub environment: Option<Environment>,
    pub facts: Vec<Fact>,
    pub events: Vec<Event>,
}

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
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Event {
    /// Milliseconds since the run started.
    #[serde(with = "super::millis")]
    pub at: f64,
    #[serde(flatten)]
    pub what: What,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum What {
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
    /// The user pasted evidence; its exchanges follow as `Send` with origin `pasted`.
    Paste {
        pasted: Pasted,
    },
    Step {
        step: Step,
        status: Status,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
        /// The exchange or probe that decided it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Id>,
    },
    /// The run stopped with this many milliseconds on its clock.
    Done,
}

/// Where an exchange comes from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    Live,
    Pasted,
    Imported,
}

/// What an exchange is for. With the URL, the key by which the plan finds its answer again.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "for")]
pub enum Purpose {
    Discover,
    Initialize {
        revision: String,
    },
    Initialized,
    /// `method` such as `tools/list`; `page` counts from 0.
    List {
        method: String,
        page: u32,
    },
    /// The GET that opens the HTTP+SSE transport of 2024-11-05.
    OpenSse,
    GetStream,
    Listen,
    Delete,
    /// Follows a redirect once without credentials, to learn its target.
    RedirectTarget,
    /// A question of the decision tree.
    Question {
        question: Question,
    },
}

/// What the decision tree asks the network (browser-observations 1 and 4).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "ask")]
pub enum Question {
    /// Does anything answer HTTP?
    NoCorsGet,
    /// Does a POST that needs no preflight get an answer of any kind?
    NoCorsPost,
    /// Is a POST that needs no preflight answered readably?
    SimplePost,
    /// Does a GET meet a redirect?
    ManualGet,
    /// Does the preflight allow this one header?
    Header { name: String },
    /// Does the preflight itself pass (`OPTIONS` as the method of a request)?
    OptionsFetch,
    /// Does another spelling of the path work?
    Variant,
    /// Does another path on the same origin answer?
    Sibling,
    /// Does the other scheme answer on this port?
    SchemeSwap,
}

/// Why the engine gave an exchange up.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
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
    Enough,
    Cancelled,
}

/// A value that is known only before redaction, kept in a form that tells nothing secret.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "fact")]
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
        #[serde(default, skip_serializing_if = "Option::is_none")]
        problem: Option<String>,
    },
}

/// Body bytes: as text where they are UTF-8, else as base64.
#[derive(Clone, Debug, PartialEq)]
pub struct Bytes(pub Vec<u8>);

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Spelling {
    Text(String),
    Base64(String),
}

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => Spelling::Text(text.to_owned()),
            Err(_) => Spelling::Base64(STANDARD.encode(&self.0)),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        match Spelling::deserialize(deserializer)? {
            Spelling::Text(text) => Ok(Bytes(text.into_bytes())),
            Spelling::Base64(text) => STANDARD
                .decode(text)
                .map(Bytes)
                .map_err(|_| serde::de::Error::custom("base64")),
        }
    }
}
