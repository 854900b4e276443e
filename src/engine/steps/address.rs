//! Step 1: is this a usable MCP URL? No network.

use crate::engine::plan::{Interrupt, Plan};
use crate::protocol::address::{self, AddressProblem, NotAUrl, PageContext, ParsedAddress, Target};
use crate::trace::fault::Fault;
use crate::trace::reason::Reason;
use crate::trace::step::Step;
use crate::trace::transcript::Fact;
use crate::trace::vantage::{Environment, Options};

/// Reads the text of the URL field.
pub fn parse(options: &Options, environment: &Environment) -> ParsedAddress {
    let page = PageContext {
        secure: environment.page_is_https,
        local_network_access: false,
    };
    address::parse(&options.server, page)
}

/// The target, or the end of the run.
pub fn read<'a>(plan: &mut Plan<'a>) -> Result<&'a Target, Interrupt> {
    match plan.address {
        ParsedAddress::Rejected { why, corrected } => {
            let (problem, detail) = describe(why);
            let fault = Fault::Address {
                problem: problem.to_owned(),
                detail,
                corrected: corrected.clone(),
            };
            Err(plan.fail(fault, None))
        }
        ParsedAddress::Target(target) => {
            if let Some(fault) = unsendable_header(plan) {
                return Err(plan.fail(fault, None));
            }
            plan.end(Step::Address, Reason::Settled, None);
            Ok(target)
        }
    }
}

/// A header that the browser would refuse to send stops the run before any traffic.
fn unsendable_header(plan: &Plan) -> Option<Fault> {
    plan.recording.facts.iter().find_map(|fact| match fact {
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

/// The rest of the code, and the text that decided it.
fn describe(why: &AddressProblem) -> (&'static str, String) {
    match why {
        AddressProblem::NotAUrl(kind) => ("not-a-url", not_a_url(*kind).to_owned()),
        AddressProblem::TooLong { length } => ("too-long", length.to_string()),
        AddressProblem::UnsupportedScheme { scheme } => ("unsupported-scheme", scheme.clone()),
        AddressProblem::CommandNotUrl { command } => ("command-not-url", command.clone()),
        AddressProblem::ConfigSnippet { urls } => ("config-snippet", urls.join(" ")),
        AddressProblem::CredentialsInUrl => ("credentials-in-url", String::new()),
        AddressProblem::UnresolvedTemplate { placeholder } => {
            ("unresolved-template", placeholder.clone())
        }
        AddressProblem::MixedContent => ("mixed-content", String::new()),
        AddressProblem::UnsafePort { port } => ("unsafe-port", port.to_string()),
    }
}

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
