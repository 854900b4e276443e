//! What the page says of a finding: the fix in the order in which it is read, the other findings, words for certainty.

use super::labels;
use super::markdown::{Block, blocks};
use super::scale::duration;
use crate::checks::allowed_origin::ANY;
use crate::checks::catalogue::Help;
use crate::checks::finding::{Certainty, Evidence, Finding, Part, Severity, Source};
use crate::checks::snippets::filled;
use crate::report::{ExchangeReport, Outcome, Report, StepReport};
use crate::trace::step::Status;
use crate::trace::transcript::Abort;

const WORST_FIRST: [Severity; 3] = [Severity::Fault, Severity::Warning, Severity::Note];

/// Evidence beyond this is folded; folding one or two lines away would save nothing.
const MOST_EVIDENCE: usize = 6;
const FIRST_EVIDENCE: usize = 4;

/// How to fix something: words and what to paste, in the order of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// Paragraphs, lists and fences.
    pub blocks: Vec<Block>,
}

impl Fix {
    /// The fix of a finding, if the help names one.
    pub fn of(finding: &Finding) -> Option<Fix> {
        (!finding.how_to_fix.is_empty()).then(|| Fix {
            blocks: blocks(&finding.how_to_fix),
        })
    }
}

/// The command that tells all candidates apart, where one does; empty where the fix has said it already.
pub fn shared_command(finding: &Finding) -> Option<&str> {
    let (first, others) = finding.candidates.split_first()?;
    let is_shared = !others.is_empty() && others.iter().all(|other| other.settle == first.settle);
    let is_in_fix = finding.how_to_fix.contains(&first.settle);
    is_shared.then_some(if is_in_fix { "" } else { &first.settle })
}

/// How many pieces of evidence are shown at once; a decision that took many probes has more than anybody wants.
pub fn visible_evidence(count: usize) -> usize {
    match count > MOST_EVIDENCE {
        true => FIRST_EVIDENCE,
        false => count,
    }
}

/// Candidates that are shown at once. The likeliest come first, and nobody reads eleven.
pub(crate) const FIRST_CANDIDATES: usize = 3;

/// Whether it was pasted and no exchange of the report holds it: then it stands with the exchange that failed.
pub(crate) fn is_pasted(evidence: &Evidence) -> bool {
    pasted_words(evidence).is_some()
}

/// The words that were pasted.
pub(crate) fn pasted_words(evidence: &Evidence) -> Option<&str> {
    let words = evidence.text.strip_prefix("pasted: ")?;
    (evidence.part == Part::Failure).then_some(words)
}

pub(crate) fn certainty(finding: &Finding) -> &'static str {
    match (finding.certainty, finding.candidates.is_empty()) {
        (Certainty::Certain, _) => "Certain: nothing else explains these responses.",
        (Certainty::Likely, true) => {
            "Likely: it fits everything seen, but it cannot be proved from here."
        }
        (Certainty::Likely, false) => {
            "Likely: the possible causes fit everything seen, most likely first."
        }
        (Certainty::Unknown, _) => {
            "These causes cannot be told apart from here. Most likely first."
        }
    }
}

/// The codes of every finding but the one that explains the outcome, worst first.
pub fn other_codes(report: &Report) -> Vec<String> {
    let with = |severity| others(report).filter(move |finding| finding.severity == severity);
    let sorted = WORST_FIRST.into_iter().flat_map(with);
    sorted.map(|finding| finding.code.to_owned()).collect()
}

/// `2 warnings, 1 note`.
pub fn count_others(report: &Report) -> String {
    let mut parts = Vec::new();
    for severity in WORST_FIRST {
        let with = others(report).filter(|finding| finding.severity == severity);
        let count = with.count();
        let ending = if count == 1 { "" } else { "s" };
        if count > 0 {
            parts.push(format!("{count} {}{ending}", severity.id()));
        }
    }
    parts.join(", ")
}

fn others(report: &Report) -> impl Iterator<Item = &Finding> {
    let main = report.code.as_deref().unwrap_or_default();
    let findings = report.findings.iter();
    findings.filter(move |finding| finding.code != main)
}

fn allows_any_origin(values: &[(&str, String)]) -> bool {
    let mut values = values.iter();
    let allowed = values.find(|(name, _)| *name == "allowed_origin");
    allowed.is_none_or(|(_, value)| value == ANY)
}

/// What a run that was cancelled had seen, step by step, and what it was waiting for; empty for any other run.
pub fn seen_before_cancel(report: &Report) -> Vec<String> {
    if report.outcome != Some(Outcome::Cancelled) {
        return Vec::new();
    }
    let has_ended = |step: &&StepReport| {
        matches!(step.status, Status::Pass | Status::Warn | Status::Fail)
            && !step.summary.is_empty()
    };
    let steps = report.steps.iter().chain(&report.survey);
    let mut seen: Vec<String> = steps
        .filter(has_ended)
        .map(|step| format!("**{}:** {}", step.id.name(), step.summary))
        .collect();
    let was_on = |one: &&ExchangeReport| one.aborted == Some(Abort::Cancelled);
    seen.extend(report.exchanges.iter().filter(was_on).map(|one| {
        let waited = one.timing.end_ms.unwrap_or_default() - one.timing.start_ms;
        let what = match one.response {
            Some(_) => "the response body did not end in",
            None => "no response in",
        };
        format!(
            "**{}**, `{}`: {what} {}",
            labels::exchange(one),
            one.label,
            duration(waited)
        )
    }));
    seen
}

/// The finding with this code.
pub fn with_code<'a>(report: &'a Report, code: &str) -> Option<&'a Finding> {
    report.findings.iter().find(|finding| finding.code == code)
}

/// A title as a sentence begins. Our titles begin with an ASCII letter or a quoted name.
pub fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// Lines to paste into the server, for each product that the help knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Snippets {
    /// Their names, in the order of the tabs.
    pub products: Vec<String>,
    /// For the product that was chosen last.
    pub(crate) lines: String,
}

impl Snippets {
    /// What there is to paste for a code, with the values of the run if it has a finding with that code.
    pub fn of(
        help: &Help,
        report: Option<&Report>,
        code: &str,
        product: usize,
    ) -> Option<Snippets> {
        let finding = report.and_then(|report| with_code(report, code));
        let values = finding.map(|finding| finding.values.as_slice());
        let all: Vec<(&str, &str)> = match values.is_none_or(allows_any_origin) {
            true => help.snippets(code).collect(),
            false => help.snippets_with_named_origins(code).collect(),
        };
        let (_, lines) = all.get(product)?;
        let options = report.map(|report| &report.transcript.options);
        let headers = options.into_iter().flat_map(|options| &options.headers);
        let own = headers.map(|(name, _)| name.as_str());
        Some(Snippets {
            lines: filled(lines, values.unwrap_or_default(), own)?,
            products: all.iter().map(|(name, _)| (*name).to_owned()).collect(),
        })
    }
}

/// Where a clause can be read. A section of MCP's specification begins with its page.
pub fn source_url(source: &Source) -> Option<String> {
    let revision = source.revision.as_str();
    let (page, _) = source
        .section
        .split_once(',')
        .unwrap_or((&source.section, ""));
    let is_page = !page.is_empty()
        && page
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || b"/-".contains(&byte));
    let is_date = revision.len() == 10 && revision.starts_with("20");
    match (revision, revision.strip_prefix("RFC ")) {
        ("Fetch standard", _) => Some("https://fetch.spec.whatwg.org/".to_owned()),
        ("URL standard", _) => Some("https://url.spec.whatwg.org/".to_owned()),
        ("HTML standard", _) => Some("https://html.spec.whatwg.org/multipage/".to_owned()),
        (_, Some(number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(format!("https://www.rfc-editor.org/rfc/rfc{number}"))
        }
        _ if is_date && is_page => Some(format!(
            "https://modelcontextprotocol.io/specification/{revision}/{page}"
        )),
        _ => None,
    }
}
