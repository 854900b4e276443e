//! What curl's own words and exit codes prove. The codes and texts were measured with curl 7.88 on
//! OpenSSL; those of LibreSSL (macOS) and Schannel (Windows) are from curl's sources.

use crate::trace::network_cause::NetworkCause::{self, *};

/// The cause that one line of curl names.
pub(super) fn of_line(line: &str) -> Option<NetworkCause> {
    let line = line.to_ascii_lowercase();
    // With `-k` curl tells what it overlooks.
    if line.contains("continuing anyway") {
        return None;
    }
    LINES
        .iter()
        .find(|(needle, _)| line.contains(needle))
        .map(|(_, cause)| *cause)
}

/// The cause that an exit code alone proves (`man curl`, EXIT CODES).
pub(super) fn of_exit(code: u32) -> Option<NetworkCause> {
    Some(match code {
        3 => NotAUrl,
        6 => NameNotResolved,
        7 => Refused,
        1 | 8 => NotHttp,
        16 | 92 => BrokenFraming,
        18 => BodyCut,
        47 => RedirectLoop,
        51 => CertificateWrongHost,
        52 => ClosedWithoutAnswer,
        55 | 56 => Dropped,
        60 => CertificateUntrusted,
        61 => BodyBroken,
        35 => Tls,
        28 => TimedOut,
        _ => return None,
    })
}

/// How far a call came before its time was up.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Progress {
    pub connected: bool,
    /// TLS was agreed on, or is not used.
    pub secured: bool,
}

/// The cause of a time-out without an answer.
pub(super) fn of_timeout(progress: Progress) -> NetworkCause {
    match (progress.connected, progress.secured) {
        (false, _) => ConnectTimedOut,
        (true, false) => TlsTimedOut,
        (true, true) => AnswerTimedOut,
    }
}

/// Parts of curl's lines in lower case, the telling ones first.
#[rustfmt::skip]
const LINES: [(&str, NetworkCause); 59] = [
    ("could not resolve host", NameNotResolved),
    ("couldn't resolve host", NameNotResolved),
    ("resolving timed out", NameTimedOut),
    ("certificate has expired", CertificateExpired),
    ("certificate is not yet valid", CertificateNotYetValid),
    ("certificate expired", CertificateExpired),
    ("sec_e_cert_expired", CertificateExpired),
    ("no alternative certificate subject name", CertificateWrongHost),
    ("does not match target host name", CertificateWrongHost),
    ("does not match target hostname", CertificateWrongHost),
    ("sec_e_wrong_principal", CertificateWrongHost),
    ("self-signed certificate", CertificateSelfSigned),
    ("self signed certificate", CertificateSelfSigned),
    ("unable to get local issuer certificate", CertificateUnknownIssuer),
    ("unable to verify the first certificate", CertificateUnknownIssuer),
    ("unable to get issuer certificate", CertificateUnknownIssuer),
    ("certificate revoked", CertificateRevoked),
    ("sec_e_untrusted_root", CertificateUnknownIssuer),
    ("ssl certificate problem", CertificateUntrusted),
    ("certificate verify failed", CertificateUntrusted),
    ("certificate required", ClientCertificate),
    ("alert bad certificate", ClientCertificate),
    ("sec_i_incomplete_credentials", ClientCertificate),
    ("wrong version number", NotTls),
    ("routines::http request", NotTls),
    ("packet length too long", NotTls),
    ("record layer failure", NotTls),
    ("tlsv1_alert_record_overflow", NotTls),
    ("sec_e_invalid_token", NotTls),
    ("unsupported protocol", TlsVersion),
    ("alert protocol version", TlsVersion),
    ("tlsv1_alert_protocol_version", TlsVersion),
    ("wrong ssl version", TlsVersion),
    ("no protocols available", TlsVersion),
    ("alert handshake failure", TlsHandshakeRefused),
    ("sslv3_alert_handshake_failure", TlsHandshakeRefused),
    ("dh key too small", TlsWeak),
    ("legacy sigalg disallowed", TlsWeak),
    ("sec_e_unsupported_function", TlsTooOld),
    ("sec_e_algorithm_mismatch", TlsHandshakeRefused),
    ("received http/0.9 when not allowed", NotHttp),
    ("unsupported http version", MalformedHead),
    ("unsupported http/1 subversion", MalformedHead),
    ("invalid status line", MalformedHead),
    ("header without colon", MalformedHead),
    ("weird server reply", NotHttp),
    ("error in the http2 framing layer", BrokenFraming),
    ("http/2 stream", BrokenFraming),
    ("empty reply from server", ClosedWithoutAnswer),
    ("connection reset by peer", Reset),
    ("connection was reset", Reset),
    ("connection was aborted", Dropped),
    ("ssl_error_syscall", Dropped),
    ("unexpected eof while reading", ClosedWithoutAnswer),
    ("no route to host", Unreachable),
    ("network is unreachable", Unreachable),
    ("host is unreachable", Unreachable),
    ("connection refused", Refused),
    ("maximum (", RedirectLoop),
];
