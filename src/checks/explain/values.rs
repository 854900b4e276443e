//! The values that the texts of faults quote: of the exchange that failed, and of what the engine noted
//! in the fault. A value that is the server's own word goes through `quote::inline`, so that it stays
//! one line in one sentence.

use super::{candidates, list_failure_hints, sign_in};
use crate::checks::case::{Case, answer_of, shell_safe};
use crate::checks::draft::Draft;
use crate::checks::placeholder::Placeholder;
use crate::checks::{authorization, quote, snippets, token};
use crate::protocol::address::{AddressProblem, NotAUrl};
use crate::protocol::jsonrpc::Message;
use crate::protocol::mcp::revision::Revision;
use crate::trace::exchange::{Ending, Exchange};
use crate::trace::fault::Fault;
use crate::trace::purpose::Purpose;
use crate::trace::step::Step;
use crate::trace::transcript::Abort;

/// A prompt and a silent server look the same.
const MAY_BE_ASKING: &str = "The browser wants a permission for local network access, which was neither given nor refused: \
                             it may have been asking for it all the time, and sends nothing meanwhile.";

/// The values of this run that the text of a fault quotes.
pub fn values(case: &Case, draft: Draft, why: &Fault, exchange: Option<&Exchange>) -> Draft {
    use Fault::*;
    let draft = of_exchange(draft, exchange);
    match why {
        Address { corrected, .. } => address_values(case, draft, corrected.as_deref()),
        HeaderValue { name, problem } => draft
            .value(Placeholder::HEADER, quote::inline(name))
            .value(Placeholder::PROBLEM, quote::inline(problem)),
        HeaderNotAllowed { headers } => draft
            .value(Placeholder::HEADERS, quote::listed(&spelled(headers)))
            // For lines to paste, which have no backticks.
            .value(Placeholder::NAMES, headers.join(", ")),
        PreflightRedirected { to }
        | SlashRedirect { to }
        | OtherPathAnswers { to }
        | RedirectDropsPost { to }
        | EndpointRedirectsElsewhere { to }
        | PrivateRedirect { to }
        | SseEndpointElsewhere { to } => draft.value(Placeholder::TO, quote::inline(to)),
        BodyTooLarge => draft.value(Placeholder::LIMIT, body_limit(exchange)),
        HtmlPage { status }
        | ServerError { status }
        | SseEndpointBroken { status }
        | Refused { status }
        | InitializedRefused { status }
        | RequiredAfterOpen { status } => draft.value(Placeholder::STATUS, status.to_string()),
        WrongContentType { content_type } => of_type(draft, content_type.as_deref(), exchange),
        RateLimited => draft.value(Placeholder::PAUSE, pause(exchange)),
        InitializeRefused { rpc_code, message } => draft
            .value(Placeholder::RPC_CODE, rpc_code.to_string())
            .value(Placeholder::MESSAGE, quote::inline(message)),
        NoCommonVersion { supported } => draft
            .value(Placeholder::SUPPORTED, quote::listed(supported))
            .remark(versions_clue(supported)),
        // Our own sentences, made of names of members; they are not quoted again.
        InitializeMalformed { problems }
        | DiscoverMalformed { problems }
        | CapabilitiesMalformed { problems } => draft
            .value(Placeholder::PROBLEMS, problems.join("; "))
            .value(Placeholder::OPENING, opening(exchange)),
        MessageNotRead { problem } | SessionIdMalformed { problem } => {
            draft.value(Placeholder::PROBLEMS, problem.clone())
        }
        UnknownVersion { version } | VersionHeaderRefused { version } => {
            draft.value(Placeholder::VERSION, quote::inline(version))
        }
        SignIn {
            step,
            actual,
            expected,
            ..
        } => sign_in_values(case, draft, (*step, actual, expected), exchange),
        ListFailed { method } => draft
            .value(Placeholder::LIST, method.clone())
            .value(Placeholder::ANSWER, list_answer(case, exchange))
            .value(Placeholder::PROBLEMS, "there is no list")
            .remark(exchange.map_or("", list_failure_hints::for_exchange)),
        StreamWithoutAnswer => draft.remark(exchange.map_or("", list_failure_hints::for_exchange)),
        HeadersRefused { message } | CapabilityDemanded { message } => {
            draft.value(Placeholder::MESSAGE, quote::inline(message))
        }
        Timeout if candidates::may_be_asking(case) => draft.remark(MAY_BE_ASKING),
        // Their texts quote nothing but the exchange and the address. No `_`: a new fault with a
        // payload has to say here what its text may quote of it.
        #[rustfmt::skip]
        Network { .. } | Offline | NoConnection | Timeout | PathHangs | PathDrops | RedirectLoop | PlainHttpOnly
        | TlsOnly | LocalNetworkDenied { .. } | TlsFailure | NoValidAnswer | NotAllowed
        | PreflightRejected | AllowHeadersMissing | RedirectWithoutCors | RedirectsElsewhere
        | PostWithoutAllowOrigin | ResourcePolicy | SessionIdNotExposed | NotFound
        | MethodNotAllowed | Misdirected | NotAcceptable | UnsupportedMediaType
        | InvalidJson | NotUtf8 | BodyCut | BodyBroken | NotJsonRpc | BatchAnswer
        | EmptyAnswer | NestedTooDeep | StreamSilent | BodyHangs | CredentialRedirected
        | SseEndpointMissing | Forbidden | OriginRefused | TokenRefused | AnswerIdMismatch
        | SessionLost | ModernClaimed => draft,
    }
}

/// The type that came, and the one that fits what came.
fn of_type(draft: Draft, content_type: Option<&str>, exchange: Option<&Exchange>) -> Draft {
    draft
        .value(Placeholder::CONTENT_TYPE, content_type_words(content_type))
        .value(Placeholder::FITS, fitting_type(exchange))
}

/// Names of headers as the specification writes them.
fn spelled(headers: &[String]) -> Vec<String> {
    let names = headers.iter().map(|name| snippets::spelled(name));
    names.map(str::to_owned).collect()
}

/// What every fault that an exchange shows can quote. The address goes into commands, so it is made
/// safe.
fn of_exchange(draft: Draft, exchange: Option<&Exchange>) -> Draft {
    match exchange {
        Some(exchange) => draft
            .value(Placeholder::METHOD, exchange.request.method.clone())
            .value(Placeholder::ASKED, shell_safe(&exchange.request.url))
            .value(Placeholder::WAITED, quote::waited(exchange)),
        None => draft,
    }
}

/// What a body may have: by itself, or with all others of the run.
fn body_limit(exchange: Option<&Exchange>) -> &'static str {
    let ending = exchange.and_then(|exchange| exchange.ending.as_ref());
    match ending {
        Some(Ending::Aborted(Abort::Budget)) => "was left of what all answers of a run may have",
        _ => "4 MiB",
    }
}

/// The request that was to open the session.
fn opening(exchange: Option<&Exchange>) -> &'static str {
    match exchange.map(|exchange| &exchange.purpose) {
        Some(Purpose::Discover) => "server/discover",
        _ => "initialize",
    }
}

/// A type as it was sent, or that there was none.
fn content_type_words(content_type: Option<&str>) -> String {
    match content_type {
        Some(name) => format!("`{}`", quote::inline(name)),
        None => "no content type".into(),
    }
}

/// The type that the body has by its looks; else both that there are.
fn fitting_type(exchange: Option<&Exchange>) -> &'static str {
    let body = exchange.map_or(&[][..], |exchange| &exchange.body);
    let start = body.trim_ascii_start();
    match start {
        [b'{', ..] => "`Content-Type: application/json`, which is what the body is",
        start
            if ["data:", "event:", ":"]
                .iter()
                .any(|word| start.starts_with(word.as_bytes())) =>
        {
            "`Content-Type: text/event-stream`, which is what the body is"
        }
        _ => "the content type that matches the response",
    }
}

/// How long the server wants to be left alone, if this page may read it (RFC 9110, 10.2.3).
fn pause(exchange: Option<&Exchange>) -> String {
    let after = exchange.and_then(|exchange| exchange.header("retry-after"));
    let seconds = after.and_then(|after| after.trim().parse::<u32>().ok());
    seconds.map_or_else(String::new, |seconds| format!(" {seconds} s"))
}

/// From registration on, the texts also quote the client and what was asked for with it.
fn sign_in_values(
    case: &Case,
    draft: Draft,
    (step, actual, expected): (Step, &str, &str),
    exchange: Option<&Exchange>,
) -> Draft {
    let draft = sign_in::values(case, draft, (step, actual, expected), exchange);
    match step >= Step::Registration {
        true => authorization::values(case, token::not_accepted::values(case, draft, exchange)),
        false => draft,
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
        "It lists 2026-07-28 and rejects exactly that."
    } else {
        ""
    }
}

/// What was typed, what would be right, and what each kind of problem has to show.
fn address_values(case: &Case, draft: Draft, corrected: Option<&str>) -> Draft {
    let draft = draft.value(
        Placeholder::CORRECTED,
        corrected.unwrap_or("https://mcp.example.com/mcp"),
    );
    let draft = draft.value(
        Placeholder::TYPED,
        quote::inline(&case.transcript.options.server),
    );
    match &case.address_problem {
        Some(AddressProblem::TooLong { length }) => {
            draft.value(Placeholder::LENGTH, length.to_string())
        }
        Some(AddressProblem::UnsupportedScheme { scheme }) => {
            draft.value(Placeholder::SCHEME, quote::inline(scheme))
        }
        Some(AddressProblem::CommandNotUrl { command }) => {
            draft.value(Placeholder::COMMAND, quote::inline(command))
        }
        Some(AddressProblem::ConfigSnippet { urls }) => {
            let urls = match urls.as_slice() {
                [] => "none that can be used".to_owned(),
                urls => quote::listed(urls),
            };
            draft.value(Placeholder::URLS, urls)
        }
        Some(AddressProblem::UnresolvedTemplate { placeholder }) => {
            draft.value(Placeholder::PLACEHOLDER, quote::inline(placeholder))
        }
        Some(AddressProblem::UnsafePort { port }) => {
            draft.value(Placeholder::PORT, port.to_string())
        }
        Some(AddressProblem::NotAUrl(why)) => draft.value(Placeholder::REASON, not_a_url(*why)),
        Some(AddressProblem::MixedContent | AddressProblem::CredentialsInUrl) | None => {
            draft.value(Placeholder::REASON, "it does not have the form of a URL")
        }
    }
}

/// Why it is no URL, as part of a sentence.
fn not_a_url(why: NotAUrl) -> &'static str {
    match why {
        NotAUrl::Empty => "the field is empty",
        NotAUrl::NoScheme => "`https://` is missing before the host",
        NotAUrl::BrokenScheme => "`https://` is misspelled or there twice",
        NotAUrl::OtherText => "there is other text around the URL",
        NotAUrl::Host => "the host name has invalid characters",
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
