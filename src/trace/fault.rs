//! Everything that a run can break on.

use super::step::Step;
use crate::protocol::document::{Text, Url, json_enum, json_tagged_enum};

json_tagged_enum! {
    /// What a run broke on. One variant per code; the payload is what the explanation quotes.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Fault by "code"
        /// The step whose failure this is, which may have passed before: a later exchange can fail it again.
        fn step -> Step
    {
        // 1 Address: decided without network.
        /// `problem` is the rest of the code, `detail` the deciding text.
        Address = "address" {
            problem: String = "problem" as Text,
            detail: String = "detail" as Url,
            corrected: Option<String> = "corrected" as Url,
        } in Step::Address,
        HeaderValue = "header-value" {
            name: String = "name" as Text,
            problem: String = "problem" as Text,
        } in Step::Address,
        // 2 Reach
        Offline = "offline" in Step::Reach,
        NoConnection = "no-connection" in Step::Reach,
        Timeout = "timeout" in Step::Reach,
        PathHangs = "path-hangs" in Step::Reach,
        PathDrops = "path-drops" in Step::Reach,
        RedirectLoop = "redirect-loop" in Step::Reach,
        PlainHttpOnly = "plain-http-only" in Step::Reach,
        TlsOnly = "tls-only" in Step::Reach,
        LocalNetworkDenied = "local-network-denied" { proven: bool = "proven" } in Step::Reach,
        TlsFailure = "tls-failure" in Step::Reach,
        NoValidAnswer = "no-valid-answer" in Step::Reach,
        // 3 Cross-origin access
        NotAllowed = "not-allowed" in Step::Cors,
        PreflightRejected = "preflight-rejected" in Step::Cors,
        HeaderNotAllowed = "header-not-allowed" {
            headers: Vec<String> = "headers" as Text,
        } in Step::Cors,
        AllowHeadersMissing = "allow-headers-missing" in Step::Cors,
        PreflightRedirected = "preflight-redirected" { to: String = "to" as Url } in Step::Cors,
        RedirectWithoutCors = "redirect-without-cors" in Step::Cors,
        RedirectsElsewhere = "redirects-elsewhere" in Step::Cors,
        SlashRedirect = "slash-redirect" { to: String = "to" as Url } in Step::Cors,
        OtherPathAnswers = "other-path-answers" { to: String = "to" as Url } in Step::Cors,
        PostWithoutAllowOrigin = "post-without-allow-origin" in Step::Cors,
        ResourcePolicy = "resource-policy" in Step::Cors,
        SessionIdNotExposed = "session-id-not-exposed" in Step::Cors,
        // 4 Endpoint
        HtmlPage = "html-page" { status: u16 = "status" } in Step::Endpoint,
        NotFound = "not-found" in Step::Endpoint,
        MethodNotAllowed = "method-not-allowed" in Step::Endpoint,
        Misdirected = "misdirected" in Step::Endpoint,
        ServerError = "server-error" { status: u16 = "status" } in Step::Endpoint,
        RateLimited = "rate-limited" in Step::Endpoint,
        NotAcceptable = "not-acceptable" in Step::Endpoint,
        UnsupportedMediaType = "unsupported-media-type" in Step::Endpoint,
        WrongContentType = "wrong-content-type" {
            content_type: Option<String> = "content_type" as Text,
        } in Step::Endpoint,
        InvalidJson = "invalid-json" in Step::Endpoint,
        NotUtf8 = "not-utf8" in Step::Endpoint,
        BodyCut = "body-cut" in Step::Endpoint,
        BodyBroken = "body-broken" in Step::Endpoint,
        BodyTooLarge = "body-too-large" in Step::Endpoint,
        NotJsonRpc = "not-json-rpc" in Step::Endpoint,
        BatchAnswer = "batch-answer" in Step::Endpoint,
        EmptyAnswer = "empty-answer" in Step::Endpoint,
        NestedTooDeep = "nested-too-deep" in Step::Endpoint,
        StreamWithoutAnswer = "stream-without-answer" in Step::Endpoint,
        StreamSilent = "stream-silent" in Step::Endpoint,
        BodyHangs = "body-hangs" in Step::Endpoint,
        RedirectDropsPost = "redirect-drops-post" { to: String = "to" as Url } in Step::Endpoint,
        EndpointRedirectsElsewhere = "endpoint-redirects-elsewhere" {
            to: String = "to" as Url,
        } in Step::Endpoint,
        CredentialRedirected = "credential-redirected" in Step::Endpoint,
        SseEndpointMissing = "sse-endpoint-missing" in Step::Endpoint,
        SseEndpointElsewhere = "sse-endpoint-elsewhere" {
            to: String = "to" as Url,
        } in Step::Endpoint,
        SseEndpointBroken = "sse-endpoint-broken" { status: u16 = "status" } in Step::Endpoint,
        Refused = "refused" { status: u16 = "status" } in Step::Endpoint,
        Forbidden = "forbidden" in Step::Endpoint,
        OriginRefused = "origin-refused" in Step::Endpoint,
        // 5 to 10
        /// Authorization breaks. `actual` is what a document or an answer says, `expected` what it should say, or
        /// where that was found instead.
        SignIn = "sign-in" {
            step: Step = "step",
            fault: AuthFault = "broken",
            actual: String = "said" as Url,
            expected: String = "meant" as Url,
        } in *step,
        // 10 Token
        TokenRefused = "token-refused" in Step::Token,
        // 11 Session
        InitializeRefused = "initialize-refused" {
            rpc_code: i64 = "rpc_code",
            message: String = "message" as Text,
        } in Step::Session,
        /// -32020: what arrived differs from what was sent.
        HeadersRefused = "headers-refused" { message: String = "message" as Text } in Step::Session,
        /// -32021 upon the first request, which uses nothing of the client's.
        CapabilityDemanded = "capability-demanded" {
            message: String = "message" as Text,
        } in Step::Session,
        NoCommonVersion = "no-common-version" {
            supported: Vec<String> = "supported" as Text,
        } in Step::Session,
        InitializeMalformed = "initialize-malformed" {
            problems: Vec<String> = "problems" as Text,
        } in Step::Session,
        AnswerIdMismatch = "answer-id-mismatch" in Step::Session,
        InitializedRefused = "initialized-refused" { status: u16 = "status" } in Step::Session,
        SessionLost = "session-lost" in Step::Session,
        UnknownVersion = "unknown-version" { version: String = "version" as Text } in Step::Session,
        ModernClaimed = "modern-claimed" in Step::Session,
        DiscoverMalformed = "discover-malformed" {
            problems: Vec<String> = "problems" as Text,
        } in Step::Session,
        RequiredAfterOpen = "required-after-open" { status: u16 = "status" } in Step::Session,
        VersionHeaderRefused = "version-header-refused" {
            version: String = "version" as Text,
        } in Step::Session,
        // Survey
        ListFailed = "list-failed" { method: String = "method" as Text } in survey_step(method),
    }
}

json_enum! {
    /// How authorization breaks. With the step it makes the code: `issuer-missing` of step 7 is
    /// `authorization-server/issuer-missing`.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum AuthFault {
        // 5 Challenge
        RelativeMetadataUrl = "relative-metadata-url",
        BadMetadataUrl = "bad-metadata-url",
        WrongStatus = "wrong-status",
        LoginRedirect = "login-redirect",
        ErrorWithSuccess = "error-with-success",
        // 6 and 7: the document cannot be had
        AdvertisedMissing = "advertised-missing",
        NotFound = "not-found",
        NeedsAuthorization = "needs-authorization",
        HtmlPage = "html-page",
        InvalidJson = "invalid-json",
        Unreadable = "unreadable",
        Unreachable = "unreachable",
        RedirectsElsewhere = "redirects-elsewhere",
        OnlyAppended = "only-appended",
        /// A public server points into a private network. Nothing was asked there.
        PrivateAddress = "private-address",
        // 6 Resource metadata
        ResourceMissing = "resource-missing",
        ResourceNotAUrl = "resource-not-a-url",
        ResourceScheme = "resource-scheme",
        ResourceOtherHost = "resource-other-host",
        ResourceOtherPath = "resource-other-path",
        NoAuthorizationServer = "no-authorization-server",
        BadAuthorizationServer = "bad-authorization-server",
        MetadataUrlAsIssuer = "metadata-url-as-issuer",
        // 7 Authorization server
        IssuerMissing = "issuer-missing",
        IssuerNotAUrl = "issuer-not-a-url",
        IssuerScheme = "issuer-scheme",
        IssuerOtherHost = "issuer-other-host",
        IssuerOtherPath = "issuer-other-path",
        EndpointMissing = "endpoint-missing",
        BadEndpoint = "bad-endpoint",
        UnsafeEndpoint = "unsafe-endpoint",
        EndpointHttp = "endpoint-http",
        NoCodeFlow = "no-code-flow",
        NoCodeGrant = "no-code-grant",
        PkceNotAdvertised = "pkce-not-advertised",
        PkceWithoutS256 = "pkce-without-s256",
        // 8 Registration
        NoWayIn = "no-way-in",
        TokenRequired = "token-required",
        Forbidden = "forbidden",
        RedirectRefused = "redirect-refused",
        MetadataRefused = "metadata-refused",
        MalformedAnswer = "malformed-answer",
        ServerError = "server-error",
        // 9 Authorization
        NoAnswer = "no-answer",
        StateMissing = "state-missing",
        StateMismatch = "state-mismatch",
        IssMissing = "iss-missing",
        IssMismatch = "iss-mismatch",
        CodeMissing = "code-missing",
        FragmentAnswer = "fragment-answer",
        RepeatedParameter = "repeated-parameter",
        AccessDenied = "access-denied",
        InvalidScope = "invalid-scope",
        InvalidTarget = "invalid-target",
        InvalidRequest = "invalid-request",
        UnauthorizedClient = "unauthorized-client",
        UnsupportedResponseType = "unsupported-response-type",
        TemporarilyUnavailable = "temporarily-unavailable",
        Refused = "refused",
        // 10 Token
        InvalidGrant = "invalid-grant",
        InvalidClient = "invalid-client",
        UnsupportedGrantType = "unsupported-grant-type",
        ExchangeRefused = "exchange-refused",
        NotJson = "not-json",
        AccessTokenMissing = "access-token-missing",
        NotBearer = "not-bearer",
        Expired = "expired",
        NotYetValid = "not-yet-valid",
        NotAccepted = "not-accepted",
        StepUpWithoutEnd = "step-up-without-end",
    }
}

/// A list belongs to the step of what it lists.
fn survey_step(method: &str) -> Step {
    match method.split('/').next() {
        Some("prompts") => Step::Prompts,
        Some("resources") => Step::Resources,
        _ => Step::Tools,
    }
}
