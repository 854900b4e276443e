//! Everything that a run can break on.

use super::step::Step;
use crate::protocol::document::{tagged, words};

/// What a run broke on. One variant per code; the payload is what the explanation quotes.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    // 1 Address: decided without network.
    /// `problem` is the rest of the code, `detail` the deciding text.
    Address {
        problem: String,
        detail: String,
        corrected: Option<String>,
    },
    HeaderValue {
        name: String,
        problem: String,
    },
    // 2 Reach
    Offline,
    NoConnection,
    Timeout,
    PathHangs,
    PathDrops,
    RedirectLoop,
    PlainHttpOnly,
    TlsOnly,
    LocalNetworkDenied {
        proven: bool,
    },
    TlsFailure,
    NoValidAnswer,
    // 3 Cross-origin access
    NotAllowed,
    PreflightRejected,
    HeaderNotAllowed {
        headers: Vec<String>,
    },
    AllowHeadersMissing,
    PreflightRedirected {
        to: String,
    },
    RedirectWithoutCors,
    RedirectsElsewhere,
    SlashRedirect {
        to: String,
    },
    OtherPathAnswers {
        to: String,
    },
    PostWithoutAllowOrigin,
    ResourcePolicy,
    SessionIdNotExposed,
    // 4 Endpoint
    HtmlPage {
        status: u16,
    },
    NotFound,
    MethodNotAllowed,
    Misdirected,
    ServerError {
        status: u16,
    },
    RateLimited,
    NotAcceptable,
    UnsupportedMediaType,
    WrongContentType {
        content_type: Option<String>,
    },
    InvalidJson,
    NotUtf8,
    BodyCut,
    BodyBroken,
    BodyTooLarge,
    NotJsonRpc,
    BatchAnswer,
    EmptyAnswer,
    NestedTooDeep,
    StreamWithoutAnswer,
    StreamSilent,
    BodyHangs,
    RedirectDropsPost {
        to: String,
    },
    EndpointRedirectsElsewhere {
        to: String,
    },
    CredentialRedirected,
    SseEndpointMissing,
    SseEndpointElsewhere {
        to: String,
    },
    SseEndpointBroken {
        status: u16,
    },
    Refused {
        status: u16,
    },
    Forbidden,
    OriginRefused,
    // 5 to 10
    /// The way to a token breaks. `said` is what a document or an answer says, `meant` what it should say, or
    /// where that was found instead.
    SignIn {
        step: Step,
        fault: AuthFault,
        actual: String,
        expected: String,
    },
    // 10 Token
    TokenRefused,
    // 11 Session
    InitializeRefused {
        rpc_code: i64,
        message: String,
    },
    /// -32020: what arrived differs from what was sent.
    HeadersRefused {
        message: String,
    },
    /// -32021 upon the first request, which uses nothing of the client's.
    CapabilityDemanded {
        message: String,
    },
    NoCommonVersion {
        supported: Vec<String>,
    },
    InitializeMalformed {
        problems: Vec<String>,
    },
    AnswerIdMismatch,
    InitializedRefused {
        status: u16,
    },
    SessionLost,
    UnknownVersion {
        version: String,
    },
    ModernClaimed,
    DiscoverMalformed {
        problems: Vec<String>,
    },
    RequiredAfterOpen {
        status: u16,
    },
    VersionHeaderRefused {
        version: String,
    },
    // Survey
    ListFailed {
        method: String,
    },
}

tagged!(Fault by "code" {
    Address { problem, detail, corrected },
    HeaderValue { name, problem },
    Offline,
    NoConnection,
    Timeout,
    PathHangs,
    PathDrops,
    RedirectLoop,
    PlainHttpOnly,
    TlsOnly,
    LocalNetworkDenied { proven },
    TlsFailure,
    NoValidAnswer,
    NotAllowed,
    PreflightRejected,
    HeaderNotAllowed { headers },
    AllowHeadersMissing,
    PreflightRedirected { to },
    RedirectWithoutCors,
    RedirectsElsewhere,
    SlashRedirect { to },
    OtherPathAnswers { to },
    PostWithoutAllowOrigin,
    ResourcePolicy,
    SessionIdNotExposed,
    HtmlPage { status },
    NotFound,
    MethodNotAllowed,
    Misdirected,
    ServerError { status },
    RateLimited,
    NotAcceptable,
    UnsupportedMediaType,
    WrongContentType { content_type },
    InvalidJson,
    NotUtf8,
    BodyCut,
    BodyBroken,
    BodyTooLarge,
    NotJsonRpc,
    BatchAnswer,
    EmptyAnswer,
    NestedTooDeep,
    StreamWithoutAnswer,
    StreamSilent,
    BodyHangs,
    RedirectDropsPost { to },
    EndpointRedirectsElsewhere { to },
    CredentialRedirected,
    SseEndpointMissing,
    SseEndpointElsewhere { to },
    SseEndpointBroken { status },
    Refused { status },
    Forbidden,
    OriginRefused,
    SignIn { step, fault = "broken", actual = "said", expected = "meant" },
    TokenRefused,
    InitializeRefused { rpc_code, message },
    HeadersRefused { message },
    CapabilityDemanded { message },
    NoCommonVersion { supported },
    InitializeMalformed { problems },
    AnswerIdMismatch,
    InitializedRefused { status },
    SessionLost,
    UnknownVersion { version },
    ModernClaimed,
    DiscoverMalformed { problems },
    RequiredAfterOpen { status },
    VersionHeaderRefused { version },
    ListFailed { method },
});

/// A broken link on the way to a token. With the step it makes the code: `issuer-missing` of step 7 is
/// `authorization-server/issuer-missing`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AuthFault {
    // 5 Challenge
    RelativeMetadataUrl,
    BadMetadataUrl,
    WrongStatus,
    LoginRedirect,
    ErrorWithSuccess,
    // 6 and 7: the document cannot be had
    AdvertisedMissing,
    NotFound,
    NeedsAuthorization,
    HtmlPage,
    InvalidJson,
    Unreadable,
    Unreachable,
    RedirectsElsewhere,
    OnlyAppended,
    /// A public server points into a private network. Nothing was asked there.
    PrivateAddress,
    // 6 Resource metadata
    ResourceMissing,
    ResourceNotAUrl,
    ResourceScheme,
    ResourceOtherHost,
    ResourceOtherPath,
    NoAuthorizationServer,
    BadAuthorizationServer,
    MetadataUrlAsIssuer,
    // 7 Authorization server
    IssuerMissing,
    IssuerNotAUrl,
    IssuerScheme,
    IssuerOtherHost,
    IssuerOtherPath,
    EndpointMissing,
    BadEndpoint,
    UnsafeEndpoint,
    EndpointHttp,
    NoCodeFlow,
    NoCodeGrant,
    PkceNotAdvertised,
    PkceWithoutS256,
    // 8 Registration
    NoWayIn,
    TokenRequired,
    Forbidden,
    RedirectRefused,
    MetadataRefused,
    MalformedAnswer,
    ServerError,
    // 9 Authorization
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
    TemporarilyUnavailable,
    Refused,
    // 10 Token
    InvalidGrant,
    InvalidClient,
    UnsupportedGrantType,
    ExchangeRefused,
    NotJson,
    AccessTokenMissing,
    NotBearer,
    Expired,
    NotYetValid,
    NotAccepted,
    StepUpWithoutEnd,
}

words!(AuthFault {
    RelativeMetadataUrl,
    BadMetadataUrl,
    WrongStatus,
    LoginRedirect,
    ErrorWithSuccess,
    AdvertisedMissing,
    NotFound,
    NeedsAuthorization,
    HtmlPage,
    InvalidJson,
    Unreadable,
    Unreachable,
    RedirectsElsewhere,
    OnlyAppended,
    PrivateAddress,
    ResourceMissing,
    ResourceNotAUrl,
    ResourceScheme,
    ResourceOtherHost,
    ResourceOtherPath,
    NoAuthorizationServer,
    BadAuthorizationServer,
    MetadataUrlAsIssuer,
    IssuerMissing,
    IssuerNotAUrl,
    IssuerScheme,
    IssuerOtherHost,
    IssuerOtherPath,
    EndpointMissing,
    BadEndpoint,
    UnsafeEndpoint,
    EndpointHttp,
    NoCodeFlow,
    NoCodeGrant,
    PkceNotAdvertised,
    PkceWithoutS256,
    NoWayIn,
    TokenRequired,
    Forbidden,
    RedirectRefused,
    MetadataRefused,
    MalformedAnswer,
    ServerError,
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
    TemporarilyUnavailable,
    Refused,
    InvalidGrant,
    InvalidClient,
    UnsupportedGrantType,
    ExchangeRefused,
    NotJson,
    AccessTokenMissing,
    NotBearer,
    Expired,
    NotYetValid,
    NotAccepted,
    StepUpWithoutEnd,
});

impl Fault {
    /// The step whose failure this is, which may have passed before (DESIGN 1, reopening).
    pub fn step(&self) -> Step {
        use Fault::*;
        match self {
            Address { .. } | HeaderValue { .. } => Step::Address,
            Offline
            | NoConnection
            | Timeout
            | PathHangs
            | PathDrops
            | RedirectLoop
            | PlainHttpOnly
            | TlsOnly
            | LocalNetworkDenied { .. }
            | TlsFailure
            | NoValidAnswer => Step::Reach,
            NotAllowed
            | PreflightRejected
            | HeaderNotAllowed { .. }
            | AllowHeadersMissing
            | PreflightRedirected { .. }
            | RedirectWithoutCors
            | RedirectsElsewhere
            | SlashRedirect { .. }
            | OtherPathAnswers { .. }
            | PostWithoutAllowOrigin
            | ResourcePolicy
            | SessionIdNotExposed => Step::Cors,
            HtmlPage { .. }
            | NotFound
            | MethodNotAllowed
            | Misdirected
            | ServerError { .. }
            | RateLimited
            | NotAcceptable
            | UnsupportedMediaType
            | WrongContentType { .. }
            | InvalidJson
            | NotUtf8
            | BodyCut
            | BodyBroken
            | BodyTooLarge
            | NotJsonRpc
            | BatchAnswer
            | EmptyAnswer
            | NestedTooDeep
            | StreamWithoutAnswer
            | StreamSilent
            | BodyHangs
            | RedirectDropsPost { .. }
            | EndpointRedirectsElsewhere { .. }
            | CredentialRedirected
            | SseEndpointMissing
            | SseEndpointElsewhere { .. }
            | SseEndpointBroken { .. }
            | Refused { .. }
            | Forbidden
            | OriginRefused => Step::Endpoint,
            SignIn { step, .. } => *step,
            TokenRefused => Step::Token,
            InitializeRefused { .. }
            | NoCommonVersion { .. }
            | InitializeMalformed { .. }
            | AnswerIdMismatch
            | InitializedRefused { .. }
            | HeadersRefused { .. }
            | CapabilityDemanded { .. }
            | SessionLost
            | UnknownVersion { .. }
            | ModernClaimed
            | DiscoverMalformed { .. }
            | RequiredAfterOpen { .. }
            | VersionHeaderRefused { .. } => Step::Session,
            ListFailed { method } => match method.split('/').next() {
                Some("prompts") => Step::Prompts,
                Some("resources") => Step::Resources,
                _ => Step::Tools,
            },
        }
    }
}
