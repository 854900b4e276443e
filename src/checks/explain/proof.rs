//! What proves a fault where the browser hides the answer: which requests of the decision tree, and
//! which probes. The others were asked in passing, and their outcomes would only distract.
//!
//! Both matches go over what was asked, so that a new probe request or probe has to say here what
//! it proves. docs/design.md, "The decision tree", has the tree itself.

use crate::trace::exchange::Exchange;
use crate::trace::fault::Fault;
use crate::trace::purpose::{ProbeRequest, Purpose};
use crate::trace::recording::Probed;
use crate::trace::wire::Probe;

/// Whether the outcome of this exchange is part of the proof.
pub fn is_evidence_request(why: &Fault, exchange: &Exchange) -> bool {
    use Fault::*;
    let Purpose::ProbeRequest { request } = &exchange.purpose else {
        // The target of the redirect was asked for by itself, and hides its answer as well.
        return exchange.purpose == Purpose::RedirectTarget && *why == RedirectWithoutCors;
    };
    match request {
        // Whether anything answers HTTP at all: yes, so the permission is missing; or no.
        ProbeRequest::NoCorsGet => matches!(
            why,
            NotAllowed
                | ResourcePolicy
                | Timeout
                | PathHangs
                | NoConnection
                | TlsFailure
                | NoValidAnswer
        ),
        // A POST passes where nothing of it has to be read.
        ProbeRequest::NoCorsPost => matches!(why, PostWithoutAllowOrigin | PathDrops),
        ProbeRequest::SimplePost => match why {
            // Hidden as well, so it is not the preflight; readable, so it is.
            NotAllowed | PreflightRejected | PreflightRedirected { .. } => true,
            // What passes without the header shows that the header is what is refused.
            HeaderNotAllowed { .. } | AllowHeadersMissing | PostWithoutAllowOrigin => {
                exchange.status().is_some()
            }
            _ => false,
        },
        ProbeRequest::RedirectCheck => matches!(
            why,
            PreflightRedirected { .. } | RedirectWithoutCors | RedirectLoop
        ),
        ProbeRequest::Header { name } => match why {
            // Of all the headers that were tried, those that the preflight refuses.
            HeaderNotAllowed { headers } => headers.contains(name),
            PreflightRejected | AllowHeadersMissing => true,
            _ => false,
        },
        ProbeRequest::OptionsFetch => match why {
            AllowHeadersMissing | PathDrops => true,
            PostWithoutAllowOrigin => exchange.status().is_some(),
            _ => false,
        },
        ProbeRequest::PathVariant => match why {
            // Several spellings may have been tried; this is the one that works.
            SlashRedirect { to } | OtherPathAnswers { to } => exchange.request.url == *to,
            _ => false,
        },
        // The rest of the server answers, so it is this path; or it is silent too.
        ProbeRequest::SiblingPath => {
            matches!(why, ResourcePolicy | Timeout | PathHangs | PathDrops)
        }
        ProbeRequest::OtherScheme => matches!(why, PlainHttpOnly | TlsOnly),
    }
}

/// Whether what this probe saw is part of the proof.
pub fn is_evidence_probe(why: &Fault, probed: &Probed) -> bool {
    use Fault::*;
    // A probe that this browser does not know has seen nothing.
    if !matches!(probed.answer, Some(Some(_))) {
        return false;
    }
    match &probed.probe {
        // An event source tells an answer of the wrong type from no answer.
        Probe::EventSource { .. } => matches!(
            why,
            ResourcePolicy | NoConnection | LocalNetworkDenied { .. }
        ),
        // Firefox closes with 1015 where TLS fails.
        Probe::WebSocket { .. } => matches!(why, TlsFailure),
        Probe::CspRedirect { .. } => matches!(why, RedirectsElsewhere),
        // Before the failure the browser may not have asked the user yet.
        Probe::Permission { after, .. } => matches!(why, LocalNetworkDenied { .. } if *after),
        Probe::OwnOrigin => matches!(why, Offline),
        // Firefox measures a connection even where it shows nothing else.
        Probe::ResourceTiming { .. } => matches!(why, TlsFailure | NoValidAnswer),
    }
}
