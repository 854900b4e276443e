//! Why a connection failed, where somebody can tell.
//!
//! A page never can: its browser reports every cause with the same sentence, and `Failure::cause` stays empty. What
//! was observed elsewhere names it in its own words, and each of them is mapped to one of these: curl's exit codes
//! and lines (`evidence/cause.rs`), the codes and sentences of browsers, the lines of `openssl`, `dig` and
//! PowerShell. A vantage that opens its own sockets maps here what it is told: `io::ErrorKind` to the causes of the
//! connection, the errors of its TLS library and the alerts it received (RFC 8446, 6) to those of TLS, the answer
//! of its resolver to those of the name, and the timer that went off to the stage in which it did.
//!
//! One table says under which code of the catalogue each is explained. Several may share a code: the code is what is
//! published, the cause is what was seen.

use serde_json::Value;

use super::step::Step;
use crate::protocol::document::{
    Described, Read, Redaction, Shape, Text, TextRedactor, Write, Writer, json_enum,
};

/// The enum, its words and its codes, from one table. Of those that share a code the first is the one that the code
/// alone stands for.
macro_rules! causes {
    ($($(#[$doc:meta])* $variant:ident = $word:literal => $code:literal,)*) => {
        json_enum! {
            /// What a connection can break on.
            #[derive(Clone, Copy, Debug, Eq, PartialEq)]
            pub enum NetworkCause {
                $($(#[$doc])* $variant = $word,)*
            }
        }

        impl NetworkCause {
            /// The published code that explains it.
            pub fn code(self) -> &'static str {
                match self { $(NetworkCause::$variant => $code),* }
            }
        }
    };
}

causes! {
    // The name
    /// The name led to no address; nobody said why.
    NameNotResolved = "name-not-resolved" => "reach/unknown-host",
    /// There is no such name (NXDOMAIN).
    NameUnknown = "name-unknown" => "reach/unknown-host",
    /// The name exists and has no address.
    NameWithoutAddress = "name-without-address" => "reach/unknown-host",
    /// The name server failed or answered nonsense (SERVFAIL).
    NameServerFailed = "name-server-failed" => "reach/unknown-host",
    /// The name server did not answer in time.
    NameTimedOut = "name-timed-out" => "reach/unknown-host",

    // The connection
    /// Nobody listens on the port.
    Refused = "refused" => "reach/refused",
    /// It stood and was closed before an answer was whole.
    Dropped = "dropped" => "reach/connection-dropped",
    /// It was reset (RST).
    Reset = "reset" => "reach/connection-dropped",
    /// It was closed in order, before an answer.
    ClosedWithoutAnswer = "closed-without-answer" => "reach/connection-dropped",
    /// It could not be made; nobody said why.
    NotConnected = "not-connected" => "reach/no-connection",
    /// No route leads to the network or the host.
    Unreachable = "unreachable" => "reach/no-connection",
    /// A proxy in between cannot be reached or refuses.
    Proxy = "proxy" => "reach/no-connection",
    /// This computer is not connected at all.
    Offline = "offline" => "reach/offline",

    // Time-outs, by the stage that was reached
    /// Nothing came in time; nobody said how far it got.
    TimedOut = "timed-out" => "reach/timeout",
    /// The connection was not made in time: packets vanish.
    ConnectTimedOut = "connect-timed-out" => "reach/filtered",
    /// The connection stood, TLS was not agreed on in time.
    TlsTimedOut = "tls-timed-out" => "reach/tls-handshake-hangs",
    /// The request was sent, no answer began in time.
    AnswerTimedOut = "answer-timed-out" => "reach/silent-server",
    /// An answer began and did not go on.
    BodyTimedOut = "body-timed-out" => "endpoint/body-hangs",

    // TLS
    /// The handshake failed; nobody said why.
    Tls = "tls" => "reach/tls-failure",
    /// The two sides share no version, cipher or algorithm.
    TlsTooOld = "tls-too-old" => "reach/tls-too-old",
    /// The versions do not meet (alert `protocol_version`).
    TlsVersion = "tls-version" => "reach/tls-too-old",
    /// No cipher or algorithm suits both (alert `handshake_failure`).
    TlsHandshakeRefused = "tls-handshake-refused" => "reach/tls-too-old",
    /// What the server offers is too weak to be taken.
    TlsWeak = "tls-weak" => "reach/tls-too-old",
    /// What answered does not speak TLS.
    NotTls = "not-tls" => "reach/not-tls",
    /// What answered in place of TLS is plain HTTP.
    PlainHttpOnTlsPort = "plain-http-on-tls-port" => "reach/plain-http-only",
    /// What answered plain HTTP wants TLS.
    TlsOnPlainPort = "tls-on-plain-port" => "reach/tls-only",
    /// The server wants a certificate of the client's.
    ClientCertificate = "client-certificate" => "reach/client-certificate",
    /// The certificate is not trusted; nobody said why.
    CertificateUntrusted = "certificate-untrusted" => "reach/certificate-untrusted",
    CertificateSelfSigned = "certificate-self-signed" => "reach/certificate-untrusted",
    /// Nobody known vouches for it, or the certificates between are missing.
    CertificateUnknownIssuer = "certificate-unknown-issuer" => "reach/certificate-untrusted",
    CertificateRevoked = "certificate-revoked" => "reach/certificate-untrusted",
    /// It is malformed, weak, or not made for this use.
    CertificateInvalid = "certificate-invalid" => "reach/certificate-untrusted",
    CertificateExpired = "certificate-expired" => "reach/certificate-expired",
    CertificateNotYetValid = "certificate-not-yet-valid" => "reach/certificate-expired",
    /// It is for another host.
    CertificateWrongHost = "certificate-wrong-host" => "reach/certificate-wrong-host",

    // The answer
    /// What came is no HTTP.
    NotHttp = "not-http" => "reach/not-http",
    /// A head that breaks the rules of HTTP (RFC 9112), or is too large.
    MalformedHead = "malformed-head" => "reach/not-http",
    /// HTTP/2 or HTTP/3 broke on the level of frames and streams.
    BrokenFraming = "broken-framing" => "reach/not-http",
    RedirectLoop = "redirect-loop" => "reach/redirect-loop",
    /// The body ended before its announced end.
    BodyCut = "body-cut" => "endpoint/body-cut",
    /// The body cannot be decoded.
    BodyBroken = "body-broken" => "endpoint/body-broken",

    // Not let through on this side
    /// An extension, an administrator or protection against tracking stopped it.
    BlockedByClient = "blocked-by-client" => "reach/blocked-by-client",
    LocalNetworkDenied = "local-network-denied" => "reach/local-network-denied",
    MixedContent = "mixed-content" => "address/mixed-content",
    UnsafePort = "unsafe-port" => "address/unsafe-port",
    NotAUrl = "not-a-url" => "address/not-a-url",

    // Cross-origin access, as a browser's console or an answer outside of it tells
    PreflightRejected = "preflight-rejected" => "cors/preflight-rejected",
    PreflightRedirected = "preflight-redirected" => "cors/preflight-redirected",
    PreflightUnauthorized = "preflight-unauthorized" => "cors/preflight-unauthorized",
    PreflightNotRouted = "preflight-not-routed" => "cors/preflight-not-routed",
    PreflightServerError = "preflight-server-error" => "cors/preflight-server-error",
    PreflightWithoutHeaders = "preflight-without-headers" => "cors/preflight-without-headers",
    HeaderNotAllowed = "header-not-allowed" => "cors/header-not-allowed",
    DeleteNotAllowed = "delete-not-allowed" => "closing/delete-not-allowed",
    AllowOriginMissing = "allow-origin-missing" => "cors/allow-origin-missing",
    AllowOriginMismatch = "allow-origin-mismatch" => "cors/allow-origin-mismatch",
    ErrorWithoutAllowOrigin = "error-without-allow-origin" => "cors/error-without-allow-origin",
    RedirectsElsewhere = "redirects-elsewhere" => "cors/redirects-elsewhere",
    RedirectWithoutCors = "redirect-without-cors" => "cors/redirect-without-cors",
    ResourcePolicy = "resource-policy" => "cors/resource-policy",
}

impl NetworkCause {
    /// The one that this code alone stands for.
    pub fn with_code(code: &str) -> Option<NetworkCause> {
        NetworkCause::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The code under which it ends a run. A `DELETE` that is kept back never does; of another method the same means
    /// that its preflight was refused.
    pub fn fault_code(self) -> &'static str {
        match self {
            NetworkCause::DeleteNotAllowed => NetworkCause::PreflightRejected.code(),
            other => other.code(),
        }
    }

    /// The step that it breaks, which the code names.
    pub fn step(self) -> Step {
        match self.fault_code().split('/').next() {
            Some("address") => Step::Address,
            Some("cors") => Step::Cors,
            Some("endpoint") => Step::Endpoint,
            _ => Step::Reach,
        }
    }
}

/// What pasted evidence proves. Documents have its published code; one that was written by another version of this
/// program is kept as it is.
#[derive(Clone, Debug)]
pub enum ProvenCause {
    /// One of the causes known here.
    Network(NetworkCause),
    /// A code that stands for none of the causes known here.
    Other(String),
}

impl ProvenCause {
    /// The published code.
    pub fn code(&self) -> &str {
        match self {
            ProvenCause::Network(cause) => cause.code(),
            ProvenCause::Other(code) => code,
        }
    }
}

impl From<NetworkCause> for ProvenCause {
    fn from(cause: NetworkCause) -> ProvenCause {
        ProvenCause::Network(cause)
    }
}

impl From<&str> for ProvenCause {
    fn from(code: &str) -> ProvenCause {
        match NetworkCause::with_code(code) {
            Some(cause) => ProvenCause::Network(cause),
            None => ProvenCause::Other(code.to_owned()),
        }
    }
}

/// Equal codes prove the same: a document keeps no more of it.
impl PartialEq for ProvenCause {
    fn eq(&self, other: &ProvenCause) -> bool {
        self.code() == other.code()
    }
}

impl Write for ProvenCause {
    fn write(&self, to: &mut Writer) {
        to.string(self.code());
    }
}

impl Read for ProvenCause {
    fn read(value: &Value) -> Option<ProvenCause> {
        value.as_str().map(ProvenCause::from)
    }
}

impl Redaction<ProvenCause> for Text {
    fn redact(&self, cause: &mut ProvenCause, by: &mut dyn TextRedactor) {
        match cause {
            ProvenCause::Network(_) => {}
            ProvenCause::Other(code) => by.text(code),
        }
    }
}

impl Described for ProvenCause {
    const SHAPE: &'static Shape = &Shape::Text;
}
