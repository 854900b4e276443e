//! Everything that a run can break on.

use super::network_cause::NetworkCause;
use super::step::Step;
use crate::protocol::address::AddressProblemKind;
use crate::protocol::document::{Text, Url, json_enum, json_tagged_enum};

json_tagged_enum! {
    /// What a run broke on. One variant per code; the payload is what the explanation quotes.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Fault by "code"
        /// The step whose failure this is, which may have passed before: a later exchange can fail it again.
        fn step -> Step
    {
        // 1 Address: decided without network.
        /// `detail` is the deciding text.
        Address = "address" {
            problem: AddressProblemKind = "problem",
            detail: String = "detail" as Url,
            corrected: Option<String> = "corrected" as Url,
        } in Step::Address,
        /// A header that the user entered cannot be sent.
        HeaderValue = "header-value" {
            name: String = "name" as Text,
            problem: String = "problem" as Text,
        } in Step::Address,
        // 2 Reach
        /// The vantage itself, which opens its own connections, knows why.
        Network = "network" { cause: NetworkCause = "cause" } in cause.step(),
        /// The computer has no network.
        Offline = "offline" in Step::Reach,
        /// Nothing answered, and a browser cannot see why.
        NoConnection = "no-connection" in Step::Reach,
        /// Nothing answered in time, on any path.
        Timeout = "timeout" in Step::Reach,
        /// Nothing answered in time on this path; the server answers on another.
        PathHangs = "path-hangs" in Step::Reach,
        /// The connection breaks on this path; the server answers on another.
        PathDrops = "path-drops" in Step::Reach,
        /// The server redirects without end.
        RedirectLoop = "redirect-loop" in Step::Reach,
        /// The port speaks plain http, not https.
        PlainHttpOnly = "plain-http-only" in Step::Reach,
        /// The port speaks https, not plain http.
        TlsOnly = "tls-only" in Step::Reach,
        /// The browser keeps pages out of the local network. `proven` where it says so itself.
        LocalNetworkDenied = "local-network-denied" { proven: bool = "proven" } in Step::Reach,
        /// No encrypted connection came about, and a browser cannot see why.
        TlsFailure = "tls-failure" in Step::Reach,
        /// Something accepted the connection and did not answer in HTTP.
        NoValidAnswer = "no-valid-answer" in Step::Reach,
        // 3 Cross-origin access
        /// No answer allows web pages (`Access-Control-Allow-Origin`).
        NotAllowed = "not-allowed" in Step::Cors,
        /// The preflight is answered with a status that is no success.
        PreflightRejected = "preflight-rejected" in Step::Cors,
        /// The preflight is answered without these headers in `Access-Control-Allow-Headers`.
        HeaderNotAllowed = "header-not-allowed" {
            headers: Vec<String> = "headers" as Text,
        } in Step::Cors,
        /// The preflight is answered without `Access-Control-Allow-Headers`.
        AllowHeadersMissing = "allow-headers-missing" in Step::Cors,
        /// The preflight is redirected, which the Fetch standard forbids.
        PreflightRedirected = "preflight-redirected" { to: String = "to" as Url } in Step::Cors,
        /// A redirect leads to where web pages may not call.
        RedirectWithoutCors = "redirect-without-cors" in Step::Cors,
        /// A redirect leads to another origin and does not allow web pages.
        RedirectsElsewhere = "redirects-elsewhere" in Step::Cors,
        /// The server answers under the address with another ending.
        SlashRedirect = "slash-redirect" { to: String = "to" as Url } in Step::Cors,
        /// The server answers under another path.
        OtherPathAnswers = "other-path-answers" { to: String = "to" as Url } in Step::Cors,
        /// The preflight passes, and the answer to the request itself may not be read.
        PostWithoutAllowOrigin = "post-without-allow-origin" in Step::Cors,
        /// `Cross-Origin-Resource-Policy` keeps other origins out.
        ResourcePolicy = "resource-policy" in Step::Cors,
        /// The session id is not in `Access-Control-Expose-Headers`.
        SessionIdNotExposed = "session-id-not-exposed" in Step::Cors,
        // 4 Endpoint
        /// A web page answers.
        HtmlPage = "html-page" { status: u16 = "status" } in Step::Endpoint,
        /// Status 404 or 410.
        NotFound = "not-found" in Step::Endpoint,
        /// Status 405 to a POST.
        MethodNotAllowed = "method-not-allowed" in Step::Endpoint,
        /// Status 421: another server is responsible for this host name.
        Misdirected = "misdirected" in Step::Endpoint,
        /// A status of 500 or more.
        ServerError = "server-error" { status: u16 = "status" } in Step::Endpoint,
        /// Status 429: the server asks to slow down.
        RateLimited = "rate-limited" in Step::Endpoint,
        /// Status 406, though the client accepts both forms of an answer.
        NotAcceptable = "not-acceptable" in Step::Endpoint,
        /// Status 415: the server refuses JSON.
        UnsupportedMediaType = "unsupported-media-type" in Step::Endpoint,
        /// The content type is neither JSON nor an event stream; absent where there is none.
        WrongContentType = "wrong-content-type" {
            content_type: Option<String> = "content_type" as Text,
        } in Step::Endpoint,
        /// The answer is not valid JSON.
        InvalidJson = "invalid-json" in Step::Endpoint,
        /// The answer is not UTF-8.
        NotUtf8 = "not-utf8" in Step::Endpoint,
        /// The answer breaks off in the middle.
        BodyCut = "body-cut" in Step::Endpoint,
        /// The body cannot be decoded.
        BodyBroken = "body-broken" in Step::Endpoint,
        /// The body is larger than this program's limit.
        BodyTooLarge = "body-too-large" in Step::Endpoint,
        /// The answer is JSON, and no message of JSON-RPC.
        NotJsonRpc = "not-json-rpc" in Step::Endpoint,
        /// A single request is answered with an array.
        BatchAnswer = "batch-answer" in Step::Endpoint,
        /// The answer to a request is empty.
        EmptyAnswer = "empty-answer" in Step::Endpoint,
        /// The answer is nested more deeply than this program reads.
        NestedTooDeep = "nested-too-deep" in Step::Endpoint,
        /// The event stream ended without the answer.
        StreamWithoutAnswer = "stream-without-answer" in Step::Endpoint,
        /// The event stream was opened and stayed silent.
        StreamSilent = "stream-silent" in Step::Endpoint,
        /// A message came on the event stream and is no event there.
        MessageNotRead = "message-not-read" {
            problem: String = "problem" as Text,
        } in Step::Endpoint,
        /// The answer begins and never ends.
        BodyHangs = "body-hangs" in Step::Endpoint,
        /// A redirect turned the POST into a GET.
        RedirectDropsPost = "redirect-drops-post" { to: String = "to" as Url } in Step::Endpoint,
        /// A redirect leads to another origin, and the credentials stay here.
        EndpointRedirectsElsewhere = "endpoint-redirects-elsewhere" {
            to: String = "to" as Url,
        } in Step::Endpoint,
        /// A request with a credential is redirected, and is not repeated elsewhere.
        CredentialRedirected = "credential-redirected" in Step::Endpoint,
        /// A public server redirects into a private network. What answers there is not read.
        PrivateRedirect = "private-redirect" { to: String = "to" as Url } in Step::Endpoint,
        /// HTTP+SSE: the stream does not say where to send messages.
        SseEndpointMissing = "sse-endpoint-missing" in Step::Endpoint,
        /// HTTP+SSE: the stream sends messages to another origin.
        SseEndpointElsewhere = "sse-endpoint-elsewhere" {
            to: String = "to" as Url,
        } in Step::Endpoint,
        /// HTTP+SSE: the address that the stream announces does not take messages.
        SseEndpointBroken = "sse-endpoint-broken" { status: u16 = "status" } in Step::Endpoint,
        /// Another status that refuses the request.
        Refused = "refused" { status: u16 = "status" } in Step::Endpoint,
        /// Status 403.
        Forbidden = "forbidden" in Step::Endpoint,
        /// Status 403 with words about the origin.
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
        /// The credential that the user entered is refused.
        TokenRefused = "token-refused" in Step::Token,
        // 11 Session
        /// The request that opens a session is answered with an error.
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
        /// The server knows no revision that this client knows.
        NoCommonVersion = "no-common-version" {
            supported: Vec<String> = "supported" as Text,
        } in Step::Session,
        /// The result of `initialize` breaks the schema.
        InitializeMalformed = "initialize-malformed" {
            problems: Vec<String> = "problems" as Text,
        } in Step::Session,
        /// What the server declares is not declared as the schema wants it, and clients that validate it stop.
        CapabilitiesMalformed = "capabilities-malformed" {
            problems: Vec<String> = "problems" as Text,
        } in Step::Session,
        /// The answer carries another id than the request.
        AnswerIdMismatch = "answer-id-mismatch" in Step::Session,
        /// `notifications/initialized` is refused.
        InitializedRefused = "initialized-refused" { status: u16 = "status" } in Step::Session,
        /// A session that was opened is not known any more.
        SessionLost = "session-lost" in Step::Session,
        /// The session id is written in a way that cannot be sent back as it was meant.
        SessionIdMalformed = "id-malformed" { problem: String = "problem" as Text } in Step::Session,
        /// The server answers with a revision that does not exist.
        UnknownVersion = "unknown-version" { version: String = "version" as Text } in Step::Session,
        /// The server claims 2026-07-28 and does not speak it.
        ModernClaimed = "modern-claimed" in Step::Session,
        /// The result of `server/discover` breaks the schema.
        DiscoverMalformed = "discover-malformed" {
            problems: Vec<String> = "problems" as Text,
        } in Step::Session,
        /// The server asks for a credential in a session that it opened without one.
        RequiredAfterOpen = "required-after-open" { status: u16 = "status" } in Step::Session,
        /// Requests with this `MCP-Protocol-Version` are refused.
        VersionHeaderRefused = "version-header-refused" {
            version: String = "version" as Text,
        } in Step::Session,
        // Survey
        /// A list that the server offers cannot be read to its end.
        ListFailed = "list-failed" { method: String = "method" as Text } in survey_step(method),
    }
}

json_enum! {
    /// How authorization breaks. With the step it makes the code: `issuer-missing` of step 7 is
    /// `authorization-server/issuer-missing`.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum AuthFault {
        // 5 Challenge
        /// The challenge names its metadata by a relative address.
        RelativeMetadataUrl = "relative-metadata-url",
        /// The challenge names metadata at an address that no client can use.
        BadMetadataUrl = "bad-metadata-url",
        /// The server refuses with another status than 401.
        WrongStatus = "wrong-status",
        /// The server redirects to a login page instead of answering 401.
        LoginRedirect = "login-redirect",
        /// An error comes with a status of success.
        ErrorWithSuccess = "error-with-success",
        // 6 and 7: the document cannot be had
        /// The document is not where the challenge says.
        AdvertisedMissing = "advertised-missing",
        /// The document is at none of the well-known addresses.
        NotFound = "not-found",
        /// The document asks for credentials itself.
        NeedsAuthorization = "needs-authorization",
        /// A page stands in its place.
        HtmlPage = "html-page",
        /// It is no JSON object.
        InvalidJson = "invalid-json",
        /// It answers, and web pages may not read it.
        Unreadable = "unreadable",
        /// Nothing answers.
        Unreachable = "unreachable",
        /// It redirects to where this page may not look.
        RedirectsElsewhere = "redirects-elsewhere",
        /// It lies behind the path instead of before it (RFC 8414, 3.1; RFC 9728, 3.1).
        OnlyAppended = "only-appended",
        /// A public server points into a private network. Nothing was asked there.
        PrivateAddress = "private-address",
        /// A public server redirects into a private network. What answers there was not read.
        PrivateRedirect = "private-redirect",
        // 6 Resource metadata
        /// It does not say for which resource it is (RFC 9728, 2).
        ResourceMissing = "resource-missing",
        /// It names its resource by something that is no URL.
        ResourceNotAUrl = "resource-not-a-url",
        /// It says http, and the server is reached over https.
        ResourceScheme = "resource-scheme",
        /// It is about a server on another host.
        ResourceOtherHost = "resource-other-host",
        /// It is about another path of this server.
        ResourceOtherPath = "resource-other-path",
        /// It names no authorization server.
        NoAuthorizationServer = "no-authorization-server",
        /// It names an authorization server that is no issuer.
        BadAuthorizationServer = "bad-authorization-server",
        /// It lists a document where the issuer belongs.
        MetadataUrlAsIssuer = "metadata-url-as-issuer",
        // 7 Authorization server
        /// The document does not say whose it is (RFC 8414, 2).
        IssuerMissing = "issuer-missing",
        /// The issuer is no URL.
        IssuerNotAUrl = "issuer-not-a-url",
        /// The issuer has another scheme than the one that was asked (RFC 8414, 3.3).
        IssuerScheme = "issuer-scheme",
        /// The issuer is another host than the one that was asked.
        IssuerOtherHost = "issuer-other-host",
        /// The issuer has another path than the one that was asked.
        IssuerOtherPath = "issuer-other-path",
        /// The issuer in the metadata holds a placeholder.
        IssuerTemplate = "issuer-template",
        /// A required endpoint is not named.
        EndpointMissing = "endpoint-missing",
        /// An endpoint is no absolute address.
        BadEndpoint = "bad-endpoint",
        /// An endpoint is an address that must never be opened, such as `javascript:`.
        UnsafeEndpoint = "unsafe-endpoint",
        /// An endpoint is not encrypted.
        EndpointHttp = "endpoint-http",
        /// `response_types_supported` lacks `code`.
        NoCodeFlow = "no-code-flow",
        /// `grant_types_supported` lacks `authorization_code`.
        NoCodeGrant = "no-code-grant",
        /// `code_challenge_methods_supported` is missing.
        PkceNotAdvertised = "pkce-not-advertised",
        /// `code_challenge_methods_supported` lacks `S256`.
        PkceWithoutS256 = "pkce-without-s256",
        // 8 Registration
        /// A client that is not yet known cannot become known.
        NoRegistrationOption = "no-way-in",
        /// The registration endpoint asks for a token itself.
        TokenRequired = "token-required",
        /// The registration endpoint turns this page away.
        Forbidden = "forbidden",
        /// This page's redirect URI is not accepted.
        RedirectRefused = "redirect-refused",
        /// This page's description of itself is not accepted.
        MetadataRefused = "metadata-refused",
        /// The answer holds no client id.
        MalformedAnswer = "malformed-answer",
        /// The endpoint fails: a status of 500 or more, or the error `server_error`.
        ServerError = "server-error",
        // 9 Authorization
        /// Nothing came back to the redirect URI.
        NoAnswer = "no-answer",
        /// The answer has no `state`.
        StateMissing = "state-missing",
        /// The answer has the `state` of another request.
        StateMismatch = "state-mismatch",
        /// The answer has no `iss`, though the metadata promises it (RFC 9207, 2.4).
        IssMissing = "iss-missing",
        /// The answer has the `iss` of another authorization server.
        IssMismatch = "iss-mismatch",
        /// The answer has neither a code nor an error.
        CodeMissing = "code-missing",
        /// The answer stands in the fragment.
        FragmentAnswer = "fragment-answer",
        /// The answer has a parameter twice.
        RepeatedParameter = "repeated-parameter",
        /// The error `access_denied`.
        AccessDenied = "access-denied",
        /// The error `invalid_scope`.
        InvalidScope = "invalid-scope",
        /// The error `invalid_target` (RFC 8707, 2).
        InvalidTarget = "invalid-target",
        /// The error `invalid_request`.
        InvalidRequest = "invalid-request",
        /// The error `unauthorized_client`.
        UnauthorizedClient = "unauthorized-client",
        /// The error `unsupported_response_type`.
        UnsupportedResponseType = "unsupported-response-type",
        /// The error `temporarily_unavailable`.
        TemporarilyUnavailable = "temporarily-unavailable",
        /// Any other error.
        Refused = "refused",
        // 10 Token
        /// The error `invalid_grant`: the code is not accepted.
        InvalidGrant = "invalid-grant",
        /// The error `invalid_client`.
        InvalidClient = "invalid-client",
        /// The error `unsupported_grant_type`.
        UnsupportedGrantType = "unsupported-grant-type",
        /// Any other refusal of the exchange.
        ExchangeRefused = "exchange-refused",
        /// The answer is no JSON object.
        NotJson = "not-json",
        /// The answer holds no token.
        AccessTokenMissing = "access-token-missing",
        /// The token is not one that is sent by itself (RFC 6750).
        NotBearer = "not-bearer",
        /// The token had expired when it was issued.
        Expired = "expired",
        /// The token is not valid yet.
        NotYetValid = "not-yet-valid",
        /// The server refuses the token that was just issued for it.
        NotAccepted = "not-accepted",
        /// The server asks for more scope without end.
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
