//! Every signal of the page, and what the user can do. Only this file starts runs.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::dom;
use super::facts::{Example, deciding, examples, is_large, neighbour, phase_of, wants_credentials};
use super::form::Form;
use super::modes::{Phase, Theme};
use crate::browser::driver::Driver;
use crate::browser::{self, clipboard, download, help, lab, location, storage};
use crate::checks::catalogue::Help;
use crate::engine::Session;
use crate::engine::step::Step;
use crate::engine::wire::{Action, Id};
use crate::evidence::{self, ScriptOptions, Shell};
use crate::redact::{self, Redacted};
use crate::render;
use crate::report::Report;
use crate::share::link::Link;

/// For how long a run is on before it is drawn.
const UNSEEN: Duration = Duration::from_millis(100);

/// What the page shows.
pub type Shown = Arc<Redacted<Report>>;

/// Every signal of the page.
#[derive(Clone, Copy)]
pub struct State {
    pub form: Form,
    pub options_open: RwSignal<bool>,
    pub phase: RwSignal<Phase>,
    pub report: RwSignal<Option<Shown>>,
    /// Milliseconds since the run started, while it is on.
    pub now: RwSignal<f64>,
    /// The exchange that the user chose to look at.
    pub chosen: RwSignal<Option<Id>>,
    /// The step whose sentence is open.
    pub step: RwSignal<Option<Step>>,
    pub evidence_open: RwSignal<bool>,
    /// Why what was pasted could not be read.
    pub evidence_word: RwSignal<String>,
    pub evidence_text: RwSignal<String>,
    /// The shell whose script is shown.
    pub shell: RwSignal<Shell>,
    /// What the user looks for among the offers.
    pub search: RwSignal<String>,
    /// How much is shown of long things, and which of several views: see [`State::limit`].
    limits: RwSignal<Vec<(String, usize)>>,
    pub keys_open: RwSignal<bool>,
    pub theme: RwSignal<Theme>,
    /// Causes to try, where the page is served beside the fault lab.
    pub examples: RwSignal<Vec<Example>>,
    /// A short word on what just happened, such as "Copied".
    pub said: RwSignal<String>,
    /// Why and how to fix, from the file that loads after the first paint.
    pub help: RwSignal<Option<Arc<Help>>>,
    /// The code whose help is open.
    pub topic: RwSignal<Option<String>>,
    run: StoredValue<Run, LocalStorage>,
}

/// The run that is on, and when its news was last shown.
#[derive(Default)]
struct Run {
    driver: Option<Driver>,
    started: f64,
    has_news: bool,
    frame_is_asked: bool,
    /// Showing takes time; on a slow machine the run itself must not starve.
    not_before: f64,
}

impl State {
    pub fn new() -> State {
        let theme = storage::get("theme").map_or(Theme::Auto, |id| Theme::parse(&id));
        State {
            form: Form::new(),
            options_open: RwSignal::new(false),
            phase: RwSignal::new(Phase::Idle),
            report: RwSignal::new(None),
            now: RwSignal::new(0.0),
            chosen: RwSignal::new(None),
            step: RwSignal::new(None),
            evidence_open: RwSignal::new(false),
            evidence_word: RwSignal::new(String::new()),
            evidence_text: RwSignal::new(String::new()),
            shell: RwSignal::new(Shell::Sh),
            search: RwSignal::new(String::new()),
            limits: RwSignal::new(Vec::new()),
            keys_open: RwSignal::new(false),
            theme: RwSignal::new(theme),
            examples: RwSignal::new(Vec::new()),
            said: RwSignal::new(String::new()),
            help: RwSignal::new(None),
            topic: RwSignal::new(None),
            run: StoredValue::new_local(Run::default()),
        }
    }

    /// Causes of the fault lab, if the page is served beside one.
    async fn load_examples(self) {
        if let Some(list) = lab::causes().await {
            self.examples.set(examples(&list));
        }
    }

    /// Fills the form from the page's link, now and whenever it changes, and loads the help texts.
    pub fn open(self) {
        self.follow(location::read());
        location::on_fragment(move |link| self.follow(link));
        spawn_local(self.load_examples());
        spawn_local(async move {
            let help = help::load().await.map(|text| Help::parse(&text));
            self.help.set(help.map(Arc::new));
            if let Some(report) = self.report.get_untracked() {
                let report = Redacted::clone(&report);
                self.report.set(Some(Arc::new(self.with_help(report))));
            }
        });
    }

    /// A link fills the form and never starts a run.
    fn follow(self, link: Link) {
        self.form.fill(&link);
        if link.help.is_some() {
            dom::soon(|| dom::reveal("[data-panel=help]"));
        }
        self.topic.set(link.help);
    }

    /// Starts a run with what the form says; a run that is on is given up.
    ///
    /// A healthy server nearby is diagnosed in less time than it takes to see a change, and drawing the run would
    /// make up half of that. So what was on the page stays, marked as running, until the run ends or [`UNSEEN`]
    /// have passed.
    pub fn run(self) {
        self.chosen.set(None);
        self.step.set(None);
        self.evidence_open.set(false);
        self.evidence_word.set(String::new());
        self.evidence_text.set(String::new());
        self.search.set(String::new());
        self.limits.set(Vec::new());
        self.now.set(0.0);
        // Dropped first: it gives up what is still open, and six connections per host are all there are.
        self.run.update_value(|run| *run = Run::default());
        let driver = Driver::start(self.form.options(), move || self.changed());
        self.run.update_value(|run| {
            run.driver = Some(driver);
            run.started = browser::now();
        });
        self.phase.set(Phase::Starting);
        let started = self.started();
        let watch = move || {
            // One that has ended is being shown, in steps.
            let is_on = self.read(phase_of) == Some(Phase::Running);
            if is_on && self.started() == started {
                self.show();
            }
        };
        set_timeout(watch, UNSEEN);
    }

    /// The one button: starts a run, or gives up the one that is on.
    pub fn submit(self) {
        match self.phase.get_untracked() {
            Phase::Starting | Phase::Running => self.cancel(),
            Phase::Idle | Phase::Waiting | Phase::Done => self.run(),
        }
    }

    /// Gives the run up.
    pub fn cancel(self) {
        self.act(Action::Cancel);
    }

    fn act(self, action: Action) {
        self.run.with_value(|run| {
            if let Some(driver) = &run.driver {
                driver.act(action);
            }
        });
    }

    /// The engine handled something. An ending is shown at once, all else with the next frame.
    fn changed(self) {
        match self.read(|session| (phase_of(session), is_large(session))) {
            Some((Phase::Running, _)) => {
                self.run.update_value(|run| run.has_news = true);
                if self.phase.get_untracked() != Phase::Starting {
                    self.ask_for_frame();
                }
            }
            Some((_, true)) => self.show_in_steps(),
            Some((_, false)) => self.show(),
            None => {}
        }
    }

    fn ask_for_frame(self) {
        let is_asked = self
            .run
            .try_update_value(|run| std::mem::replace(&mut run.frame_is_asked, true));
        if is_asked == Some(false) {
            request_animation_frame(move || self.frame());
        }
    }

    fn frame(self) {
        let now = browser::now();
        self.run.update_value(|run| run.frame_is_asked = false);
        if self
            .run
            .with_value(|run| run.has_news && now >= run.not_before)
        {
            self.show();
        }
        if self.phase.get_untracked() == Phase::Running {
            self.now.set(now - self.started());
            self.ask_for_frame();
        }
    }

    /// When the run began: no two begin at the same time.
    fn started(self) -> f64 {
        self.run.with_value(|run| run.started)
    }

    /// Computes the report anew and shows it.
    fn show(self) {
        let before = browser::now();
        let news = self.read(|session| (phase_of(session), redact::report(session.transcript())));
        let Some((phase, report)) = news else { return };
        self.publish(phase, report);
        let after = browser::now();
        self.run.update_value(|run| {
            run.has_news = false;
            run.not_before = after + (after - before) * 4.0;
        });
        if phase.is_on() {
            self.ask_for_frame();
        }
    }

    /// The same in three steps with frames between them, for a run that brought megabytes.
    fn show_in_steps(self) {
        let news =
            self.read(|session| (phase_of(session), redact::transcript(session.transcript())));
        let Some((phase, clean)) = news else { return };
        self.run.update_value(|run| run.has_news = false);
        let started = self.started();
        dom::next_frame(move || {
            let report = redact::report_of(&clean);
            dom::next_frame(move || {
                if self.started() == started {
                    self.publish(phase, report);
                }
            });
        });
    }

    fn publish(self, phase: Phase, report: Redacted<Report>) {
        let report = if phase.is_on() {
            report
        } else {
            self.with_help(report)
        };
        if phase == Phase::Waiting && wants_credentials(&report) {
            self.options_open.set(true);
        }
        batch(|| {
            self.report.set(Some(Arc::new(report)));
            self.phase.set(phase);
        });
    }

    fn read<T>(self, read: impl FnOnce(&Session) -> T) -> Option<T> {
        self.run
            .with_value(|run| run.driver.as_ref().map(|driver| driver.with(read)))
    }

    fn with_help(self, report: Redacted<Report>) -> Redacted<Report> {
        self.help.with_untracked(|help| match help {
            Some(help) => report.with_help(help),
            None => report,
        })
    }

    /// The next theme of auto, light and dark; kept for the next visit.
    pub fn turn_theme(self) {
        let theme = self.theme.get_untracked().next();
        self.theme.set(theme);
        storage::set("theme", theme.id());
    }

    /// How much is shown of the thing with this key, or which of several views, until the run ends.
    pub fn limit(self, key: &str, first: usize) -> usize {
        self.limits.with(|limits| {
            let found = limits.iter().find(|(other, _)| other == key);
            found.map_or(first, |(_, limit)| *limit)
        })
    }

    /// Shows more, or another view.
    pub fn extend(self, key: &str, limit: usize) {
        self.limits.update(|limits| {
            limits.retain(|(other, _)| other != key);
            limits.push((key.to_owned(), limit));
        });
    }

    /// Opens the options where a credential goes.
    pub fn enter_credentials(self) {
        self.options_open.set(true);
        dom::soon(|| dom::focus("input[name=bearer]"));
    }

    pub fn open_evidence(self) {
        self.evidence_open.set(true);
        dom::soon(|| dom::reveal("[data-panel=evidence]"));
    }

    /// Shows an exchange. Where the inspector stands below the fold, the page moves to it.
    pub fn choose(self, id: Id) {
        self.chosen.set(Some(id));
        if dom::is_narrow() {
            dom::soon(|| dom::reveal("[data-panel=exchange]"));
        }
    }

    /// Steps to another exchange, if there is one.
    pub fn chosen_is(self, id: Option<Id>) {
        if id.is_some() {
            self.chosen.set(id);
        }
    }

    /// The exchange to look at: the chosen one, else the one that the run broke on.
    pub fn exchange(self) -> Option<Id> {
        self.chosen
            .get()
            .or_else(|| self.report.get().as_deref().and_then(deciding))
    }

    /// Puts a text on the clipboard and says so.
    pub fn copy(self, text: String, word: &'static str) {
        spawn_local(async move {
            let worked = clipboard::copy(&text).await;
            self.say(if worked {
                word
            } else {
                "The browser does not let this page copy"
            });
        });
    }

    pub fn copy_curl(self) {
        self.with_exchange(|state, report, id| {
            state.copy(render::curl(report, id), "Copied as curl");
        });
    }

    pub fn copy_markdown(self) {
        if let Some(report) = self.report.get_untracked() {
            self.copy(render::markdown(&report), "Copied as Markdown");
        }
    }

    pub fn download_json(self) {
        if let Some(report) = self.report.get_untracked() {
            download::save(
                "faultfinder-report.json",
                "application/json",
                &render::json(&report),
            );
        }
    }

    /// The script that sends what this page could not; empty until its text has loaded.
    pub fn script(self, shell: Shell) -> String {
        let (Some(report), Some(help)) = (self.report.get(), self.help.get()) else {
            return String::new();
        };
        let template = match shell {
            Shell::Sh => help.script("sh"),
            Shell::PowerShell => help.script("powershell"),
        };
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

    /// Goes on with what the user pasted, or says why not.
    pub fn read_evidence(self) {
        match evidence::read(&self.evidence_text.get_untracked()) {
            Err(nonsense) => self.evidence_word.set(nonsense.to_string()),
            Ok(pasted) => {
                self.evidence_word.set(String::new());
                self.evidence_open.set(false);
                self.chosen.set(None);
                self.act(Action::Paste(pasted));
                dom::soon(|| dom::reveal("[data-panel=verdict]"));
            }
        }
    }

    pub fn close_topic(self) {
        self.topic.set(None);
        location::write(&Link::default());
    }

    /// Puts another URL into the field and runs with it.
    pub fn try_url(self, url: String) {
        self.form.server.set(url);
        self.run();
    }

    /// The report once the run stands still: the lower half of the page does not flicker while it is on.
    pub fn finished_report(self) -> Option<Shown> {
        match self.phase.get() {
            Phase::Running => None,
            Phase::Idle | Phase::Starting | Phase::Waiting | Phase::Done => self.report.get(),
        }
    }

    /// Opens the sentence of a step, or closes it.
    pub fn turn_step(self, step: Step) {
        self.step
            .update(|open| *open = (*open != Some(step)).then_some(step));
    }

    /// Opens the sentence of the step before or after the open one.
    pub fn move_step(self, by: isize) {
        if self.report.with_untracked(Option::is_none) {
            return;
        }
        let step = neighbour(self.step.get_untracked(), by);
        self.step.set(Some(step));
        let selector = format!("[data-step={}] .name", step.id());
        dom::soon(move || dom::focus(&selector));
    }

    /// Closes what is open; a run that is on is given up.
    pub fn close(self) {
        if self.keys_open.get_untracked() {
            self.keys_open.set(false);
        } else if self.phase.get_untracked().is_on() {
            self.cancel();
        } else if self.topic.with_untracked(Option::is_some) {
            self.close_topic();
        } else {
            self.evidence_open.set(false);
            self.chosen.set(None);
            self.step.set(None);
        }
    }

    /// The user opened or closed the options.
    pub fn note_options(self, event: &web_sys::Event) {
        let details: web_sys::HtmlDetailsElement = event_target(event);
        self.options_open.set(details.open());
    }

    /// Says a short word, for as long as it takes to read it.
    pub fn say(self, word: &'static str) {
        self.said.set(word.to_owned());
        let clear = move || self.said.set(String::new());
        set_timeout(clear, Duration::from_millis(1_800));
    }

    fn with_exchange(self, then: impl FnOnce(State, &Redacted<Report>, Id)) {
        let chosen = self.chosen.get_untracked();
        if let Some(report) = self.report.get_untracked()
            && let Some(id) = chosen.or_else(|| deciding(&report))
        {
            then(self, &report, id);
        }
    }
}
