//! A browser's own words for a failure, wherever they stand in a text: the codes of its error pages and the
//! sentences of its console.

use super::error::EvidenceError;
use crate::trace::wire::Pasted;

/// The cause that a browser's words name.
pub(super) fn read(text: &str) -> Result<Pasted, EvidenceError> {
    let found = sentence(text).or_else(|| code(text));
    match found {
        Some((cause, quote)) => Ok(Pasted {
            exchanges: Vec::new(),
            cause: Some(cause.to_owned()),
            quote: Some(quote),
        }),
        None if SILENT.iter().any(|silent| text.contains(silent)) => Err(EvidenceError::NoReason),
        None => Err(EvidenceError::Unknown),
    }
}

/// Sentences tell more than codes (a blocked request is `net::ERR_FAILED` beside them), and a member of a family
/// tells more than the family.
fn sentence(text: &str) -> Option<(&'static str, String)> {
    let all = || {
        text.lines().filter_map(|line| {
            let low = line
                .to_ascii_lowercase()
                .replace(['\u{2018}', '\u{2019}'], "'");
            Some((of_sentence(&low)?, excerpt(line)))
        })
    };
    let family = |(code, _): &(&'static str, String)| *code != "cors/preflight-rejected";
    all().find(family).or_else(|| all().next())
}

fn code(text: &str) -> Option<(&'static str, String)> {
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

fn of_sentence(line: &str) -> Option<&'static str> {
    if line.contains("cors preflight response did not succeed") {
        return Some(of_preflight_status(line));
    }
    SENTENCES
        .iter()
        .find(|(parts, _)| parts.iter().all(|part| line.contains(part)))
        .map(|(_, code)| *code)
}

/// Firefox prints the status of a preflight that failed.
fn of_preflight_status(line: &str) -> &'static str {
    let status = line
        .split("status code: ")
        .nth(1)
        .and_then(|rest| rest.get(..3));
    match status.and_then(|status| status.parse::<u16>().ok()) {
        Some(401 | 403 | 407) => "cors/preflight-unauthorized",
        Some(300..=399) => "cors/preflight-redirected",
        Some(400..=499) => "cors/preflight-not-routed",
        Some(500..=999) => "cors/preflight-server-error",
        _ => "cors/preflight-rejected",
    }
}

/// Parts of console sentences, in lower case with straight quotes (Chromium: services/network and Blink's CORS
/// error strings; Firefox: dom/locales/en-US/chrome/security/security.properties; Safari: WebKit's loader).
#[rustfmt::skip]
const SENTENCES: [(&[&str], &str); 29] = [
    (&["redirect is not allowed for a preflight request"], "cors/preflight-redirected"),
    (&["cors request external redirect not allowed"], "cors/preflight-redirected"),
    (&["redirect from '", "blocked by cors policy"], "cors/redirects-elsewhere"),
    (&["(redirected from '", "no 'access-control-allow-origin' header"], "cors/redirect-without-cors"),
    (&["preflight request doesn't pass access control check", "not equal to the supplied origin"], "cors/allow-origin-mismatch"),
    (&["preflight request doesn't pass access control check"], "cors/preflight-rejected"),
    (&["preflight response is not successful"], "cors/preflight-rejected"),
    (&["cors preflight channel did not succeed"], "cors/preflight-rejected"),
    (&["is not allowed by access-control-allow-headers"], "cors/header-not-allowed"),
    (&["is not allowed according to header 'access-control-allow-headers'"], "cors/header-not-allowed"),
    (&["missing token '", "'access-control-allow-headers'"], "cors/header-not-allowed"),
    (&["method delete is not allowed by access-control-allow-methods"], "closing/delete-not-allowed"),
    (&["not equal to the supplied origin"], "cors/allow-origin-mismatch"),
    (&["contains multiple values", "access-control-allow-origin"], "cors/allow-origin-mismatch"),
    (&["contains the invalid value", "access-control-allow-origin"], "cors/allow-origin-mismatch"),
    (&["'access-control-allow-origin' does not match"], "cors/allow-origin-mismatch"),
    (&["multiple cors header 'access-control-allow-origin' not allowed"], "cors/allow-origin-mismatch"),
    (&["is not allowed by access-control-allow-origin"], "cors/allow-origin-mismatch"),
    (&["no 'access-control-allow-origin' header is present"], "cors/allow-origin-missing"),
    (&["cors header 'access-control-allow-origin' missing"], "cors/allow-origin-missing"),
    (&["cross-origin-resource-policy"], "cors/resource-policy"),
    (&["permission was denied for this request to access the", "address space"], "reach/local-network-denied"),
    (&["more-private address space"], "reach/local-network-denied"),
    (&["was loaded over https, but requested an insecure"], "address/mixed-content"),
    (&["blocked loading mixed active content"], "address/mixed-content"),
    (&["a server with the specified hostname could not be found"], "reach/unknown-host"),
    (&["the certificate for this server is invalid"], "reach/certificate-untrusted"),
    (&["could not connect to the server"], "reach/refused"),
    (&["the internet connection appears to be offline"], "reach/offline"),
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
const CODES: [(&str, &str); 109] = [
    ("ERR_NAME_NOT_RESOLVED", "reach/unknown-host"),
    ("ERR_NAME_RESOLUTION_FAILED", "reach/unknown-host"),
    ("ERR_DNS_TIMED_OUT", "reach/unknown-host"),
    ("ERR_DNS_SERVER_FAILED", "reach/unknown-host"),
    ("ERR_DNS_MALFORMED_RESPONSE", "reach/unknown-host"),
    ("DNS_PROBE_FINISHED_NXDOMAIN", "reach/unknown-host"),
    ("DNS_PROBE_POSSIBLE", "reach/unknown-host"),
    ("NS_ERROR_UNKNOWN_HOST", "reach/unknown-host"),
    ("ENOTFOUND", "reach/unknown-host"),
    ("EAI_AGAIN", "reach/unknown-host"),
    ("ERR_CONNECTION_REFUSED", "reach/refused"),
    ("NS_ERROR_CONNECTION_REFUSED", "reach/refused"),
    ("ECONNREFUSED", "reach/refused"),
    ("ERR_CONNECTION_RESET", "reach/connection-dropped"),
    ("ERR_CONNECTION_CLOSED", "reach/connection-dropped"),
    ("ERR_CONNECTION_ABORTED", "reach/connection-dropped"),
    ("ERR_EMPTY_RESPONSE", "reach/connection-dropped"),
    ("ERR_SOCKET_NOT_CONNECTED", "reach/connection-dropped"),
    ("NS_ERROR_NET_RESET", "reach/connection-dropped"),
    ("NS_ERROR_NET_INTERRUPT", "reach/connection-dropped"),
    ("NS_ERROR_NET_EMPTY_RESPONSE", "reach/connection-dropped"),
    ("PR_CONNECT_RESET_ERROR", "reach/connection-dropped"),
    ("PR_END_OF_FILE_ERROR", "reach/connection-dropped"),
    ("ECONNRESET", "reach/connection-dropped"),
    ("ERR_CERT_DATE_INVALID", "reach/certificate-expired"),
    ("SEC_ERROR_EXPIRED_CERTIFICATE", "reach/certificate-expired"),
    ("SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE", "reach/certificate-expired"),
    ("MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE", "reach/certificate-expired"),
    ("CERT_HAS_EXPIRED", "reach/certificate-expired"),
    ("ERR_CERT_COMMON_NAME_INVALID", "reach/certificate-wrong-host"),
    ("SSL_ERROR_BAD_CERT_DOMAIN", "reach/certificate-wrong-host"),
    ("ERR_TLS_CERT_ALTNAME_INVALID", "reach/certificate-wrong-host"),
    ("ERR_CERT_AUTHORITY_INVALID", "reach/certificate-untrusted"),
    ("ERR_CERT_INVALID", "reach/certificate-untrusted"),
    ("ERR_CERT_REVOKED", "reach/certificate-untrusted"),
    ("ERR_CERT_CONTAINS_ERRORS", "reach/certificate-untrusted"),
    ("ERR_CERT_WEAK_SIGNATURE_ALGORITHM", "reach/certificate-untrusted"),
    ("ERR_CERT_WEAK_KEY", "reach/certificate-untrusted"),
    ("ERR_CERT_NAME_CONSTRAINT_VIOLATION", "reach/certificate-untrusted"),
    ("ERR_CERT_VALIDITY_TOO_LONG", "reach/certificate-untrusted"),
    ("ERR_CERT_KNOWN_INTERCEPTION_BLOCKED", "reach/certificate-untrusted"),
    ("ERR_CERTIFICATE_TRANSPARENCY_REQUIRED", "reach/certificate-untrusted"),
    ("SEC_ERROR_UNKNOWN_ISSUER", "reach/certificate-untrusted"),
    ("SEC_ERROR_UNTRUSTED_ISSUER", "reach/certificate-untrusted"),
    ("SEC_ERROR_UNTRUSTED_CERT", "reach/certificate-untrusted"),
    ("SEC_ERROR_REVOKED_CERTIFICATE", "reach/certificate-untrusted"),
    ("SEC_ERROR_CA_CERT_INVALID", "reach/certificate-untrusted"),
    ("SEC_ERROR_BAD_SIGNATURE", "reach/certificate-untrusted"),
    ("SEC_ERROR_INADEQUATE_KEY_USAGE", "reach/certificate-untrusted"),
    ("SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED", "reach/certificate-untrusted"),
    ("MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT", "reach/certificate-untrusted"),
    ("MOZILLA_PKIX_ERROR_MITM_DETECTED", "reach/certificate-untrusted"),
    ("MOZILLA_PKIX_ERROR_CA_CERT_USED_AS_END_ENTITY", "reach/certificate-untrusted"),
    ("DEPTH_ZERO_SELF_SIGNED_CERT", "reach/certificate-untrusted"),
    ("SELF_SIGNED_CERT_IN_CHAIN", "reach/certificate-untrusted"),
    ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "reach/certificate-untrusted"),
    ("UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "reach/certificate-untrusted"),
    ("ERR_SSL_PROTOCOL_ERROR", "reach/not-tls"),
    ("SSL_ERROR_RX_RECORD_TOO_LONG", "reach/not-tls"),
    ("SSL_ERROR_RX_MALFORMED_SERVER_HELLO", "reach/not-tls"),
    ("ERR_SSL_WRONG_VERSION_NUMBER", "reach/not-tls"),
    ("ERR_SSL_VERSION_OR_CIPHER_MISMATCH", "reach/tls-too-old"),
    ("ERR_SSL_OBSOLETE_VERSION", "reach/tls-too-old"),
    ("ERR_SSL_WEAK_SERVER_EPHEMERAL_DH_KEY", "reach/tls-too-old"),
    ("SSL_ERROR_UNSUPPORTED_VERSION", "reach/tls-too-old"),
    ("SSL_ERROR_NO_CYPHER_OVERLAP", "reach/tls-too-old"),
    ("SSL_ERROR_PROTOCOL_VERSION_ALERT", "reach/tls-too-old"),
    ("SSL_ERROR_HANDSHAKE_FAILURE_ALERT", "reach/tls-too-old"),
    ("SSL_ERROR_WEAK_SERVER_EPHEMERAL_DH_KEY", "reach/tls-too-old"),
    ("NS_ERROR_NET_INADEQUATE_SECURITY", "reach/tls-too-old"),
    ("ERR_BAD_SSL_CLIENT_AUTH_CERT", "reach/client-certificate"),
    ("ERR_SSL_CLIENT_AUTH_CERT_NEEDED", "reach/client-certificate"),
    ("ERR_SSL_CLIENT_AUTH_CERT_NO_PRIVATE_KEY", "reach/client-certificate"),
    ("SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT", "reach/client-certificate"),
    ("SSL_ERROR_BAD_CERT_ALERT", "reach/client-certificate"),
    ("ERR_BLOCKED_BY_CLIENT", "reach/blocked-by-client"),
    ("ERR_BLOCKED_BY_ADMINISTRATOR", "reach/blocked-by-client"),
    ("NS_ERROR_CONTENT_BLOCKED", "reach/blocked-by-client"),
    ("ERR_BLOCKED_BY_RESPONSE", "cors/resource-policy"),
    ("NS_ERROR_DOM_CORP_FAILED", "cors/resource-policy"),
    ("ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS", "reach/local-network-denied"),
    ("ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS", "reach/local-network-denied"),
    ("ERR_CONNECTION_TIMED_OUT", "reach/filtered"),
    ("ERR_TIMED_OUT", "reach/timeout"),
    ("NS_ERROR_NET_TIMEOUT", "reach/timeout"),
    ("NS_ERROR_NET_TIMEOUT_EXTERNAL", "reach/timeout"),
    ("ETIMEDOUT", "reach/filtered"),
    ("UND_ERR_CONNECT_TIMEOUT", "reach/filtered"),
    ("ERR_ADDRESS_UNREACHABLE", "reach/no-connection"),
    ("ERR_CONNECTION_FAILED", "reach/no-connection"),
    ("EHOSTUNREACH", "reach/no-connection"),
    ("ENETUNREACH", "reach/no-connection"),
    ("ERR_INVALID_HTTP_RESPONSE", "reach/not-http"),
    ("ERR_HTTP2_PROTOCOL_ERROR", "reach/not-http"),
    ("ERR_QUIC_PROTOCOL_ERROR", "reach/not-http"),
    ("ERR_RESPONSE_HEADERS_TRUNCATED", "reach/not-http"),
    ("ERR_RESPONSE_HEADERS_TOO_BIG", "reach/not-http"),
    ("NS_ERROR_PARSING_HTTP_STATUS_LINE", "reach/not-http"),
    ("ERR_INTERNET_DISCONNECTED", "reach/offline"),
    ("NS_ERROR_OFFLINE", "reach/offline"),
    ("ERR_TOO_MANY_REDIRECTS", "reach/redirect-loop"),
    ("NS_ERROR_REDIRECT_LOOP", "reach/redirect-loop"),
    ("ERR_INCOMPLETE_CHUNKED_ENCODING", "endpoint/body-cut"),
    ("ERR_CONTENT_LENGTH_MISMATCH", "endpoint/body-cut"),
    ("NS_ERROR_NET_PARTIAL_TRANSFER", "endpoint/body-cut"),
    ("ERR_CONTENT_DECODING_FAILED", "endpoint/body-broken"),
    ("NS_ERROR_INVALID_CONTENT_ENCODING", "endpoint/body-broken"),
    ("ERR_UNSAFE_PORT", "address/unsafe-port"),
    ("NS_ERROR_PORT_ACCESS_NOT_ALLOWED", "address/unsafe-port"),
];
