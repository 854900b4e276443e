//! What curl's own words and exit codes prove. The codes and texts were measured with curl 7.88 on
//! OpenSSL; those of LibreSSL (macOS) and Schannel (Windows) are from curl's sources.

/// The cause that one line of curl names.
pub(super) fn of_line(line: &str) -> Option<&'static str> {
    let line = line.to_ascii_lowercase();
    // With `-k` curl tells what it overlooks.
    if line.contains("continuing anyway") {
        return None;
    }
    LINES
        .iter()
        .find(|(needle, _)| line.contains(needle))
        .map(|(_, code)| *code)
}

/// The cause that an exit code alone proves (`man curl`, EXIT CODES).
pub(super) fn of_exit(code: u32) -> Option<&'static str> {
    Some(match code {
        3 => "address/not-a-url",
        6 => "reach/unknown-host",
        7 => "reach/refused",
        1 | 8 | 16 | 92 => "reach/not-http",
        18 => "endpoint/body-cut",
        47 => "reach/redirect-loop",
        51 => "reach/certificate-wrong-host",
        52 | 55 | 56 => "reach/connection-dropped",
        60 => "reach/certificate-untrusted",
        61 => "endpoint/body-broken",
        35 => "reach/tls-failure",
        28 => "reach/timeout",
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
pub(super) fn of_timeout(progress: Progress) -> &'static str {
    match progress {
        Progress {
            connected: false, ..
        } => "reach/filtered",
        Progress { secured: false, .. } => "reach/tls-handshake-hangs",
        Progress { .. } => "reach/silent-server",
    }
}

/// Parts of curl's lines in lower case, the telling ones first.
#[rustfmt::skip]
const LINES: [(&str, &str); 59] = [
    ("could not resolve host", "reach/unknown-host"),
    ("couldn't resolve host", "reach/unknown-host"),
    ("resolving timed out", "reach/unknown-host"),
    ("certificate has expired", "reach/certificate-expired"),
    ("certificate is not yet valid", "reach/certificate-expired"),
    ("certificate expired", "reach/certificate-expired"),
    ("sec_e_cert_expired", "reach/certificate-expired"),
    ("no alternative certificate subject name", "reach/certificate-wrong-host"),
    ("does not match target host name", "reach/certificate-wrong-host"),
    ("does not match target hostname", "reach/certificate-wrong-host"),
    ("sec_e_wrong_principal", "reach/certificate-wrong-host"),
    ("self-signed certificate", "reach/certificate-untrusted"),
    ("self signed certificate", "reach/certificate-untrusted"),
    ("unable to get local issuer certificate", "reach/certificate-untrusted"),
    ("unable to verify the first certificate", "reach/certificate-untrusted"),
    ("unable to get issuer certificate", "reach/certificate-untrusted"),
    ("certificate revoked", "reach/certificate-untrusted"),
    ("sec_e_untrusted_root", "reach/certificate-untrusted"),
    ("ssl certificate problem", "reach/certificate-untrusted"),
    ("certificate verify failed", "reach/certificate-untrusted"),
    ("certificate required", "reach/client-certificate"),
    ("alert bad certificate", "reach/client-certificate"),
    ("sec_i_incomplete_credentials", "reach/client-certificate"),
    ("wrong version number", "reach/not-tls"),
    ("routines::http request", "reach/not-tls"),
    ("packet length too long", "reach/not-tls"),
    ("record layer failure", "reach/not-tls"),
    ("tlsv1_alert_record_overflow", "reach/not-tls"),
    ("sec_e_invalid_token", "reach/not-tls"),
    ("unsupported protocol", "reach/tls-too-old"),
    ("alert protocol version", "reach/tls-too-old"),
    ("tlsv1_alert_protocol_version", "reach/tls-too-old"),
    ("wrong ssl version", "reach/tls-too-old"),
    ("no protocols available", "reach/tls-too-old"),
    ("alert handshake failure", "reach/tls-too-old"),
    ("sslv3_alert_handshake_failure", "reach/tls-too-old"),
    ("dh key too small", "reach/tls-too-old"),
    ("legacy sigalg disallowed", "reach/tls-too-old"),
    ("sec_e_unsupported_function", "reach/tls-too-old"),
    ("sec_e_algorithm_mismatch", "reach/tls-too-old"),
    ("received http/0.9 when not allowed", "reach/not-http"),
    ("unsupported http version", "reach/not-http"),
    ("unsupported http/1 subversion", "reach/not-http"),
    ("invalid status line", "reach/not-http"),
    ("header without colon", "reach/not-http"),
    ("weird server reply", "reach/not-http"),
    ("error in the http2 framing layer", "reach/not-http"),
    ("http/2 stream", "reach/not-http"),
    ("empty reply from server", "reach/connection-dropped"),
    ("connection reset by peer", "reach/connection-dropped"),
    ("connection was reset", "reach/connection-dropped"),
    ("connection was aborted", "reach/connection-dropped"),
    ("ssl_error_syscall", "reach/connection-dropped"),
    ("unexpected eof while reading", "reach/connection-dropped"),
    ("no route to host", "reach/no-connection"),
    ("network is unreachable", "reach/no-connection"),
    ("host is unreachable", "reach/no-connection"),
    ("connection refused", "reach/refused"),
    ("maximum (", "reach/redirect-loop"),
];
