//! What a check has to say: one cause, in words and in data.
//!
//! This is what reports, links and exports hold of it, so the names on the wire are published and
//! stay. Words that only the help file has are empty until it has loaded.

use crate::protocol::document::{json_enum, json_struct_write_only};
use crate::trace::step::Step;
use crate::trace::wire::Id;

json_struct_write_only! {
    /// One cause. Equal causes make equal findings, whoever looks.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Finding {
        /// `<area>/<the bad thing>`; never changes once published.
        pub code: &'static str = "code",
        /// The step at which it is shown.
        pub step: Step = "step",
        /// How bad it is.
        pub severity: Severity = "severity",
        /// Whose fault it is.
        pub blame: Blame = "blame",
        /// How sure this program is of it.
        pub certainty: Certainty = "certainty",
        /// One line, lower case, no full stop.
        pub title: String = "title",
        /// Actor and exact observation, in the past tense; from the help file, when it has loaded.
        pub what_happened: String = "what_happened",
        /// What it rests on.
        pub evidence: Vec<Evidence> = "evidence",
        /// From the help file.
        pub why_it_matters: String = "why_it_matters",
        /// Markdown with fenced snippets, values of this run filled in; from the help file.
        pub how_to_fix: String = "how_to_fix",
        /// Causes that this vantage cannot tell apart, most likely first.
        pub candidates: Vec<Candidate> = "candidates",
        /// The clauses that say so; from the help file.
        pub sources: Vec<Source> = "sources",
        /// Codes of findings that this one explains.
        pub consequences: Vec<String> = "consequences",
        /// The values that the texts' `{placeholders}` take, such as `headers` or `origin`.
        pub values: Vec<(&'static str, String)> = skip,
        /// Sentences added to what happened.
        pub remarks: Vec<&'static str> = skip,
        /// Clients and what they make of it, a list in Markdown; from the help file.
        pub affected_clients: String = skip,
    }
}

json_enum! {
    /// How much a finding weighs.
    #[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
    pub enum Severity {
        /// Steps: a client cannot go on. Survey: something offered cannot be used.
        Fault = "fault",
        /// Any other breach.
        Warning = "warning",
        /// For information.
        Note = "note",
    }
}

json_enum! {
    /// Whose fault it is.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Blame {
        /// The MCP server, or what stands in front of it and belongs to it.
        Server = "server",
        /// The one that issues the tokens.
        AuthorizationServer = "authorization-server",
        /// What lies between: names, routes, firewalls.
        Network = "network",
        /// The page's own surroundings, as with a file that was opened.
        Browser = "browser",
        /// What was typed into a field.
        Input = "input",
        /// This program itself.
        Tool = "tool",
    }
}

json_enum! {
    /// How sure a finding is of its cause.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Certainty {
        /// Nothing else makes the run look like this.
        Certain = "certain",
        /// The most probable of what would.
        Likely = "likely",
        /// One of a family; the candidates say which.
        Unknown = "unknown",
    }
}

json_struct_write_only! {
    /// A place in an exchange that the finding rests on.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Evidence {
        /// The exchange or probe.
        pub exchange: Id = "exchange",
        /// Where in it.
        pub part: Part = "part",
        /// The deciding text, quoted, or what is missing.
        pub text: String = "text",
    }
}

json_enum! {
    /// Which part of an exchange a text was taken from.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Part {
        Request = "request",
        RequestHeader = "request-header",
        Status = "status",
        ResponseHeader = "response-header",
        Body = "body",
        Failure = "failure",
        Timing = "timing",
        Probe = "probe",
    }
}

json_struct_write_only! {
    /// A cause that may be the one, and the command that settles it.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Candidate {
        /// The code that it would have as a finding.
        pub code: &'static str = "code",
        /// Its one line, filled.
        pub title: String = "title",
        /// A shell command; from the help file, as is what follows.
        pub settle: String = "settle",
        /// What the command prints if it is this one.
        pub tells: String = "tells",
    }
}

json_struct_write_only! {
    /// A clause that the finding rests on.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Source {
        /// A revision date, or the name of another text (`RFC 9110`, `Fetch standard`).
        pub revision: String = "revision",
        /// Where in that text.
        pub section: String = "section",
        /// `MUST`, `SHOULD`, `practice` …
        pub level: String = "level",
    }
}
