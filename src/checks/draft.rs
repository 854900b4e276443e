//! Findings in the making: a code, the values of this run, the places that prove it.

use super::case::Case;
use super::catalogue::{self, Entry, fill};
use super::finding::{Candidate, Certainty, Evidence, Finding, Part};
use crate::protocol::sort::sorted;
use crate::trace::step::Step;
use crate::trace::wire::Id;

/// What shows itself in two places: the cause, and what follows from it.
const CONSEQUENCES: [(&str, &str); 11] = [
    // A challenge that names no metadata, or cannot be read, leaves only the places where nothing is.
    ("challenge/header-unreadable", "resource-metadata/not-found"),
    ("challenge/malformed", "resource-metadata/not-found"),
    ("challenge/missing", "resource-metadata/not-found"),
    ("challenge/not-bearer", "resource-metadata/not-found"),
    // Naming it there, or putting it where it belongs, mends both.
    (
        "resource-metadata/only-appended",
        "challenge/no-metadata-url",
    ),
    ("resource-metadata/unreadable", "challenge/no-metadata-url"),
    // In 2025-03-26 no challenge names anything.
    (
        "authorization-server/same-origin",
        "challenge/no-metadata-url",
    ),
    // One wrong address, once as it stands there and once as it is asked.
    (
        "resource-metadata/private-address",
        "challenge/metadata-url-elsewhere",
    ),
    (
        "resource-metadata/unreachable",
        "challenge/metadata-url-elsewhere",
    ),
    (
        "authorization-server/unreachable",
        "resource-metadata/authorization-server-http",
    ),
    // A message without `data:` before each of its lines: what is left of it is none.
    ("stream/malformed-events", "stream/not-a-message"),
];

/// What a check says, before the catalogue gives it words.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub code: String,
    pub values: Vec<(&'static str, String)>,
    pub evidence: Vec<Evidence>,
    /// Where a fact of this run makes it more or less certain than the catalogue says.
    pub certainty: Option<Certainty>,
    /// For a family: which members this run leaves, most likely first.
    pub candidates: Option<Vec<&'static str>>,
    /// A sentence added to what happened.
    pub remark: &'static str,
    /// Where the code's prefix does not say it.
    pub step: Option<Step>,
}

impl Draft {
    pub fn new(code: impl Into<String>) -> Draft {
        Draft {
            code: code.into(),
            ..Draft::default()
        }
    }

    /// Fills `{name}` in the texts.
    pub fn value(mut self, name: &'static str, value: impl Into<String>) -> Draft {
        self.values.push((name, value.into()));
        self
    }

    pub fn seen(mut self, exchange: Id, part: Part, text: impl Into<String>) -> Draft {
        self.evidence.push(Evidence {
            exchange,
            part,
            text: text.into(),
        });
        self
    }

    pub fn with(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Draft {
        self.evidence.extend(evidence);
        self
    }

    pub fn certainty(mut self, certainty: Certainty) -> Draft {
        self.certainty = Some(certainty);
        self
    }

    pub fn candidates(mut self, codes: Vec<&'static str>) -> Draft {
        self.candidates = Some(codes);
        self
    }

    pub fn remark(mut self, sentence: &'static str) -> Draft {
        self.remark = sentence;
        self
    }

    /// Looks the words up and fills them.
    pub fn finish(mut self, case: &Case) -> Finding {
        let (entry, known) = match catalogue::entry(&self.code) {
            Some(entry) => (entry, true),
            None => (unexplained(), false),
        };
        if !known {
            self.values.push(("what", self.code.clone()));
        }
        self.values.extend(case.values());
        let remarks = [self.remark, case.unmeasured_note(entry)].into_iter();
        let candidates = candidates(entry, self.candidates.as_deref(), &self.values);
        Finding {
            code: entry.code,
            step: entry.step.or(self.step).unwrap_or(Step::Session),
            severity: entry.severity,
            blame: entry.blame,
            certainty: case.at_most(self.certainty.unwrap_or(entry.certainty), entry),
            title: fill(entry.title, &self.values),
            what_happened: String::new(),
            evidence: self.evidence,
            why_it_matters: String::new(),
            who_minds: String::new(),
            how_to_fix: String::new(),
            candidates,
            sources: Vec::new(),
            consequences: Vec::new(),
            values: self.values,
            remarks: remarks.filter(|text| !text.is_empty()).collect(),
        }
    }
}

/// The members of a family in the order that this run suggests.
fn candidates(
    entry: &'static Entry,
    order: Option<&[&'static str]>,
    values: &[(&'static str, String)],
) -> Vec<Candidate> {
    let members = order.unwrap_or(entry.candidates).iter();
    members
        .filter(|code| entry.candidates.contains(code))
        .map(|code| Candidate {
            code,
            title: catalogue::entry(code)
                .map(|entry| fill(entry.title, values))
                .unwrap_or_default(),
            settle: String::new(),
            tells: String::new(),
        })
        .collect()
}

/// The text for what has none. It must never be shown; a test over all faults keeps it so.
fn unexplained() -> &'static Entry {
    static LAST_RESORT: Entry = Entry {
        code: "tool/unexplained",
        step: None,
        severity: super::finding::Severity::Fault,
        blame: super::finding::Blame::Tool,
        certainty: Certainty::Unknown,
        title: "Faultfinder has no words for this",
        candidates: &[],
    };
    catalogue::entry("tool/unexplained").unwrap_or(&LAST_RESORT)
}

/// Where checks put what they found.
pub struct Findings<'a> {
    case: &'a Case<'a>,
    list: Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub fn new(case: &'a Case<'a>) -> Findings<'a> {
        Findings {
            case,
            list: Vec::new(),
        }
    }

    /// Takes one in. The same cause found at several places is one finding with more evidence.
    pub fn add(&mut self, draft: Draft) {
        let finding = draft.finish(self.case);
        match self.list.iter_mut().find(|old| old.code == finding.code) {
            Some(old) => old.evidence.extend(finding.evidence),
            None => self.list.push(finding),
        }
    }

    /// Takes one in that is made already.
    pub fn put(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// All that was found, in order; nothing is left.
    pub fn take(&mut self) -> Vec<Finding> {
        let list = std::mem::take(&mut self.list);
        Findings { list, ..*self }.into_sorted()
    }

    /// Puts what follows from another finding under it: whoever mends that one has mended both.
    pub fn fold(&mut self) {
        for (cause, consequence) in CONSEQUENCES {
            let place = |code: &str| self.list.iter().position(|one| one.code == code);
            if let (Some(_), Some(at)) = (place(cause), place(consequence)) {
                let folded = self.list.remove(at);
                let cause = self.list.iter_mut().find(|one| one.code == cause);
                if let Some(cause) = cause {
                    cause.consequences.push(folded.code.to_owned());
                }
            }
        }
    }

    pub fn has(&self, code: &str) -> bool {
        self.list.iter().any(|finding| finding.code == code)
    }

    /// Faults first, then by step; the order of discovery otherwise.
    pub fn into_sorted(self) -> Vec<Finding> {
        sorted(self.list, &|a, b| {
            (a.severity, a.step).cmp(&(b.severity, b.step))
        })
    }
}
