//! Why a pasted text says nothing, in words.

use std::fmt;

/// Why a text says nothing. Its `Display` is the sentence that the user reads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EvidenceError {
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
    Unknown,
}

impl fmt::Display for EvidenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EvidenceError::Empty => {
                "There is nothing in the field yet: paste what the script printed, the output of curl -i or curl -sv, or the browser's own error code."
            }
            EvidenceError::TheScript => {
                "This is the script itself: run it in a terminal, then paste what it prints, from `=== faultfinder 1` to `=== end`."
            }
            EvidenceError::NotRun => {
                "The script did not start: it says what it lacks; set that right, run it again, and paste what it prints."
            }
            EvidenceError::NothingWhole => {
                "The script's output breaks off before its first answer was whole: copy everything from `=== faultfinder 1` to `=== end`."
            }
            EvidenceError::TheReport => {
                "This is a downloaded report: open it with Import; this field takes the script's or curl's output."
            }
            EvidenceError::NoReason => {
                "This code only says that the request failed: copy the whole console message around it, which names the reason, or paste what the script printed."
            }
            EvidenceError::OwnSide => {
                "curl stopped for a reason on your own computer (its options, its proxy or its files), so this says nothing about the server: run the script as it is and paste what it prints."
            }
            EvidenceError::TlsWorks => {
                "TLS to this host works from your terminal, and its certificate is trusted there: the cause lies elsewhere, so run the script and paste what it prints. (`openssl s_client` compares the host's name only with `-verify_hostname`.)"
            }
            EvidenceError::NameLeadsSomewhere => {
                "The name leads to an address, so DNS is not the cause from where you asked: run the script and paste what it prints."
            }
            EvidenceError::OnlyStatus => {
                "The server answers, but the headers that decide are not in this text: run `Invoke-WebRequest … -SkipHttpErrorCheck | Format-List RawContent` (PowerShell 7), or the script, and paste what it prints."
            }
            EvidenceError::OnlyBody => {
                "This is only the body of an answer: run curl with -i, so that the status line and the headers come with it, and paste all of that."
            }
            EvidenceError::Unknown => {
                "This text holds no answer and no error that Faultfinder knows: it understands what its script printed, the output of curl -i or curl -sv, of openssl s_client, dig, nslookup and Invoke-WebRequest, and browser codes such as net::ERR_CONNECTION_REFUSED."
            }
        })
    }
}
