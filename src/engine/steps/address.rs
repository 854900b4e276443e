//! Step 1: is this a usable MCP URL? No network.
//!
//! Most of what users enter that is no address is something else that holds one: a client's
//! configuration, a command, an address with `<placeholders>`. `protocol::address` tells these
//! apart; here each becomes a fault, with the corrected address where there is one to offer.
//!
//! The step has no exchange: nothing is sent before it has passed, and nothing at all where it
//! fails.

use crate::engine::outcome::StepOutcome;
use crate::protocol::address::{AddressProblem, NotAUrl, ParsedAddress, Target};
use crate::trace::fault::Fault;
use crate::trace::recording::Recording;
use crate::trace::transcript::Fact;

/// The target, or the end of the run before any traffic.
/// A header that cannot be sent fails here and not in `fetch`, whose exception looks
/// like that of a failed network.
pub fn read<'a>(
    address: &'a ParsedAddress,
    recording: &Recording,
) -> Result<&'a Target, StepOutcome> {
    match address {
        ParsedAddress::Rejected { why, corrected } => {
            let fault = Fault::Address {
                problem: why.kind(),
                detail: detail(why),
                corrected: corrected.clone(),
            };
            Err(StepOutcome::failed(fault, None))
        }
        // An address that can be asked. What goes along has to be sendable as well.
        ParsedAddress::Target(target) => match unsendable_header(recording) {
            Some(fault) => Err(StepOutcome::failed(fault, None)),
            None => Ok(target),
        },
    }
}

/// A header that `fetch` would refuse to send (Fetch standard, "header value"; the constructor of `Headers` throws). The
/// facts say so: by now the value may be redacted.
fn unsendable_header(recording: &Recording) -> Option<Fault> {
    recording.facts.iter().find_map(|fact| match fact {
        Fact::Credential {
            name,
            problem: Some(problem),
            ..
        } => Some(Fault::HeaderValue {
            name: name.clone(),
            problem: problem.clone(),
        }),
        _ => None,
    })
}

/// The text that decided it.
fn detail(why: &AddressProblem) -> String {
    match why {
        AddressProblem::NotAUrl(kind) => not_a_url(*kind).to_owned(),
        AddressProblem::TooLong { length } => length.to_string(),
        AddressProblem::UnsupportedScheme { scheme } => scheme.clone(),
        AddressProblem::CommandNotUrl { command } => command.clone(),
        AddressProblem::ConfigSnippet { urls } => urls.join(" "),
        AddressProblem::UnresolvedTemplate { placeholder } => placeholder.clone(),
        AddressProblem::UnsafePort { port } => port.to_string(),
        // The address itself shows it.
        AddressProblem::CredentialsInUrl | AddressProblem::MixedContent => String::new(),
    }
}

/// In the words of a sentence: "This is no web address: …".
fn not_a_url(kind: NotAUrl) -> &'static str {
    match kind {
        NotAUrl::Empty => "the field is empty",
        NotAUrl::NoScheme => "`https://` is missing",
        NotAUrl::BrokenScheme => "`https://` is misspelt",
        NotAUrl::OtherText => "there are other words around it",
        NotAUrl::Host => "the host name cannot be one",
        NotAUrl::Port => "the port is not a number up to 65535",
    }
}
