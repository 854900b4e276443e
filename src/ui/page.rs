//! Everything that the page shows, as plain data. The page is drawn anew whenever some of it has changed.

use super::facts::{Example, deciding};
use super::form::{Field, Form};
use super::modes::{Phase, Theme};
use super::sharing::Sharing;
use super::sign_in::{Document, SignIn};
use crate::checks::catalogue::Help;
use crate::evidence::{self, ScriptOptions, Shell};
use crate::redact::Redacted;
use crate::report::{self, List, Report};
use crate::trace::step::Step;
use crate::trace::wire::Id;

/// What the page shows.
#[derive(Default)]
pub struct Page {
    pub form: Form,
    pub options_open: bool,
    pub phase: Phase,
    /// While a run starts, that of the run before.
    pub report: Option<Redacted<Report>>,
    /// Milliseconds since the run started, while it is on.
    pub now: f64,
    pub view: View,
    /// The shell whose script is shown.
    pub shell: Shell,
    /// For which product lines to paste are shown: the last choice holds for every finding.
    pub product: usize,
    pub keys_open: bool,
    pub theme: Theme,
    /// Causes to try, where the page is served beside the fault lab.
    pub examples: Vec<Example>,
    /// A short word on what just happened, such as "Copied".
    pub said: &'static str,
    /// Why and how to fix, from the file that loads after the first paint.
    pub help: Option<Help>,
    /// The code whose help is open; empty for the list of all.
    pub topic: Option<String>,
    /// What the user looks for among all codes.
    pub topic_search: String,
    pub sharing: Sharing,
    /// The second file is there: what it draws can be drawn.
    pub is_complete: bool,
    /// Whether this page serves a document about itself, once somebody wanted to know.
    pub document: Option<Document>,
    /// The page is shown within another one.
    pub frame: Option<Frame>,
}

/// What the page is where another one shows it in a frame.
pub struct Frame {
    /// The link that shows the same on a page of its own.
    pub link: String,
    /// The run needs what only a page of its own may ask for.
    pub needs_secrets: bool,
    /// A sandbox has taken the origin away.
    pub has_no_origin: bool,
}

/// What the user looks at, until the next run.
#[derive(Default)]
pub struct View {
    /// The exchange that the user chose to look at.
    pub chosen: Option<Id>,
    /// The step whose sentence is open.
    pub step: Option<Step>,
    pub evidence_open: bool,
    /// Why what was pasted could not be read.
    pub evidence_word: String,
    pub evidence_text: String,
    /// What the user looks for among the offers.
    pub search: String,
    pub sign_in: SignIn,
    /// The schemas of the offers that were opened.
    schemas: Vec<(List, usize, String)>,
    /// See [`Page::limit`].
    limits: Vec<(String, usize)>,
}

impl Page {
    /// How much is shown of the thing with this key, or which of several views.
    pub fn limit(&self, key: &str, first: usize) -> usize {
        let mut limits = self.view.limits.iter();
        let found = limits.find(|(other, _)| other == key);
        found.map_or(first, |(_, limit)| *limit)
    }

    /// Shows more, or another view.
    pub fn extend(&mut self, key: &str, limit: usize) {
        let limits = &mut self.view.limits;
        limits.retain(|(other, _)| other != key);
        limits.push((key.to_owned(), limit));
    }

    /// The schema of an offer, if it was opened.
    pub fn schema(&self, list: List, index: usize) -> Option<&str> {
        let mut schemas = self.view.schemas.iter();
        let (_, _, text) = schemas.find(|(of, at, _)| (*of, *at) == (list, index))?;
        Some(text)
    }

    /// Reads the schema of an offer.
    pub fn open_offer(&mut self, list: List, index: usize) {
        if let Some(report) = &self.report
            && self.schema(list, index).is_none()
        {
            let text = report::schema(&report.transcript, list, index);
            self.view.schemas.push((list, index, text));
        }
    }

    /// Whether a dialog has the keyboard.
    pub fn is_modal(&self) -> bool {
        self.keys_open || self.sharing.dialog.is_some()
    }

    /// Where the text of a field is kept.
    pub fn text_mut(&mut self, field: Field) -> Option<&mut String> {
        match field {
            Field::Search => Some(&mut self.view.search),
            Field::Topics => Some(&mut self.topic_search),
            Field::Evidence => Some(&mut self.view.evidence_text),
            field => self.form.text_mut(field),
        }
    }

    /// The exchange to look at: the chosen one, else the one that the run broke on.
    pub fn exchange(&self) -> Option<Id> {
        let deciding = || deciding(self.report.as_ref()?);
        self.view.chosen.or_else(deciding)
    }

    /// The report once the run stands still: the lower half of the page does not flicker while it is on.
    pub fn finished_report(&self) -> Option<&Redacted<Report>> {
        let is_drawn_live = self.phase == Phase::Running;
        self.report.as_ref().filter(|_| !is_drawn_live)
    }

    /// The script that sends what this page could not; empty until its text has loaded.
    pub fn script(&self) -> String {
        let (Some(report), Some(help)) = (&self.report, &self.help) else {
            return String::new();
        };
        let shell = self.shell;
        let template = help.script(match shell {
            Shell::Sh => "sh",
            Shell::PowerShell => "powershell",
        });
        let options = &report.transcript.options;
        let script = ScriptOptions {
            url: report.target.url.clone(),
            transport: options.transport,
            header_names: options
                .headers
                .iter()
                .map(|(name, _)| name.clone())
                .collect(),
            bearer: options.bearer.is_some(),
            page_origin: report.page_origin.clone(),
        };
        evidence::script(shell, template, &script)
    }
}
