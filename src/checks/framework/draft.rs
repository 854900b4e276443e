//! Findings in the making: a code, the values of this run, the places that prove it.
//!
//! A check names a code and gives the values that its text quotes; `finish` looks the words up in
//! the catalogue. `Findings` gathers them: one finding per code, however often it was found, and
//! consequences folded under their cause.

use crate::checks::case::Case;
use crate::checks::catalogue::{self, Entry};
use crate::checks::consequences::CONSEQUENCES;
use crate::checks::fill::fill;
use crate::checks::finding::{Candidate, Certainty, Evidence, Finding, Part};
use crate::checks::placeholder::Placeholder;
use crate::protocol::sort::sorted;
use crate::trace::step::Step;
use crate::trace::wire::Id;

/// What a check says, before the catalogue gives it words.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Mostly a literal; those of a table are put together.
    pub code: String,
    /// What `{placeholders}` become, by their names.
    pub values: Vec<(&'static str, String)>,
    /// The places that prove it, in the order in which they are shown.
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
    /// A draft that says no more than its code.
    pub fn new(code: impl Into<String>) -> Draft {
        Draft {
            code: code.into(),
            ..Draft::default()
        }
    }

    /// Fills `{name}` in the texts.
    pub fn value(mut self, name: Placeholder, value: impl Into<String>) -> Draft {
        self.values.push((name.name(), value.into()));
        self
    }

    /// Adds one place, quoted.
    pub fn seen(mut self, exchange: Id, part: Part, text: impl Into<String>) -> Draft {
        self.evidence.push(Evidence {
            exchange,
            part,
            text: text.into(),
        });
        self
    }

    /// Adds places that are quoted already (`quote.rs`).
    pub fn with(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Draft {
        self.evidence.extend(evidence);
        self
    }

    /// Says how certain it is in this run.
    pub fn certainty(mut self, certainty: Certainty) -> Draft {
        self.certainty = Some(certainty);
        self
    }

    /// Says which members of the family are left.
    pub fn candidates(mut self, codes: Vec<&'static str>) -> Draft {
        self.candidates = Some(codes);
        self
    }

    /// Adds a sentence; an empty one adds nothing.
    pub fn remark(mut self, sentence: &'static str) -> Draft {
        self.remark = sentence;
        self
    }

    /// Looks the words up and fills them.
    pub fn finish(mut self, case: &Case) -> Finding {
        // Tables put codes together, so a code without a text is possible; it is a defect of this
        // program, and said as such.
        let (entry, known) = match catalogue::entry(&self.code) {
            Some(entry) => (entry, true),
            None => (unexplained(), false),
        };
        if !known {
            let code = self.code.clone();
            self = self.value(Placeholder::WHAT, code);
        }
        // Last, so that a check's own value of the same name counts.
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
            affected_clients: String::new(),
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
    // In the catalogue's order where the run says nothing.
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
    /// If even that text is missing, the program still has to say something.
    static LAST_RESORT: Entry = Entry {
        code: "tool/unexplained",
        step: None,
        severity: crate::checks::finding::Severity::Fault,
        blame: crate::checks::finding::Blame::Tool,
        certainty: Certainty::Unknown,
        title: "no explanation for this fault (a bug in Faultfinder)",
        candidates: &[],
    };
    catalogue::entry("tool/unexplained").unwrap_or(&LAST_RESORT)
}

/// Where checks put what they found.
pub struct Findings<'a> {
    case: &'a Case<'a>,
    list: Vec<Finding>,
    /// A check with a table of rules makes one of them each time, and is called again until this is past the last.
    pub round: usize,
}

impl<'a> Findings<'a> {
    /// Nothing found yet.
    pub fn new(case: &'a Case<'a>) -> Findings<'a> {
        Findings {
            case,
            list: Vec::new(),
            round: 0,
        }
    }

    /// As it was left after the last slice.
    pub fn resume(case: &'a Case<'a>, list: Vec<Finding>, round: usize) -> Findings<'a> {
        Findings { case, list, round }
    }

    /// As it stands, in the order of discovery.
    pub fn into_list(self) -> Vec<Finding> {
        self.list
    }

    /// Takes one in. The same cause found at several places is one finding with more evidence.
    pub fn add(&mut self, draft: Draft) {
        let finding = draft.finish(self.case);
        match self.list.iter_mut().find(|old| old.code == finding.code) {
            // The first one's words stay: they name the first place.
            Some(old) => old.evidence.extend(finding.evidence),
            None => self.list.push(finding),
        }
    }

    /// Takes one in that is made already.
    ///
    /// Of a recording that was shortened, what was said of the whole one.
    pub fn put(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// All that was found, in order; nothing is left.
    ///
    /// For `retained_findings.rs`, which decides what of it stays.
    pub fn take(&mut self) -> Vec<Finding> {
        let list = std::mem::take(&mut self.list);
        Findings { list, ..*self }.into_sorted()
    }

    /// Puts what follows from another finding under it: fixing the cause fixes both.
    pub fn fold(&mut self) {
        for (cause, consequence) in CONSEQUENCES {
            let place = |code: &str| self.list.iter().position(|one| one.code == code);
            if let (Some(_), Some(at)) = (place(cause), place(consequence)) {
                let folded = self.list.remove(at);
                // By its code alone: where the folded one stood is shown by the cause's own
                // evidence.
                let cause = self.list.iter_mut().find(|one| one.code == cause);
                if let Some(cause) = cause {
                    cause.consequences.push(folded.code.to_owned());
                }
            }
        }
    }

    /// Whether an earlier check has said this. The order is that of the registry.
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
