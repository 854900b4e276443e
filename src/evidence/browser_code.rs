//! A browser's own words for a failure, wherever they stand in a text: the codes of its error pages and the
//! sentences of its console.

use super::error::EvidenceError;
use crate::trace::network_cause::NetworkCause::{self, *};
use crate::trace::wire::Pasted;

/// The cause that a browser's words name.
pub(super) fn read(text: &str) -> Result<Pasted, EvidenceError> {
    let found = sentence(text).or_else(|| code(text));
    match found {
        Some((cause, quote)) => Ok(Pasted {
            exchanges: Vec::new(),
            cause: Some(cause.into()),
            quote: Some(quote),
        }),
        None if SILENT.iter().any(|silent| text.contains(silent)) => Err(EvidenceError::NoReason),
        None => Err(EvidenceError::Unknown),
    }
}

/// Sentences tell more than codes (a blocked request is `net::ERR_FAILED` beside them), and a member of a family
/// tells more than the family.
fn sentence(text: &str) -> Option<(NetworkCause, String)> {
    let all = || {
        text.lines().filter_map(|line| {
            let low = line
                .to_ascii_lowercase()
                .replace(['\u{2018}', '\u{2019}'], "'");
            Some((of_sentence(&low)?, excerpt(line)))
        })
    };
    let family = |(cause, _): &(NetworkCause, String)| *cause != PreflightRejected;
    all().find(family).or_else(|| all().next())
}

fn code(text: &str) -> Option<(NetworkCause, String)> {
    words(text).find_map(|word| {
        let known = CODES.iter().find(|(name, _)| *name == word);
        known.map(|(name, cause)| (*cause, (*name).to_owned()))
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

/// At most as much as a reader takes in.
fn excerpt(line: &str) -> String {
    let mut short: String = line.trim().chars().take(400).collect();
    if short.len() < line.trim().len() {
        short.push('…');
    }
    short
}

fn of_sentence(line: &str) -> Option<NetworkCause> {
    if line.contains("cors preflight response did not succeed") {
        return Some(of_preflight_status(line));
    }
    let mut sentences = SENTENCES.iter();
    let found = sentences.find(|(parts, _)| parts.iter().all(|part| line.contains(part)));
    found.map(|(_, cause)| *cause)
}

/// Firefox prints the status of a preflight that failed.
fn of_preflight_status(line: &str) -> NetworkCause {
    let status = line
        .split("status code: ")
        .nth(1)
        .and_then(|rest| rest.get(..3));
    match status.and_then(|status| status.parse::<u16>().ok()) {
        Some(401 | 403 | 407) => PreflightUnauthorized,
        Some(300..=399) => PreflightRedirected,
        Some(400..=499) => PreflightNotRouted,
        Some(500..=999) => PreflightServerError,
        _ => PreflightRejected,
    }
}

/// Parts of console sentences, in lower case with straight quotes (Chromium: services/network and Blink's CORS
/// error strings; Firefox: dom/locales/en-US/chrome/security/security.properties; Safari: WebKit's loader).
#[rustfmt::skip]
const SENTENCES: [(&[&str], NetworkCause); 29] = [
    (&["redirect is not allowed for a preflight request"], PreflightRedirected),
    (&["cors request external redirect not allowed"], PreflightRedirected),
    (&["redirect from '", "blocked by cors policy"], RedirectsElsewhere),
    (&["(redirected from '", "no 'access-control-allow-origin' header"], RedirectWithoutCors),
    (&["preflight request doesn't pass access control check", "not equal to the supplied origin"], AllowOriginMismatch),
    (&["preflight request doesn't pass access control check"], PreflightRejected),
    (&["preflight response is not successful"], PreflightRejected),
    (&["cors preflight channel did not succeed"], PreflightRejected),
    (&["is not allowed by access-control-allow-headers"], HeaderNotAllowed),
    (&["is not allowed according to header 'access-control-allow-headers'"], HeaderNotAllowed),
    (&["missing token '", "'access-control-allow-headers'"], HeaderNotAllowed),
    (&["method delete is not allowed by access-control-allow-methods"], DeleteNotAllowed),
    (&["not equal to the supplied origin"], AllowOriginMismatch),
    (&["contains multiple values", "access-control-allow-origin"], AllowOriginMismatch),
    (&["contains the invalid value", "access-control-allow-origin"], AllowOriginMismatch),
    (&["'access-control-allow-origin' does not match"], AllowOriginMismatch),
    (&["multiple cors header 'access-control-allow-origin' not allowed"], AllowOriginMismatch),
    (&["is not allowed by access-control-allow-origin"], AllowOriginMismatch),
    (&["no 'access-control-allow-origin' header is present"], AllowOriginMissing),
    (&["cors header 'access-control-allow-origin' missing"], AllowOriginMissing),
    (&["cross-origin-resource-policy"], ResourcePolicy),
    (&["permission was denied for this request to access the", "address space"], LocalNetworkDenied),
    (&["more-private address space"], LocalNetworkDenied),
    (&["was loaded over https, but requested an insecure"], MixedContent),
    (&["blocked loading mixed active content"], MixedContent),
    (&["a server with the specified hostname could not be found"], NameNotResolved),
    (&["the certificate for this server is invalid"], CertificateUntrusted),
    (&["could not connect to the server"], Refused),
    (&["the internet connection appears to be offline"], Offline),
];

/// Words that only say that there was no answer.
const SILENT: [&str; 11] = [
    "ERR_FAILED",
    "ERR_ABORTED",
    "ERR_NETWORK_CHANGED",
    "ERR_UNEXPECTED",
    "NS_ERROR_FAILURE",
    "NS_ERROR_DOM_BAD_URI",
    "NS_BINDING_ABORTED",
    "NetworkError when attempting to fetch",
    "Failed to fetch",
    "Load failed",
    "CORS request did not succeed",
];

/// Codes, whole words (Chromium: net/base/net_error_list.h; Firefox: xpcom/base/ErrorList.py and NSS; the rest:
/// Node.js, which many clients run on).
#[rustfmt::skip]
const CODES: [(&str, NetworkCause); 109] = [
    ("ERR_NAME_NOT_RESOLVED", NameNotResolved),
    ("ERR_NAME_RESOLUTION_FAILED", NameNotResolved),
    ("ERR_DNS_TIMED_OUT", NameTimedOut),
    ("ERR_DNS_SERVER_FAILED", NameServerFailed),
    ("ERR_DNS_MALFORMED_RESPONSE", NameServerFailed),
    ("DNS_PROBE_FINISHED_NXDOMAIN", NameUnknown),
    ("DNS_PROBE_POSSIBLE", NameNotResolved),
    ("NS_ERROR_UNKNOWN_HOST", NameNotResolved),
    ("ENOTFOUND", NameNotResolved),
    ("EAI_AGAIN", NameServerFailed),
    ("ERR_CONNECTION_REFUSED", Refused),
    ("NS_ERROR_CONNECTION_REFUSED", Refused),
    ("ECONNREFUSED", Refused),
    ("ERR_CONNECTION_RESET", Reset),
    ("ERR_CONNECTION_CLOSED", ClosedWithoutAnswer),
    ("ERR_CONNECTION_ABORTED", Dropped),
    ("ERR_EMPTY_RESPONSE", ClosedWithoutAnswer),
    ("ERR_SOCKET_NOT_CONNECTED", Dropped),
    ("NS_ERROR_NET_RESET", Reset),
    ("NS_ERROR_NET_INTERRUPT", Dropped),
    ("NS_ERROR_NET_EMPTY_RESPONSE", ClosedWithoutAnswer),
    ("PR_CONNECT_RESET_ERROR", Reset),
    ("PR_END_OF_FILE_ERROR", ClosedWithoutAnswer),
    ("ECONNRESET", Reset),
    ("ERR_CERT_DATE_INVALID", CertificateExpired),
    ("SEC_ERROR_EXPIRED_CERTIFICATE", CertificateExpired),
    ("SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE", CertificateExpired),
    ("MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE", CertificateNotYetValid),
    ("CERT_HAS_EXPIRED", CertificateExpired),
    ("ERR_CERT_COMMON_NAME_INVALID", CertificateWrongHost),
    ("SSL_ERROR_BAD_CERT_DOMAIN", CertificateWrongHost),
    ("ERR_TLS_CERT_ALTNAME_INVALID", CertificateWrongHost),
    ("ERR_CERT_AUTHORITY_INVALID", CertificateUnknownIssuer),
    ("ERR_CERT_INVALID", CertificateInvalid),
    ("ERR_CERT_REVOKED", CertificateRevoked),
    ("ERR_CERT_CONTAINS_ERRORS", CertificateInvalid),
    ("ERR_CERT_WEAK_SIGNATURE_ALGORITHM", CertificateInvalid),
    ("ERR_CERT_WEAK_KEY", CertificateInvalid),
    ("ERR_CERT_NAME_CONSTRAINT_VIOLATION", CertificateInvalid),
    ("ERR_CERT_VALIDITY_TOO_LONG", CertificateInvalid),
    ("ERR_CERT_KNOWN_INTERCEPTION_BLOCKED", CertificateUntrusted),
    ("ERR_CERTIFICATE_TRANSPARENCY_REQUIRED", CertificateUntrusted),
    ("SEC_ERROR_UNKNOWN_ISSUER", CertificateUnknownIssuer),
    ("SEC_ERROR_UNTRUSTED_ISSUER", CertificateUntrusted),
    ("SEC_ERROR_UNTRUSTED_CERT", CertificateUntrusted),
    ("SEC_ERROR_REVOKED_CERTIFICATE", CertificateRevoked),
    ("SEC_ERROR_CA_CERT_INVALID", CertificateInvalid),
    ("SEC_ERROR_BAD_SIGNATURE", CertificateInvalid),
    ("SEC_ERROR_INADEQUATE_KEY_USAGE", CertificateInvalid),
    ("SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED", CertificateInvalid),
    ("MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT", CertificateSelfSigned),
    ("MOZILLA_PKIX_ERROR_MITM_DETECTED", CertificateUntrusted),
    ("MOZILLA_PKIX_ERROR_CA_CERT_USED_AS_END_ENTITY", CertificateInvalid),
    ("DEPTH_ZERO_SELF_SIGNED_CERT", CertificateSelfSigned),
    ("SELF_SIGNED_CERT_IN_CHAIN", CertificateSelfSigned),
    ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", CertificateUnknownIssuer),
    ("UNABLE_TO_GET_ISSUER_CERT_LOCALLY", CertificateUnknownIssuer),
    ("ERR_SSL_PROTOCOL_ERROR", NotTls),
    ("SSL_ERROR_RX_RECORD_TOO_LONG", NotTls),
    ("SSL_ERROR_RX_MALFORMED_SERVER_HELLO", NotTls),
    ("ERR_SSL_WRONG_VERSION_NUMBER", NotTls),
    ("ERR_SSL_VERSION_OR_CIPHER_MISMATCH", TlsTooOld),
    ("ERR_SSL_OBSOLETE_VERSION", TlsVersion),
    ("ERR_SSL_WEAK_SERVER_EPHEMERAL_DH_KEY", TlsWeak),
    ("SSL_ERROR_UNSUPPORTED_VERSION", TlsVersion),
    ("SSL_ERROR_NO_CYPHER_OVERLAP", TlsHandshakeRefused),
    ("SSL_ERROR_PROTOCOL_VERSION_ALERT", TlsVersion),
    ("SSL_ERROR_HANDSHAKE_FAILURE_ALERT", TlsHandshakeRefused),
    ("SSL_ERROR_WEAK_SERVER_EPHEMERAL_DH_KEY", TlsWeak),
    ("NS_ERROR_NET_INADEQUATE_SECURITY", TlsWeak),
    ("ERR_BAD_SSL_CLIENT_AUTH_CERT", ClientCertificate),
    ("ERR_SSL_CLIENT_AUTH_CERT_NEEDED", ClientCertificate),
    ("ERR_SSL_CLIENT_AUTH_CERT_NO_PRIVATE_KEY", ClientCertificate),
    ("SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT", ClientCertificate),
    ("SSL_ERROR_BAD_CERT_ALERT", ClientCertificate),
    ("ERR_BLOCKED_BY_CLIENT", BlockedByClient),
    ("ERR_BLOCKED_BY_ADMINISTRATOR", BlockedByClient),
    ("NS_ERROR_CONTENT_BLOCKED", BlockedByClient),
    ("ERR_BLOCKED_BY_RESPONSE", ResourcePolicy),
    ("NS_ERROR_DOM_CORP_FAILED", ResourcePolicy),
    ("ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS", LocalNetworkDenied),
    ("ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS", LocalNetworkDenied),
    ("ERR_CONNECTION_TIMED_OUT", ConnectTimedOut),
    ("ERR_TIMED_OUT", TimedOut),
    ("NS_ERROR_NET_TIMEOUT", TimedOut),
    ("NS_ERROR_NET_TIMEOUT_EXTERNAL", TimedOut),
    ("ETIMEDOUT", ConnectTimedOut),
    ("UND_ERR_CONNECT_TIMEOUT", ConnectTimedOut),
    ("ERR_ADDRESS_UNREACHABLE", Unreachable),
    ("ERR_CONNECTION_FAILED", NotConnected),
    ("EHOSTUNREACH", Unreachable),
    ("ENETUNREACH", Unreachable),
    ("ERR_INVALID_HTTP_RESPONSE", MalformedHead),
    ("ERR_HTTP2_PROTOCOL_ERROR", BrokenFraming),
    ("ERR_QUIC_PROTOCOL_ERROR", BrokenFraming),
    ("ERR_RESPONSE_HEADERS_TRUNCATED", MalformedHead),
    ("ERR_RESPONSE_HEADERS_TOO_BIG", MalformedHead),
    ("NS_ERROR_PARSING_HTTP_STATUS_LINE", MalformedHead),
    ("ERR_INTERNET_DISCONNECTED", Offline),
    ("NS_ERROR_OFFLINE", Offline),
    ("ERR_TOO_MANY_REDIRECTS", RedirectLoop),
    ("NS_ERROR_REDIRECT_LOOP", RedirectLoop),
    ("ERR_INCOMPLETE_CHUNKED_ENCODING", BodyCut),
    ("ERR_CONTENT_LENGTH_MISMATCH", BodyCut),
    ("NS_ERROR_NET_PARTIAL_TRANSFER", BodyCut),
    ("ERR_CONTENT_DECODING_FAILED", BodyBroken),
    ("NS_ERROR_INVALID_CONTENT_ENCODING", BodyBroken),
    ("ERR_UNSAFE_PORT", UnsafePort),
    ("NS_ERROR_PORT_ACCESS_NOT_ALLOWED", UnsafePort),
];
