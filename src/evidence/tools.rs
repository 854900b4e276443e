//! Other tools that people reach for: `openssl s_client`, `dig`, `nslookup`, PowerShell's `Invoke-WebRequest`, and the
//! error page that a browser shows when the address is opened in a tab.

use super::cause;
use super::error::EvidenceError;
use crate::trace::wire::Pasted;

/// What the output of such a tool proves; `None` where the text is none of theirs.
pub(super) fn read(text: &str) -> Option<Result<Pasted, EvidenceError>> {
    let low = text.to_ascii_lowercase().replace('\u{2019}', "'");
    let first = |lines: &[(&str, &'static str)]| proof(text, &low, lines);
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
fn proof(text: &str, low: &str, lines: &[(&str, &'static str)]) -> Option<Pasted> {
    let (needle, code) = lines.iter().find(|(needle, _)| low.contains(needle))?;
    let quote = text.lines().find(|line| {
        let line = line.to_ascii_lowercase().replace('\u{2019}', "'");
        line.contains(needle)
    });
    Some(pasted(code, quote.unwrap_or(needle)))
}

/// What the library says is the same that curl passes on. Of several addresses one may refuse and the next be
/// taken; what is said on the error output stands anywhere.
fn of_openssl(text: &str) -> Option<Pasted> {
    let is_connected = text.contains("CONNECTED(");
    let counts =
        |code: &&str| !(is_connected && matches!(*code, "reach/refused" | "reach/no-connection"));
    text.lines().find_map(|line| {
        let code = cause::of_line(line).filter(|code| counts(code))?;
        Some(pasted(code, line))
    })
}

fn pasted(code: &str, quote: &str) -> Pasted {
    Pasted {
        exchanges: Vec::new(),
        cause: Some(code.to_owned()),
        quote: Some(quote.trim().chars().take(400).collect()),
    }
}

/// `openssl s_client`, measured with OpenSSL 3.0; codes of `man openssl-verification-options`. Told before the chain
/// is: a certificate for another host, which is only looked at with `-verify_hostname`.
#[rustfmt::skip]
const OPENSSL: [(&str, &str); 8] = [
    ("hostname mismatch", "reach/certificate-wrong-host"),
    ("certificate has expired", "reach/certificate-expired"),
    ("certificate is not yet valid", "reach/certificate-expired"),
    ("name or service not known", "reach/unknown-host"),
    ("no address associated with hostname", "reach/unknown-host"),
    ("nodename nor servname provided", "reach/unknown-host"),
    ("connection timed out", "reach/filtered"),
    ("operation timed out", "reach/filtered"),
];

/// `dig` (BIND 9) and `nslookup`, of BIND and of Windows.
#[rustfmt::skip]
const LOOKUP: [(&str, &str); 6] = [
    ("status: nxdomain", "reach/unknown-host"),
    ("status: servfail", "reach/unknown-host"),
    ("server can't find", "reach/unknown-host"),
    ("non-existent domain", "reach/unknown-host"),
    ("no answer", "reach/unknown-host"),
    ("answer: 0,", "reach/unknown-host"),
];

/// Windows PowerShell 5.1 (.NET Framework) and PowerShell 7 (.NET), from their resources.
#[rustfmt::skip]
const POWERSHELL: [(&str, &str); 14] = [
    ("the remote name could not be resolved", "reach/unknown-host"),
    ("no such host is known", "reach/unknown-host"),
    ("name or service not known", "reach/unknown-host"),
    ("actively refused it", "reach/refused"),
    ("connection refused", "reach/refused"),
    ("unable to connect to the remote server", "reach/no-connection"),
    ("remotecertificatenamemismatch", "reach/certificate-wrong-host"),
    ("nottimevalid", "reach/certificate-expired"),
    ("untrustedroot", "reach/certificate-untrusted"),
    ("partialchain", "reach/certificate-untrusted"),
    ("could not establish trust relationship", "reach/certificate-untrusted"),
    ("cannot determine the frame size or a corrupted frame", "reach/not-tls"),
    ("an existing connection was forcibly closed", "reach/connection-dropped"),
    ("timed out", "reach/timeout"),
];

/// Error pages in English (Chromium: components/error_page; Firefox: browser/locales netError; Safari: WebKit).
/// Most also print a code, which is looked for first.
#[rustfmt::skip]
const PAGES: [(&str, &str); 15] = [
    ("server ip address could not be found", "reach/unknown-host"),
    ("we're having trouble finding that site", "reach/unknown-host"),
    ("safari can't find the server", "reach/unknown-host"),
    ("refused to connect", "reach/refused"),
    ("firefox can't establish a connection to the server", "reach/refused"),
    ("safari can't connect to the server", "reach/refused"),
    ("unexpectedly closed the connection", "reach/connection-dropped"),
    ("didn't send any data", "reach/connection-dropped"),
    ("the connection to the server was reset", "reach/connection-dropped"),
    ("took too long to respond", "reach/timeout"),
    ("is taking too long to respond", "reach/timeout"),
    ("redirected you too many times", "reach/redirect-loop"),
    ("sent an invalid response", "reach/not-tls"),
    ("safari can't establish a secure connection", "reach/tls-failure"),
    ("this connection is not private", "reach/certificate-untrusted"),
];
