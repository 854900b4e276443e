//! Everything that the page holds, as plain data.

use super::auth::AuthForm;
use super::entry::FormNote;
use super::facts::{Example, deciding};
use super::foreign_evidence::ForeignEvidence;
use super::form::{Field, Form};
use super::help_files::HelpFiles;
use super::modes::{Phase, Theme};
use super::on_demand::OnDemand;
use super::run_facts::{DeepMode, RunFacts};
use super::shared::Shared;
use super::sharing::{Dialog, Earlier, Recorded, Source};
use crate::evidence::{ScriptOptions, Scripts, Shell};
use crate::redact::Redacted;
use crate::render::Format;
use crate::report::{self, List, Report};
use crate::share::Link;
use crate::trace::step::Step;
use crate::trace::wire::Id;

pub use super::runs::{RunId, Runs};
pub use super::shared::ReportRef;

/// Everything that the page holds.
#[derive(Debug, Default)]
pub struct AppState {
    /// All runs.
    pub runs: Runs,
    /// What the user entered.
    pub form: Form,
    pub(crate) options_open: bool,
    /// What is said beneath the URL field.
    pub note: FormNote,
    /// The shell whose script is shown.
    pub(crate) shell: Shell,
    /// The templates of both scripts.
    pub(crate) scripts: OnDemand<Scripts>,
    /// For which product lines to paste are shown: the last choice holds for every finding.
    pub(crate) product: usize,
    /// The dialog of the keys is open.
    pub keys_open: bool,
    pub(crate) theme: Theme,
    /// Causes to try, where the page is served beside the fault lab.
    pub(crate) examples: Vec<Example>,
    /// A short notice such as "Copied"; empty while there is none.
    pub(crate) toast: &'static str,
    /// Why and how to fix, from the files that load when they are needed.
    pub help: HelpFiles,
    /// What is to be done with reports as soon as their texts are there.
    pub(crate) exports: Vec<(ReportRef, Export)>,
    /// The code whose help is open; empty for the list of all.
    pub topic: Option<String>,
    /// What the user looks for among all codes.
    pub(crate) topic_search: String,
    /// The link that the form was filled from.
    pub(crate) asked: Link,
    /// Why a link or a file could not be opened.
    pub problem: String,
    /// The share or embed dialog, while it is open.
    pub(crate) dialog: Option<Dialog>,
    /// The deferred chunk is there.
    pub(crate) has_deferred: bool,
    /// Whether this page serves a metadata document about itself; if not, why. Absent until it was looked up.
    pub(crate) client_document: Option<Result<(), &'static str>>,
    /// That is being looked up, or was.
    pub(crate) looks_up_document: bool,
    /// The page is shown within another one.
    pub frame: Option<Frame>,
}

/// What the page is where another one shows it in a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The link that shows the same on a page of its own.
    pub(crate) link: String,
    /// The run needs what only a page of its own may ask for.
    pub(crate) needs_secrets: bool,
    /// A sandbox has taken the origin away.
    pub(crate) has_no_origin: bool,
}

/// What is made of a report with its texts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Export {
    /// Copied.
    Markdown,
    /// Saved or copied, as the form is.
    Form(Format),
}

/// The script that the evidence panel shows.
#[derive(Clone, Debug, PartialEq)]
pub enum ScriptState {
    /// It is on its way.
    Loading,
    /// Why it did not load, as a sentence.
    Failed(String),
    /// For this shell.
    Ready(Shell, String),
}

/// A run: how far it has got, what it came to, and what the user looks at in it. What drives it is kept elsewhere,
/// under its id.
#[derive(Debug, Default)]
pub struct RunSlot {
    /// By which messages and effects name it.
    pub id: RunId,
    /// How far it has got.
    pub phase: Phase,
    /// While a run starts, that of the run before.
    pub report: Option<ReportRef>,
    /// Milliseconds since the run started, while it is on.
    pub(crate) now: f64,
    /// What the engine says beyond the report.
    pub facts: Shared<RunFacts>,
    /// What the user looks at.
    pub view: View,
    /// What it was started with. Like the form, it holds what the user entered, and stays in memory.
    pub form: Form,
    /// Its number in this tab; absent until there is something to show of it.
    pub number: Option<u32>,
    /// It shows what was there before: a run starts elsewhere.
    pub(crate) is_aside: bool,
    /// The diagnosis that is shown was not made here and now.
    pub recorded: Option<Recorded>,
    /// What it can be compared with.
    pub earlier: Earlier,
    /// The configurations for other clients are open.
    pub(crate) clients_open: bool,
}

/// What the user looks at, until the next run.
#[derive(Debug, Default)]
pub struct View {
    /// The exchange that the user chose to look at.
    pub chosen: Option<Id>,
    /// The step whose sentence is open.
    pub step: Option<Step>,
    /// The panel for evidence is open.
    pub evidence_open: bool,
    /// The parts of the address that are in nothing that leaves the page, by their keys.
    pub hidden: Vec<String>,
    pub(crate) evidence_text: String,
    /// Why what was pasted could not be read.
    pub(crate) evidence_error: String,
    /// What was pasted is about another server.
    pub evidence_foreign: Option<ForeignEvidence>,
    /// What the user looks for among tools, prompts and resources.
    pub(crate) search: String,
    /// What is entered on the way to a token.
    pub auth: AuthForm,
    /// The schemas of the items that were opened.
    schemas: Vec<(List, usize, String)>,
    tabs: Choices,
    rows: Choices,
}

/// Numbers by name: which tab of a group is selected, how many rows of a list are shown.
#[derive(Debug, Default)]
struct Choices(Vec<(String, usize)>);

impl Choices {
    fn get(&self, key: &str) -> Option<usize> {
        let found = self.0.iter().find(|(other, _)| other == key);
        found.map(|(_, number)| *number)
    }

    fn set(&mut self, key: String, number: usize) {
        self.0.retain(|(other, _)| *other != key);
        self.0.push((key, number));
    }
}

impl View {
    pub(crate) fn selected_tab(&self, group: &str) -> usize {
        self.tabs.get(group).unwrap_or(0)
    }

    pub(crate) fn select_tab(&mut self, group: String, index: usize) {
        self.tabs.set(group, index);
    }

    /// How much of a list or a text is shown; `first` until the user asked for more.
    pub(crate) fn visible_rows(&self, list: &str, first: usize) -> usize {
        self.rows.get(list).unwrap_or(first)
    }

    pub(crate) fn show_rows(&mut self, list: String, count: usize) {
        self.rows.set(list, count);
    }

    /// The places of the items of a list that were opened.
    pub(crate) fn opened(&self, list: List) -> Vec<usize> {
        let of_list = self.schemas.iter().filter(|(of, ..)| *of == list);
        of_list.map(|(_, index, _)| *index).collect()
    }

    /// The schema of an item, if it was opened.
    pub(crate) fn schema(&self, list: List, index: usize) -> Option<&str> {
        let mut schemas = self.schemas.iter();
        let (_, _, text) = schemas.find(|(of, at, _)| (*of, *at) == (list, index))?;
        Some(text)
    }
}

impl RunSlot {
    /// The exchange to look at: the chosen one, else the one that the run broke on.
    pub fn exchange(&self) -> Option<Id> {
        let deciding = || deciding(self.report.as_ref()?);
        self.view.chosen.or_else(deciding)
    }

    /// The report once the run stands still: the lower half of the page does not flicker while it is on.
    pub fn finished_report(&self) -> Option<&ReportRef> {
        let is_drawn_live = self.phase == Phase::Running;
        self.report.as_ref().filter(|_| !is_drawn_live)
    }

    /// The run is over or waits for the user.
    pub(crate) fn is_at_rest(&self) -> bool {
        matches!(self.phase, Phase::AwaitingUser | Phase::Done)
    }

    /// The run was made on this page, so that it can go on here.
    pub fn is_live(&self) -> bool {
        self.recorded.is_none()
    }

    /// Reads the schema of an item; once is enough.
    pub(crate) fn open_item(&mut self, list: List, index: usize) {
        if let Some(report) = &self.report
            && self.view.schema(list, index).is_none()
        {
            let text = report::schema(&report.transcript, list, index);
            self.view.schemas.push((list, index, text));
        }
    }

    /// Whether there is anything to look at again.
    pub(crate) fn can_be_kept(&self) -> bool {
        self.number.is_some() && self.is_at_rest() && self.report.is_some()
    }

    /// As it is shown later: nobody can go on with it, for what drives a run is given up when the next one starts.
    pub(crate) fn kept(&self) -> Option<RunSlot> {
        if !self.can_be_kept() {
            return None;
        }
        let here = || Recorded {
            reread: None,
            source: Source::ThisTab,
        };
        let deep = self.facts.deep.clone();
        Some(RunSlot {
            phase: Phase::Done,
            report: self.report.clone(),
            facts: Shared::new(RunFacts {
                deep: deep.filter(|deep| matches!(deep, DeepMode::Done(_))),
                ..RunFacts::default()
            }),
            form: Form::clone(&self.form),
            number: self.number,
            is_aside: true,
            recorded: Some(self.recorded.clone().unwrap_or_else(here)),
            ..RunSlot::default()
        })
    }

    /// How much memory its bodies take, about.
    pub(crate) fn body_bytes(&self) -> usize {
        let exchanges = self.report.iter().flat_map(|report| &report.exchanges);
        let bodies = exchanges.filter_map(|exchange| exchange.response.as_ref());
        bodies.map(|response| response.body.len()).sum()
    }
}

impl AppState {
    /// The run that is looked at.
    pub fn run(&self) -> &RunSlot {
        self.runs.selected()
    }

    /// The same, to change it.
    pub fn run_mut(&mut self) -> &mut RunSlot {
        self.runs.selected_mut()
    }

    /// Whether a dialog has the keyboard.
    pub(crate) fn is_modal(&self) -> bool {
        self.keys_open || self.dialog.is_some()
    }

    /// The text of a field.
    pub fn text(&self, field: Field) -> &str {
        match field {
            Field::Search => &self.run().view.search,
            Field::Topics => &self.topic_search,
            Field::Evidence => &self.run().view.evidence_text,
            field => self.form.text(field),
        }
    }

    /// Where the text of a field is kept.
    pub(crate) fn text_mut(&mut self, field: Field) -> Option<&mut String> {
        match field {
            Field::Search => Some(&mut self.run_mut().view.search),
            Field::Topics => Some(&mut self.topic_search),
            Field::Evidence => Some(&mut self.run_mut().view.evidence_text),
            field => self.form.text_mut(field),
        }
    }

    /// The report, its findings completed with what the help files say that are there.
    pub(crate) fn with_help(&self, report: Redacted<Report>) -> ReportRef {
        Shared::new(self.help.complete(report))
    }

    /// The script that sends what this page could not, once its template has loaded.
    pub fn script(&self) -> ScriptState {
        let (Some(report), OnDemand::Loaded(scripts)) = (&self.run().report, &self.scripts) else {
            return match &self.scripts {
                OnDemand::Failed(reason) => ScriptState::Failed(reason.clone()),
                _ => ScriptState::Loading,
            };
        };
        let options = &report.transcript.options;
        let names = options.headers.iter().map(|(name, _)| name.clone());
        let options = ScriptOptions {
            url: report.target.url.clone(),
            transport: options.transport,
            header_names: names.collect(),
            bearer: options.bearer.is_some(),
            page_origin: report.page_origin.clone(),
        };
        ScriptState::Ready(self.shell, scripts.script(self.shell, &options))
    }
}
