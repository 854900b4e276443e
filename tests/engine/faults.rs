//! Every fault has one explanation, in whole words.

use faultfinder::checks;
use faultfinder::checks::catalogue::{CATALOGUE, Help};
use faultfinder::checks::finding::Severity;
use faultfinder::protocol::address::AddressProblemKind;
use faultfinder::protocol::document::{Described, Shape, Variant};
use faultfinder::redact::Redacted;
use faultfinder::report::{self, Outcome, Report};
use faultfinder::trace::fault::{AuthFault, Fault};
use faultfinder::trace::network_cause::NetworkCause;
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::step::Step;
use faultfinder::trace::transcript::Transcript;

use crate::rows::each;
use crate::scenario::{Scenario, URL};

/// The help file of this build.
pub fn help() -> Help {
    Help::parse(include_str!(concat!(env!("OUT_DIR"), "/help.json")))
}

/// One of each kind.
pub fn all() -> Vec<Fault> {
    let to = || "https://mcp.example.com/other".to_owned();
    let text = || "2099-01-01".to_owned();
    let mut faults = vec![
        Fault::HeaderValue {
            name: "X-Key".into(),
            problem: "it holds a line break".into(),
        },
        Fault::Network {
            cause: NetworkCause::Refused,
        },
        Fault::Offline,
        Fault::NoConnection,
        Fault::Timeout,
        Fault::PathHangs,
        Fault::PathDrops,
        Fault::RedirectLoop,
        Fault::PlainHttpOnly,
        Fault::TlsOnly,
        Fault::LocalNetworkDenied { proven: true },
        Fault::TlsFailure,
        Fault::NoValidAnswer,
        Fault::NotAllowed,
        Fault::PreflightRejected,
        Fault::HeaderNotAllowed {
            headers: vec!["mcp-session-id".into()],
        },
        Fault::AllowHeadersMissing,
        Fault::PreflightRedirected { to: to() },
        Fault::RedirectWithoutCors,
        Fault::RedirectsElsewhere,
        Fault::SlashRedirect { to: to() },
        Fault::OtherPathAnswers { to: to() },
        Fault::PostWithoutAllowOrigin,
        Fault::MessageNotRead {
            problem: "no empty line ends the event".into(),
        },
        Fault::CapabilitiesMalformed {
            problems: vec!["`tools` has type array, expected object".into()],
        },
        Fault::SessionIdMalformed {
            problem: "is sent twice".into(),
        },
        Fault::ResourcePolicy,
        Fault::SessionIdNotExposed,
        Fault::HtmlPage { status: 200 },
        Fault::NotFound,
        Fault::MethodNotAllowed,
        Fault::Misdirected,
        Fault::ServerError { status: 502 },
        Fault::RateLimited,
        Fault::NotAcceptable,
        Fault::UnsupportedMediaType,
        Fault::WrongContentType {
            content_type: Some("text/plain".into()),
        },
        Fault::InvalidJson,
        Fault::NotUtf8,
        Fault::BodyCut,
        Fault::BodyBroken,
        Fault::BodyTooLarge,
        Fault::NotJsonRpc,
        Fault::BatchAnswer,
        Fault::EmptyAnswer,
        Fault::NestedTooDeep,
        Fault::StreamWithoutAnswer,
        Fault::StreamSilent,
        Fault::BodyHangs,
        Fault::RedirectDropsPost { to: to() },
        Fault::EndpointRedirectsElsewhere { to: to() },
        Fault::PrivateRedirect { to: to() },
        Fault::SseEndpointMissing,
        Fault::SseEndpointElsewhere { to: to() },
        Fault::CredentialRedirected,
        Fault::SseEndpointBroken { status: 404 },
        Fault::Refused { status: 400 },
        Fault::Forbidden,
        Fault::OriginRefused,
        Fault::TokenRefused,
        Fault::InitializeRefused {
            rpc_code: -32602,
            message: "no".into(),
        },
        Fault::HeadersRefused {
            message: "Header mismatch".into(),
        },
        Fault::CapabilityDemanded {
            message: "elicitation is required".into(),
        },
        Fault::NoCommonVersion {
            supported: vec![text()],
        },
        Fault::InitializeMalformed {
            problems: vec!["`serverInfo` is missing".into()],
        },
        Fault::AnswerIdMismatch,
        Fault::InitializedRefused { status: 400 },
        Fault::SessionLost,
        Fault::UnknownVersion { version: text() },
        Fault::ModernClaimed,
        Fault::DiscoverMalformed {
            problems: vec!["`supportedVersions` is missing".into()],
        },
        Fault::RequiredAfterOpen { status: 401 },
        Fault::VersionHeaderRefused {
            version: "2025-06-18".into(),
        },
    ];
    faults.extend(sign_in());
    faults.extend(
        [
            "tools/list",
            "prompts/list",
            "resources/list",
            "resources/templates/list",
        ]
        .map(|method| Fault::ListFailed {
            method: method.into(),
        }),
    );
    faults.extend(ADDRESSES.map(|(problem, typed, detail)| Fault::Address {
        problem,
        detail: if detail.is_empty() {
            typed.into()
        } else {
            detail.into()
        },
        corrected: None,
    }));
    faults
}

/// Every broken link of steps 5 to 10.
fn sign_in() -> Vec<Fault> {
    use AuthFault::*;
    let links: [(Step, &[AuthFault]); 6] = [
        (
            Step::Challenge,
            &[
                RelativeMetadataUrl,
                BadMetadataUrl,
                WrongStatus,
                LoginRedirect,
                ErrorWithSuccess,
            ],
        ),
        (
            Step::ResourceMetadata,
            &[
                AdvertisedMissing,
                NeedsAuthorization,
                HtmlPage,
                InvalidJson,
                Unreadable,
                Unreachable,
                RedirectsElsewhere,
                OnlyAppended,
                PrivateAddress,
                PrivateRedirect,
                ResourceMissing,
                ResourceNotAUrl,
                ResourceScheme,
                ResourceOtherHost,
                ResourceOtherPath,
                NoAuthorizationServer,
                BadAuthorizationServer,
                MetadataUrlAsIssuer,
            ],
        ),
        (
            Step::AuthorizationServer,
            &[
                NotFound,
                NeedsAuthorization,
                HtmlPage,
                InvalidJson,
                Unreadable,
                Unreachable,
                RedirectsElsewhere,
                OnlyAppended,
                PrivateAddress,
                PrivateRedirect,
                IssuerMissing,
                IssuerNotAUrl,
                IssuerScheme,
                IssuerOtherHost,
                IssuerOtherPath,
                IssuerTemplate,
                EndpointMissing,
                BadEndpoint,
                UnsafeEndpoint,
                EndpointHttp,
                NoCodeFlow,
                NoCodeGrant,
                PkceNotAdvertised,
                PkceWithoutS256,
            ],
        ),
        (
            Step::Registration,
            &[
                NoRegistrationOption,
                Unreadable,
                Unreachable,
                TokenRequired,
                Forbidden,
                RedirectRefused,
                MetadataRefused,
                MalformedAnswer,
                ServerError,
            ],
        ),
        (
            Step::Authorization,
            &[
                NoAnswer,
                StateMissing,
                StateMismatch,
                IssMissing,
                IssMismatch,
                CodeMissing,
                FragmentAnswer,
                RepeatedParameter,
                AccessDenied,
                InvalidScope,
                InvalidTarget,
                InvalidRequest,
                UnauthorizedClient,
                UnsupportedResponseType,
                ServerError,
                TemporarilyUnavailable,
                Refused,
            ],
        ),
        (
            Step::Token,
            &[
                Unreadable,
                Unreachable,
                InvalidGrant,
                InvalidClient,
                InvalidRequest,
                InvalidTarget,
                InvalidScope,
                UnauthorizedClient,
                UnsupportedGrantType,
                ServerError,
                ExchangeRefused,
                NotJson,
                ErrorWithSuccess,
                AccessTokenMissing,
                NotBearer,
                Expired,
                NotYetValid,
                NotAccepted,
                StepUpWithoutEnd,
            ],
        ),
    ];
    let fault = |step: Step, fault: AuthFault| Fault::SignIn {
        step,
        fault,
        actual: "https://auth.example.com".into(),
        expected: "https://auth.example.com/t".into(),
    };
    links
        .into_iter()
        .flat_map(|(step, links)| links.iter().map(move |link| fault(step, *link)))
        .collect()
}

/// What is wrong with an address, and one that is wrong like that.
const ADDRESSES: [(AddressProblemKind, &str, &str); 9] = [
    (AddressProblemKind::NotAUrl, "hello world", ""),
    (AddressProblemKind::TooLong, "https://example.com/", "9000"),
    (
        AddressProblemKind::UnsupportedScheme,
        "ftp://example.com/",
        "ftp",
    ),
    (
        AddressProblemKind::CommandNotUrl,
        "npx -y @example/server",
        "",
    ),
    (
        AddressProblemKind::ConfigSnippet,
        r#"{"mcpServers":{"a":{"url":"https://a.example/mcp"}}}"#,
        "",
    ),
    (
        AddressProblemKind::CredentialsInUrl,
        "https://user:pass@example.com/mcp",
        "",
    ),
    (
        AddressProblemKind::UnresolvedTemplate,
        "https://{tenant}.example.com/mcp",
        "{tenant}",
    ),
    (
        AddressProblemKind::MixedContent,
        "http://mcp.example.com/mcp",
        "",
    ),
    (
        AddressProblemKind::UnsafePort,
        "https://mcp.example.com:6000/mcp",
        "6000",
    ),
];

pub fn typed(fault: &Fault) -> String {
    let typed = |kind: AddressProblemKind| ADDRESSES.iter().find(|(one, _, _)| *one == kind);
    match fault {
        Fault::Address { problem, .. } if *problem == AddressProblemKind::TooLong => {
            format!("https://example.com/{}", "a".repeat(9000))
        }
        Fault::Address { problem, .. } => typed(*problem)
            .map(|(_, typed, _)| (*typed).into())
            .unwrap_or_default(),
        _ => URL.into(),
    }
}

/// A run that breaks on this.
fn stopped_by(fault: &Fault) -> Transcript {
    let server = typed(fault);
    let run = match fault.step().number() {
        Some(_) => Scenario::new(&server),
        None => Scenario::opened(&server),
    };
    let run = run.call(Purpose::Discover, "server/discover");
    run.fails("TypeError: Failed to fetch").stops(fault.clone())
}

/// The codes of all of them.
pub fn codes() -> impl Iterator<Item = String> {
    let faults = all().into_iter();
    faults.filter_map(|fault| report::redacted(&stopped_by(&fault)).code.clone())
}

/// The report of a run that this fault stops.
fn stopped(fault: &Fault) -> Redacted<Report> {
    report::redacted(&stopped_by(fault)).with_help(&help())
}

#[test]
fn each_fault_has_its_words() {
    each(all(), |fault| format!("{fault:?}"), has_its_words);
}

fn has_its_words(fault: &Fault) {
    let report = stopped(fault);
    let code = report.code.as_deref().unwrap_or_default();
    let finding = report.findings.iter().find(|finding| finding.code == code);
    let finding = finding.expect("a finding");
    assert_ne!(finding.code, "tool/unexplained");
    assert_eq!(finding.severity, Severity::Fault);
    assert_eq!(finding.step, fault.step());
    assert_eq!(code.split('/').next(), Some(fault.step().id()));
    for text in [
        &finding.title,
        &finding.what_happened,
        &finding.why_it_matters,
        &finding.how_to_fix,
    ] {
        assert!(!text.is_empty());
        assert_eq!(unfilled(text), None, "{text}");
    }
    for candidate in &finding.candidates {
        assert_eq!(unfilled(&candidate.settle), None);
    }
    assert!(!finding.sources.is_empty());
}

#[test]
fn each_fault_ends_the_run_as_it_should() {
    each(all(), |fault| format!("{fault:?}"), ends_the_run);
}

fn ends_the_run(fault: &Fault) {
    let report = stopped(fault);
    // The lists come after the verdict: a fault of theirs stops nothing.
    let is_of_a_list = fault.step().number().is_none();
    let failed = (!is_of_a_list).then(|| fault.step());
    assert_eq!(report.failed_step, failed);
    if is_of_a_list {
        return;
    }
    let mut findings = report.findings.iter();
    let finding = findings.find(|one| Some(one.code) == report.code.as_deref());
    let finding = finding.expect("a finding");
    let is_open = !finding.candidates.is_empty() && finding.certainty.id() == "unknown";
    let is_unknown = report.outcome == Some(Outcome::Inconclusive);
    assert_eq!(is_unknown, is_open);
}

/// The first `{name}` that was left as it is; `{tenant}` is the user's own.
pub fn unfilled(text: &str) -> Option<&str> {
    let rest = text
        .split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'));
    let mut names = rest.map(|(name, _)| name);
    names.find(|name| {
        !name.is_empty()
            && *name != "tenant"
            && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    })
}

#[test]
fn the_sample_holds_every_fault() {
    let Shape::Tagged { variants, .. } = Fault::SHAPE else {
        panic!("a fault is one of several");
    };
    let sample: Vec<&str> = all().iter().map(Fault::word).collect();
    for Variant { word, .. } in *variants {
        assert!(sample.contains(word), "{word} is missing from the sample");
    }
}

#[test]
fn codes_belong_to_steps() {
    each(
        &CATALOGUE,
        |entry| entry.code.to_owned(),
        |entry| {
            let area = entry.code.split('/').next().unwrap_or_default();
            let step = (area != "tool").then(|| Step::with_id(area).expect("a step's id"));
            assert_eq!(entry.step, step);
        },
    );
    assert!(checks::catalogue::entry("cors/not-allowed").is_some());
    assert!(checks::catalogue::entry("cors/nothing").is_none());
}
