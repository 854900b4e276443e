//! Which questions of the decision tree prove which fault: the others were asked in passing.

use crate::trace::fault::Fault;
use crate::trace::purpose::{ProbeRequest, Purpose};
use crate::trace::recording::{Exchange, Probed};
use crate::trace::wire::Probe;

/// Whether the outcome of this exchange is part of the proof.
pub fn is_evidence_request(why: &Fault, exchange: &Exchange) -> bool {
    let Purpose::ProbeRequest { request } = &exchange.purpose else {
        return exchange.purpose == Purpose::RedirectTarget && *why == Fault::RedirectWithoutCors;
    };
    match why {
        Fault::NotAllowed => matches!(request, ProbeRequest::NoCorsGet | ProbeRequest::SimplePost),
        Fault::PreflightRejected => {
            matches!(
                request,
                ProbeRequest::SimplePost | ProbeRequest::Header { .. }
            )
        }
        Fault::HeaderNotAllowed { headers } => match request {
            ProbeRequest::Header { name } => headers.contains(name),
            _ => false,
        },
        Fault::AllowHeadersMissing => {
            matches!(
                request,
                ProbeRequest::OptionsFetch | ProbeRequest::Header { .. }
            )
        }
        Fault::PreflightRedirected { .. } => {
            matches!(
                request,
                ProbeRequest::RedirectCheck | ProbeRequest::SimplePost
            )
        }
        Fault::RedirectWithoutCors | Fault::RedirectLoop => *request == ProbeRequest::RedirectCheck,
        Fault::SlashRedirect { to } | Fault::OtherPathAnswers { to } => {
            *request == ProbeRequest::PathVariant && exchange.request.url == *to
        }
        Fault::PostWithoutAllowOrigin => match request {
            ProbeRequest::OptionsFetch | ProbeRequest::SimplePost => exchange.status().is_some(),
            ProbeRequest::NoCorsPost => true,
            _ => false,
        },
        Fault::ResourcePolicy | Fault::Timeout | Fault::PathHangs => {
            matches!(request, ProbeRequest::NoCorsGet | ProbeRequest::SiblingPath)
        }
        Fault::PathDrops => matches!(
            request,
            ProbeRequest::SiblingPath | ProbeRequest::OptionsFetch | ProbeRequest::NoCorsPost
        ),
        Fault::PlainHttpOnly | Fault::TlsOnly => *request == ProbeRequest::OtherScheme,
        Fault::NoConnection | Fault::TlsFailure | Fault::NoValidAnswer => {
            *request == ProbeRequest::NoCorsGet
        }
        _ => false,
    }
}

/// Whether what this probe saw is part of the proof.
pub fn is_evidence_probe(why: &Fault, probed: &Probed) -> bool {
    if !matches!(probed.answer, Some(Some(_))) {
        return false;
    }
    match why {
        Fault::Offline => probed.probe == Probe::OwnOrigin,
        Fault::RedirectsElsewhere => matches!(probed.probe, Probe::CspRedirect { .. }),
        Fault::ResourcePolicy | Fault::NoConnection => {
            matches!(probed.probe, Probe::EventSource { .. })
        }
        Fault::LocalNetworkDenied { .. } => matches!(
            probed.probe,
            Probe::EventSource { .. } | Probe::Permission { after: true, .. }
        ),
        Fault::TlsFailure => matches!(
            probed.probe,
            Probe::WebSocket { .. } | Probe::ResourceTiming { .. }
        ),
        Fault::NoValidAnswer => matches!(probed.probe, Probe::ResourceTiming { .. }),
        _ => false,
    }
}
