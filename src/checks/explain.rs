//! Why the run stopped, in the catalogue's words. Each failing reason has exactly one explanation, so the
//! match over faults is exhaustive.

use super::candidates;
use super::case::{Case, answer_of, shell_safe};
use super::catalogue;
use super::draft::Draft;
use super::finding::{Certainty, Evidence, Part};
use super::{authorization, list_failure_hints, proof, quote, sign_in, token};
use crate::protocol::address::{AddressProblem, NotAUrl};
use crate::protocol::jsonrpc::Message;
use crate::protocol::mcp::revision::Revision;
use crate::trace::fault::Fault;
use crate::trace::network_cause::ProvenCause;
use crate::trace::purpose::Purpose;
use crate::trace::reason::Reason;
use crate::trace::recording::Exchange;
use crate::trace::step::Step;
use crate::trace::wire::Id;

/// What a lane's ending says, if it says more than that all is well.
pub fn ending(case: &Case, step: Step) -> Option<Draft> {
    let state = case.recording.step_state(step);
    match state.reason.as_ref()? {
        Reason::Fault { fault: why } => Some(fault(case, step, why, state.by)),
        Reason::WantsCredentials => Some(sign_in::waiting(case, step, state.by)),
        Reason::Settled
        | Reason::NoCorsHere
        | Reason::OpenServer
        | Reason::CredentialGiven
        | Reason::CredentialAccepted
        | Reason::NotOffered
        | Reason::NothingToClose
        | Reason::CannotSee { .. }
        | Reason::Earlier
        | Reason::PermissionPrompt
        | Reason::Cancelled => None,
    }
}

/// The explanation of a fault: its code, the values of this run, what proves it.
pub fn fault(case: &Case, step: Step, why: &Fault, by: Option<Id>) -> Draft {
    let exchange = by.and_then(|id| case.recording.exchange(id));
    let mut draft = values(case, Draft::new(code(case, why, exchange)), why, exchange);
    draft.step = Some(step);
    draft.certainty = draft.certainty.or_else(|| certainty(why));
    draft = match (why, why.step()) {
        // One exchange shows it, and nothing is left to choose from.
        (Fault::Network { .. }, _) => {
            let evidence = blind(case, why, exchange);
            return draft.candidates(Vec::new()).with(evidence);
        }
        (_, Step::Address) => draft,
        (_, Step::Reach | Step::Cors) => draft.with(blind(case, why, exchange)),
        _ => draft.with(seen(exchange, why)),
    };
    if let Fault::SignIn { step, .. } = why {
        draft = draft.with(sign_in::asked(case, *step, by));
    }
    proven(case, candidates::ranked(case, why, exchange, draft), by)
}

/// The code of each fault: its step and its word, as declared with it. A test asks each for its text.
fn code(case: &Case, why: &Fault, exchange: Option<&Exchange>) -> String {
    let word = match why {
        Fault::Address { problem, .. } => return address_code(case, problem),
        Fault::SignIn { step, fault, .. } => return sign_in::code(*step, *fault),
        Fault::ListFailed { method } => return list_code(case, method, exchange),
        Fault::Network { cause } => return cause.fault_code().to_owned(),
        Fault::HeaderValue { .. } => "header-value-invalid",
        // The words of these repeat their step.
        Fault::EndpointRedirectsElsewhere { .. } => "redirects-elsewhere",
        Fault::TokenRefused => "refused",
        Fault::SessionLost => "lost",
        other => other.word(),
    };
    [why.step().id(), "/", word].concat()
}

/// The problem of the address says more than a word.
fn address_code(case: &Case, problem: &str) -> String {
    let named = format!("address/{problem}");
    if catalogue::entry(&named).is_some() {
        return named;
    }
    let code = match &case.address_problem {
        Some(AddressProblem::TooLong { .. }) => "address/too-long",
        Some(AddressProblem::UnsupportedScheme { .. }) => "address/unsupported-scheme",
        Some(AddressProblem::CommandNotUrl { .. }) => "address/command-not-url",
        Some(AddressProblem::ConfigSnippet { .. }) => "address/config-snippet",
        Some(AddressProblem::CredentialsInUrl) => "address/credentials-in-url",
        Some(AddressProblem::UnresolvedTemplate { .. }) => "address/unresolved-template",
        Some(AddressProblem::MixedContent) => "address/mixed-content",
        Some(AddressProblem::UnsafePort { .. }) => "address/unsafe-port",
        Some(AddressProblem::NotAUrl(_)) | None => "address/not-a-url",
    };
    code.to_owned()
}

/// A list fails in three ways: an error, a result that is none, pages without end.
fn list_code(case: &Case, method: &str, exchange: Option<&Exchange>) -> String {
    let area = method.split('/').next().unwrap_or("tools");
    let result = exchange.and_then(|exchange| answer_of(case.recording, exchange));
    let bad_thing = match result {
        Some(Message::Response { result, .. }) => {
            let member = if method == "resources/templates/list" {
                "resourceTemplates"
            } else {
                area
            };
            if result.get(member).is_some_and(serde_json::Value::is_array) {
                "pagination-loop"
            } else {
                "list-malformed"
            }
        }
        _ => "list-failed",
    };
    format!("{area}/{bad_thing}")
}

/// Where facts of the run decide how certain a fault is.
fn certainty(why: &Fault) -> Option<Certainty> {
    match why {
        Fault::Network { .. } | Fault::LocalNetworkDenied { proven: true } => {
            Some(Certainty::Certain)
        }
        Fault::LocalNetworkDenied { proven: false } => Some(Certainty::Likely),
        _ => sign_in::certainty(why),
    }
}

/// The values that the texts quote.
fn values(case: &Case, draft: Draft, why: &Fault, exchange: Option<&Exchange>) -> Draft {
    use Fault::*;
    let draft = match exchange {
        Some(exchange) => draft
            .value("method", exchange.request.method.clone())
            .value("asked", shell_safe(&exchange.request.url))
            .value("waited", quote::waited(exchange)),
        None => draft,
    };
    match why {
        Address { corrected, .. } => address_values(case, draft, corrected.as_deref()),
        HeaderValue { name, problem } => draft
            .value("header", quote::inline(name))
            .value("problem", quote::inline(problem)),
        HeaderNotAllowed { headers } => draft
            .value("headers", quote::listed(headers))
            .value("names", headers.join(", ")),
        PreflightRedirected { to }
        | SlashRedirect { to }
        | OtherPathAnswers { to }
        | RedirectDropsPost { to }
        | EndpointRedirectsElsewhere { to }
        | SseEndpointElsewhere { to } => draft.value("to", quote::inline(to)),
        HtmlPage { status }
        | ServerError { status }
        | SseEndpointBroken { status }
        | Refused { status }
        | InitializedRefused { status }
        | RequiredAfterOpen { status } => draft.value("status", status.to_string()),
        WrongContentType { content_type } => {
            let named = content_type
                .as_deref()
                .map(|name| format!("`{}`", quote::inline(name)));
            draft.value(
                "content_type",
                named.unwrap_or_else(|| "no content type".into()),
            )
        }
        InitializeRefused { rpc_code, message } => draft
            .value("rpc_code", rpc_code.to_string())
            .value("message", quote::inline(message)),
        NoCommonVersion { supported } => draft
            .value("supported", quote::listed(supported))
            .remark(versions_clue(supported)),
        InitializeMalformed { problems } | DiscoverMalformed { problems } => {
            draft.value("problems", problems.join("; "))
        }
        UnknownVersion { version } | VersionHeaderRefused { version } => {
            draft.value("version", quote::inline(version))
        }
        SignIn {
            step,
            actual,
            expected,
            ..
        } => {
            let draft = sign_in::values(case, draft, (*step, actual, expected), exchange);
            match *step >= Step::Registration {
                true => {
                    authorization::values(case, token::not_accepted::values(case, draft, exchange))
                }
                false => draft,
            }
        }
        ListFailed { method } => draft
            .value("list", method.clone())
            .value("answer", list_answer(case, exchange))
            .remark(exchange.map_or("", list_failure_hints::for_exchange)),
        StreamWithoutAnswer => draft.remark(exchange.map_or("", list_failure_hints::for_exchange)),
        HeadersRefused { message } | CapabilityDemanded { message } => {
            draft.value("message", quote::inline(message))
        }
        _ => draft,
    }
}

/// A refusal of the version has to say which ones are supported (2026-07-28 `basic/versioning`).
fn versions_clue(supported: &[String]) -> &'static str {
    if supported.is_empty() {
        "Its error -32022 does not list the revisions in `data.supported`, as it must."
    } else if supported
        .iter()
        .any(|version| version == Revision::NEWEST_MODERN.as_str())
    {
        "It lists 2026-07-28 and refused exactly that."
    } else {
        ""
    }
}

fn address_values(case: &Case, draft: Draft, corrected: Option<&str>) -> Draft {
    let draft = draft.value(
        "corrected",
        corrected.unwrap_or("https://mcp.example.com/mcp"),
    );
    let draft = draft.value("typed", quote::inline(&case.transcript.options.server));
    match &case.address_problem {
        Some(AddressProblem::TooLong { length }) => draft.value("length", length.to_string()),
        Some(AddressProblem::UnsupportedScheme { scheme }) => {
            draft.value("scheme", quote::inline(scheme))
        }
        Some(AddressProblem::CommandNotUrl { command }) => {
            draft.value("command", quote::inline(command))
        }
        Some(AddressProblem::ConfigSnippet { urls }) => draft.value("urls", quote::listed(urls)),
        Some(AddressProblem::UnresolvedTemplate { placeholder }) => {
            draft.value("placeholder", quote::inline(placeholder))
        }
        Some(AddressProblem::UnsafePort { port }) => draft.value("port", port.to_string()),
        Some(AddressProblem::NotAUrl(why)) => draft.value("reason", not_a_url(*why)),
        Some(AddressProblem::MixedContent | AddressProblem::CredentialsInUrl) | None => {
            draft.value("reason", "it does not have the form of a web address")
        }
    }
}

fn not_a_url(why: NotAUrl) -> &'static str {
    match why {
        NotAUrl::Empty => "it is empty",
        NotAUrl::NoScheme => "`https://` is missing before the host",
        NotAUrl::BrokenScheme => "`https://` is misspelt or stands there twice",
        NotAUrl::OtherText => "other words surround the address",
        NotAUrl::Host => "the host name has characters that no host name has",
        NotAUrl::Port => "the port is not a number from 1 to 65535",
    }
}

/// What a list was answered with, as part of a sentence.
fn list_answer(case: &Case, exchange: Option<&Exchange>) -> String {
    let Some(exchange) = exchange else {
        return "no answer".into();
    };
    match answer_of(case.recording, exchange) {
        Some(Message::Error { code, message, .. }) => {
            let code = code.map_or_else(|| "no code".into(), |code| code.to_string());
            format!("error {code}: `{}`", quote::inline(message))
        }
        Some(Message::Response { .. }) => "a result without a list".into(),
        _ => match exchange.status() {
            Some(status) => format!("status {status} and no JSON-RPC answer"),
            None => "no answer".into(),
        },
    }
}

/// Evidence where the browser hides the answer: the failing exchange, then what proves the cause.
fn blind(case: &Case, why: &Fault, exchange: Option<&Exchange>) -> Vec<Evidence> {
    let failing = exchange.map(quote::outcome).into_iter();
    let others = case.recording.exchanges.iter();
    let asked = others
        .filter(|other| exchange.is_none_or(|exchange| exchange.id != other.id))
        .filter(|other| proof::is_evidence_request(why, other))
        .map(quote::outcome);
    let probes = case.recording.probes.iter();
    let looked = probes
        .filter(|probed| proof::is_evidence_probe(why, probed))
        .map(quote::probe);
    failing.chain(asked).chain(looked).collect()
}

/// Evidence where the answer can be read: status, the header that decides, the body.
fn seen(exchange: Option<&Exchange>, why: &Fault) -> Vec<Evidence> {
    let Some(exchange) = exchange else {
        return Vec::new();
    };
    let mut evidence = vec![quote::outcome(exchange)];
    let header = match why {
        Fault::TokenRefused
        | Fault::SignIn {
            step: Step::Challenge,
            ..
        } => Some("www-authenticate"),
        Fault::SignIn { step, .. } if *step == Step::Token => match exchange.status() {
            Some(401 | 403) => Some("www-authenticate"),
            _ => None,
        },
        Fault::RateLimited => Some("retry-after"),
        Fault::MethodNotAllowed => Some("allow"),
        Fault::HtmlPage { .. } | Fault::WrongContentType { .. } | Fault::NotJsonRpc => {
            Some("content-type")
        }
        _ => None,
    };
    evidence.extend(header.map(|name| quote::header(exchange, name)));
    if let Fault::VersionHeaderRefused { .. } = why {
        evidence.extend(quote::request_header(exchange, "mcp-protocol-version"));
    }
    if exchange.purpose != Purpose::Authorize && exchange.head.is_some() {
        evidence.push(quote::body(exchange));
    }
    evidence
}

/// Pasted evidence that names a member of the family turns the family into that member.
fn proven(case: &Case, draft: Draft, by: Option<Id>) -> Draft {
    let same_step = |cause: &ProvenCause| {
        let step = |code: &str| catalogue::entry(code).and_then(|entry| entry.step);
        step(cause.code()).is_some() && step(cause.code()) == step(&draft.code)
    };
    let mut pasted = case.recording.pasted.iter().rev();
    let Some((cause, proof)) = pasted.find_map(|pasted| {
        let cause = pasted.cause.as_ref().filter(|cause| same_step(cause))?;
        Some((cause, pasted))
    }) else {
        return draft;
    };
    let quoted = proof.quote.as_deref().map(quote::inline);
    let evidence = by.zip(quoted).map(|(id, line)| Evidence {
        exchange: id,
        part: Part::Failure,
        text: format!("pasted: {line}"),
    });
    Draft {
        code: cause.code().to_owned(),
        candidates: None,
        ..draft
    }
    .certainty(Certainty::Certain)
    .with(evidence)
}
