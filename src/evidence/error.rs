//! Why a pasted text says nothing, in words.

use std::fmt;

/// Why a text says nothing. Its `Display` is the sentence that the user reads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EvidenceError {
    /// White space.
    Empty,
    /// The script, not what it printed.
    TheScript,
    /// What the script says when a variable is not set, or curl not there.
    NotRun,
    /// The script's output, without one whole answer.
    NothingWhole,
    /// A report of ours, which is imported, not pasted here.
    TheReport,
    /// A browser's code for "failed", without a reason.
    NoReason,
    /// curl stopped for a reason on the user's own side.
    OwnSide,
    /// `openssl s_client` agreed on TLS, and the certificate is good.
    TlsWorks,
    /// `dig` or `nslookup` found an address.
    NameLeadsSomewhere,
    /// PowerShell names the status and keeps the headers to itself.
    OnlyStatus,
    /// A body without the status and headers that came before it.
    OnlyBody,
    /// None of the forms that are read here.
    Unknown,
}

impl fmt::Display for EvidenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EvidenceError::Empty => {
                "The field is empty: paste the output of the script, the output of curl -i or curl -sv, or the browser's own error code."
            }
            EvidenceError::TheScript => {
                "This is the script itself: run it in a terminal, then paste its output, from `=== faultfinder 1` to `=== end`."
            }
            EvidenceError::NotRun => {
                "The script did not start: it prints what is missing; fix that, run it again, and paste the output."
            }
            EvidenceError::NothingWhole => {
                "The script's output ends before its first response is complete: copy everything from `=== faultfinder 1` to `=== end`."
            }
            EvidenceError::TheReport => {
                "This is a saved report: open it on the start page; this field is for the output of the script or curl."
            }
            EvidenceError::NoReason => {
                "This code only says that the request failed: copy the whole console message around it, which has the reason, or paste the output of the script."
            }
            EvidenceError::OwnSide => {
                "curl stopped for a reason on your own computer (its options, its proxy or its files), so this says nothing about the server: run the script unchanged and paste its output."
            }
            EvidenceError::TlsWorks => {
                "TLS to this host works from your terminal, and its certificate is trusted there: the cause is elsewhere, so run the script and paste its output. (`openssl s_client` compares the host's name only with `-verify_hostname`.)"
            }
            EvidenceError::NameLeadsSomewhere => {
                "The name has an address, so DNS is not the cause from where you asked: run the script and paste its output."
            }
            EvidenceError::OnlyStatus => {
                "The server responds, but the headers that matter are not in this text: run `Invoke-WebRequest … -SkipHttpErrorCheck | Format-List RawContent` (PowerShell 7), or the script, and paste the output."
            }
            EvidenceError::OnlyBody => {
                "This is only the body of a response: run curl with -i, so that the status line and the headers come with it, and paste all of that."
            }
            EvidenceError::Unknown => {
                "This text has no response and no error that Faultfinder recognizes. It reads the output of its script, the output of curl -i or curl -sv, of openssl s_client, dig, nslookup and Invoke-WebRequest, and browser codes such as net::ERR_CONNECTION_REFUSED."
            }
        })
    }
}
