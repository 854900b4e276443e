//! What a check has to say: one cause, in words and in data.

use crate::protocol::document::{words, written};
use crate::trace::step::Step;
use crate::trace::wire::Id;

/// One cause. Equal causes make equal findings, whoever looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// `<step>/<the bad thing>`; never changes once published.
    pub code: &'static str,
    pub step: Step,
    pub severity: Severity,
    pub blame: Blame,
    pub certainty: Certainty,
    /// One line, lower case, no full stop.
    pub title: String,
    /// Actor and exact observation, in the past tense; from the help file, when it has loaded.
    pub what_happened: String,
    pub evidence: Vec<Evidence>,
    /// From the help file.
    pub why_it_matters: String,
    /// Markdown with fenced snippets, values of this run filled in; from the help file.
    pub how_to_fix: String,
    /// Causes that this vantage cannot tell apart, most likely first.
    pub candidates: Vec<Candidate>,
    pub sources: Vec<Source>,
    /// Codes of findings that this one explains.
    pub consequences: Vec<String>,
    /// The values that the texts' `{placeholders}` take, such as `headers` or `origin`.
    pub values: Vec<(&'static str, String)>,
    /// Sentences added to what happened.
    pub remarks: Vec<&'static str>,
    /// Clients and what they make of it, a list in Markdown; from the help file.
    pub who_minds: String,
}

written!(Finding {
    code, step, severity, blame, certainty, title, what_happened, evidence, why_it_matters, how_to_fix,
    candidates, sources, consequences;
    values, remarks, who_minds
});

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Steps: a client cannot go on. Survey: something offered cannot be used.
    Fault,
    /// Any other breach.
    Warning,
    /// For information.
    Note,
}

words!(Severity { Fault = "fault", Warning = "warning", Note = "note" });

/// Whose fault it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Blame {
    Server,
    AuthorizationServer,
    Network,
    Browser,
    Input,
    Tool,
}

words!(Blame {
    Server = "server",
    AuthorizationServer = "authorization-server",
    Network = "network",
    Browser = "browser",
    Input = "input",
    Tool = "tool",
});

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Certainty {
    Certain,
    Likely,
    Unknown,
}

words!(Certainty { Certain = "certain", Likely = "likely", Unknown = "unknown" });

/// A place in an exchange that the finding rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The exchange or probe.
    pub exchange: Id,
    pub part: Part,
    /// The deciding text, quoted, or what is missing.
    pub text: String,
}

written!(Evidence {
    exchange,
    part,
    text
});

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
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

words!(Part {
    Request,
    RequestHeader,
    Status,
    ResponseHeader,
    Body,
    Failure,
    Timing,
    Probe,
});

/// A cause that may be the one, and the command that settles it.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub code: &'static str,
    pub title: String,
    /// A shell command; from the help file, as is what follows.
    pub settle: String,
    /// What the command prints if it is this one.
    pub tells: String,
}

written!(Candidate {
    code,
    title,
    settle,
    tells
});

/// A clause that the finding rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// A revision date, or the name of another text (`RFC 9110`, `Fetch standard`).
    pub revision: String,
    pub section: String,
    /// `MUST`, `SHOULD`, `practice` …
    pub level: String,
}

written!(Source {
    revision,
    section,
    level
});
