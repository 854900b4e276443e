//! Which questions of the decision tree prove which fault: the others were asked in passing.

use crate::trace::fault::Fault;
use crate::trace::purpose::{Purpose, Question};
use crate::trace::recording::{Exchange, Probed};
use crate::trace::wire::Probe;

/// Whether the outcome of this exchange is part of the proof.
pub fn asks(why: &Fault, exchange: &Exchange) -> bool {
    let Purpose::Question { question } = &exchange.purpose else {
        return exchange.purpose == Purpose::RedirectTarget && *why == Fault::RedirectWithoutCors;
    };
    match why {
        Fault::NotAllowed => matches!(question, Question::NoCorsGet | Question::SimplePost),
        Fault::PreflightRejected => {
            matches!(question, Question::SimplePost | Question::Header { .. })
        }
        Fault::HeaderNotAllowed { headers } => match question {
            Question::Header { name } => headers.contains(name),
            _ => false,
        },
        Fault::AllowHeadersMissing => {
            matches!(question, Question::OptionsFetch | Question::Header { .. })
        }
        Fault::PreflightRedirected { .. } => {
            matches!(question, Question::ManualGet | Question::SimplePost)
        }
        Fault::RedirectWithoutCors | Fault::RedirectLoop => *question == Question::ManualGet,
        Fault::SlashRedirect { to } | Fault::OtherPathAnswers { to } => {
            *question == Question::Variant && exchange.request.url == *to
        }
        Fault::PostWithoutAllowOrigin => match question {
            Question::OptionsFetch | Question::SimplePost => exchange.status().is_some(),
            Question::NoCorsPost => true,
            _ => false,
        },
        Fault::ResourcePolicy | Fault::Timeout | Fault::PathHangs => {
            matches!(question, Question::NoCorsGet | Question::Sibling)
        }
        Fault::PathDrops => matches!(
            question,
            Question::Sibling | Question::OptionsFetch | Question::NoCorsPost
        ),
        Fault::PlainHttpOnly | Fault::TlsOnly => *question == Question::SchemeSwap,
        Fault::NoConnection | Fault::TlsFailure | Fault::NoValidAnswer => {
            *question == Question::NoCorsGet
        }
        _ => false,
    }
}

/// Whether what this probe saw is part of the proof.
pub fn looks(why: &Fault, probed: &Probed) -> bool {
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
