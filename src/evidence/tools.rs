//! Other tools that people reach for: `openssl s_client`, `dig`, `nslookup`, PowerShell's `Invoke-WebRequest`, and the
//! error page that a browser shows when the address is opened in a tab.

use super::cause;
use super::error::EvidenceError;
use crate::trace::network_cause::NetworkCause::{self, *};
use crate::trace::wire::Pasted;

/// What the output of such a tool proves; `None` where the text is none of theirs.
pub(super) fn read(text: &str) -> Option<Result<Pasted, EvidenceError>> {
    let low = text.to_ascii_lowercase().replace('\u{2019}', "'");
    let first = |lines: &[(&str, NetworkCause)]| proof(text, &low, lines);
    if is_openssl(&low) {
        let told = first(&OPENSSL).or_else(|| of_openssl(text));
        return Some(told.ok_or(EvidenceError::TlsWorks));
    }
    if is_lookup(&low) {
        return Some(first(&LOOKUP).ok_or(EvidenceError::NameLeadsSomewhere));
    }
    if is_powershell(&low) {
        let has_status = low.contains("returned an error: (") || low.contains("statuscode");
        let otherwise = if has_status {
            EvidenceError::OnlyStatus
        } else {
            EvidenceError::Unknown
        };
        return Some(first(&POWERSHELL).ok_or(otherwise));
    }
    first(&PAGES).map(Ok)
}

/// The head and the body that PowerShell prints as `RawContent`, as curl would print them.
pub(super) fn raw_content(text: &str) -> Option<String> {
    let (_, raw) = text.split_once("RawContent")?;
    let raw = raw.trim_start().strip_prefix(':')?;
    let lines = raw.lines().map(str::trim);
    let answer: Vec<&str> = lines.take_while(|line| !is_property(line)).collect();
    let answer = answer.join("\n");
    let answer = answer.trim();
    let mut words = text.split_whitespace();
    let asked = words.find(|word| word.starts_with("http://") || word.starts_with("https://"));
    let command = ["$ curl -i '", asked.unwrap_or_default(), "'\n", answer].concat();
    answer.starts_with("HTTP/").then_some(command)
}

/// What follows `RawContent` in the list of properties.
fn is_property(line: &str) -> bool {
    [
        "Headers ",
        "Forms ",
        "Images ",
        "InputFields ",
        "Links ",
        "ParsedHtml ",
        "RawContentLength ",
    ]
    .iter()
    .any(|name| line.starts_with(name) && line.contains(" : "))
}

fn is_openssl(low: &str) -> bool {
    low.contains("s_client")
        || low.contains("connect:errno=")
        || low.contains("verify return code:")
        || low.contains("connected(0000")
}

fn is_lookup(low: &str) -> bool {
    [
        "<<>> dig",
        "->>header<<-",
        ";; answer section",
        "non-authoritative answer",
        "server can't find",
    ]
    .iter()
    .any(|mark| low.contains(mark))
        || low.contains("can't find ") && low.contains("non-existent domain")
}

fn is_powershell(low: &str) -> bool {
    [
        "invoke-webrequest",
        "invoke-restmethod",
        "webexception",
        "httprequestexception",
    ]
    .iter()
    .any(|mark| low.contains(mark))
        || low.contains("statusdescription")
}

/// The first line that holds one of these, and what it proves.
fn proof(text: &str, low: &str, lines: &[(&str, NetworkCause)]) -> Option<Pasted> {
    let (needle, cause) = lines.iter().find(|(needle, _)| low.contains(needle))?;
    let quote = text.lines().find(|line| {
        let line = line.to_ascii_lowercase().replace('\u{2019}', "'");
        line.contains(needle)
    });
    Some(pasted(*cause, quote.unwrap_or(needle)))
}

/// What the library says is the same that curl passes on. Of several addresses one may refuse and the next be
/// taken; what is said on the error output stands anywhere.
fn of_openssl(text: &str) -> Option<Pasted> {
    let is_connected = text.contains("CONNECTED(");
    let counts = |cause: &NetworkCause| !(is_connected && matches!(cause, Refused | Unreachable));
    text.lines().find_map(|line| {
        let cause = cause::of_line(line).filter(counts)?;
        Some(pasted(cause, line))
    })
}

fn pasted(cause: NetworkCause, quote: &str) -> Pasted {
    Pasted {
        exchanges: Vec::new(),
        cause: Some(cause.into()),
        quote: Some(quote.trim().chars().take(400).collect()),
    }
}

/// `openssl s_client`, measured with OpenSSL 3.0; codes of `man openssl-verification-options`. Told before the chain
/// is: a certificate for another host, which is only looked at with `-verify_hostname`.
#[rustfmt::skip]
const OPENSSL: [(&str, NetworkCause); 8] = [
    ("hostname mismatch", CertificateWrongHost),
    ("certificate has expired", CertificateExpired),
    ("certificate is not yet valid", CertificateNotYetValid),
    ("name or service not known", NameNotResolved),
    ("no address associated with hostname", NameWithoutAddress),
    ("nodename nor servname provided", NameNotResolved),
    ("connection timed out", ConnectTimedOut),
    ("operation timed out", ConnectTimedOut),
];

/// `dig` (BIND 9) and `nslookup`, of BIND and of Windows.
#[rustfmt::skip]
const LOOKUP: [(&str, NetworkCause); 6] = [
    ("status: nxdomain", NameUnknown),
    ("status: servfail", NameServerFailed),
    ("server can't find", NameNotResolved),
    ("non-existent domain", NameUnknown),
    ("no answer", NameWithoutAddress),
    ("answer: 0,", NameWithoutAddress),
];

/// Windows PowerShell 5.1 (.NET Framework) and PowerShell 7 (.NET), from their resources.
#[rustfmt::skip]
const POWERSHELL: [(&str, NetworkCause); 14] = [
    ("the remote name could not be resolved", NameNotResolved),
    ("no such host is known", NameUnknown),
    ("name or service not known", NameNotResolved),
    ("actively refused it", Refused),
    ("connection refused", Refused),
    ("unable to connect to the remote server", NotConnected),
    ("remotecertificatenamemismatch", CertificateWrongHost),
    ("nottimevalid", CertificateExpired),
    ("untrustedroot", CertificateUnknownIssuer),
    ("partialchain", CertificateUnknownIssuer),
    ("could not establish trust relationship", CertificateUntrusted),
    ("cannot determine the frame size or a corrupted frame", NotTls),
    ("an existing connection was forcibly closed", Reset),
    ("timed out", TimedOut),
];

/// Error pages in English (Chromium: components/error_page; Firefox: browser/locales netError; Safari: WebKit).
/// Most also print a code, which is looked for first.
#[rustfmt::skip]
const PAGES: [(&str, NetworkCause); 15] = [
    ("server ip address could not be found", NameNotResolved),
    ("we're having trouble finding that site", NameNotResolved),
    ("safari can't find the server", NameNotResolved),
    ("refused to connect", Refused),
    ("firefox can't establish a connection to the server", Refused),
    ("safari can't connect to the server", Refused),
    ("unexpectedly closed the connection", ClosedWithoutAnswer),
    ("didn't send any data", ClosedWithoutAnswer),
    ("the connection to the server was reset", Reset),
    ("took too long to respond", TimedOut),
    ("is taking too long to respond", TimedOut),
    ("redirected you too many times", RedirectLoop),
    ("sent an invalid response", NotTls),
    ("safari can't establish a secure connection", Tls),
    ("this connection is not private", CertificateUntrusted),
];
