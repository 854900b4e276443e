//! What a check has to say: one cause, in words and in data.

use serde::Serialize;

use crate::engine::step::Step;
use crate::engine::wire::Id;

/// One cause. Equal causes make equal findings, whoever looks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// `<step>/<the bad thing>`; never changes once published.
    pub code: &'static str,
    pub step: Step,
    pub severity: Severity,
    pub blame: Blame,
    pub certainty: Certainty,
    /// One line, lower case, no full stop.
    pub title: String,
    /// Actor and exact observation, in the past tense.
    pub what_happened: String,
    pub evidence: Vec<Evidence>,
    /// Filled from the help file, when it has loaded.
    pub why_it_matters: String,
    /// Markdown with fenced snippets, values of this run filled in; from the help file.
    pub how_to_fix: String,
    /// Causes that this vantage cannot tell apart, most likely first.
    pub candidates: Vec<Candidate>,
    pub sources: Vec<Source>,
    /// Codes of findings that this one explains.
    pub consequences: Vec<String>,
    /// The values that the texts' `{placeholders}` take, such as `headers` or `origin`.
    #[serde(skip)]
    pub values: Vec<(&'static str, String)>,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Steps: a client cannot go on. Survey: something offered cannot be used.
    Fault,
    /// Any other breach.
    Warning,
    /// For information.
    Note,
}

/// Whose fault it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blame {
    Server,
    AuthorizationServer,
    Network,
    Browser,
    Input,
    Tool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    Certain,
    Likely,
    Unknown,
}

/// A place in an exchange that the finding rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// The exchange or probe.
    pub exchange: Id,
    pub part: Part,
    /// The deciding text, quoted, or what is missing.
    pub text: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    Request,
    RequestHeader,
    Status,
    ResponseHeader,
    Body,
    Failure,
    Timing,
    Probe,
}

/// A cause that may be the one, and the command that settles it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    pub code: &'static str,
    pub title: String,
    /// A shell command.
    pub settle: String,
    /// What the command prints if it is this one.
    pub tells: String,
}

/// A clause that the finding rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Source {
    /// A revision date, or the name of another text (`RFC 9110`, `Fetch standard`).
    pub revision: String,
    pub section: String,
    /// `MUST`, `SHOULD`, `practice` …
    pub level: String,
}

macro_rules! ids {
    ($name:ident { $($variant:ident = $id:literal),* $(,)? }) => {
        impl $name {
            /// The published id.
            pub fn id(self) -> &'static str {
                match self { $($name::$variant => $id),* }
            }
        }
    };
}

ids!(Severity { Fault = "fault", Warning = "warning", Note = "note" });
ids!(Certainty { Certain = "certain", Likely = "likely", Unknown = "unknown" });
ids!(Blame {
    Server = "server",
    AuthorizationServer = "authorization-server",
    Network = "network",
    Browser = "browser",
    Input = "input",
    Tool = "tool",
});
