//! What the user can do. Only this file starts runs.

mod framing;
mod sharing;
pub mod sign_in;

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

pub use sharing::Deed;

use super::dom;
use super::facts::{examples, neighbour, phase_of};
use super::form::Field;
use super::later::{self, Unloaded};
use super::modes::{Phase, Theme};
use super::page::{Page, View};
use crate::browser::driver::Driver;
use crate::browser::{self, clipboard, download, help, lab, location, storage};
use crate::checks::catalogue::Help;
use crate::engine::Run;
use crate::engine::deferred_steps::DeferredSteps;
use crate::evidence::Shell;
use crate::report::List;
use crate::share::link::{self, Link};
use crate::trace::step::Step;
use crate::trace::vantage::Transport;
use crate::trace::wire::{Action, Id, Pasted};

/// For how long a run is on before it is drawn.
const UNSEEN: Duration = Duration::from_millis(100);

/// Said where a part of the page that loads later did not.
pub const UNLOADED: &str = "A part of this page did not load. Reload the page and try again.";

/// The page and the run behind it. One of each lives as long as the tab, so whoever draws or listens may keep this.
#[derive(Clone, Copy)]
pub struct State(pub(super) &'static Shared);

pub(super) struct Shared {
    page: RefCell<Page>,
    /// The only signal: one effect draws all of the page.
    changed: ArcTrigger,
    pub run: RefCell<RunSlot>,
    /// In a frame: tells the host page what has changed.
    watcher: RefCell<Option<Box<dyn Fn()>>>,
    /// What runs need that are asked for credentials; it comes with the second file.
    guide: Cell<Option<DeferredSteps>>,
    has_no_guide: Cell<bool>,
    /// Counts what is begun to be shown in steps: only the newest is shown.
    pub turn: Cell<u32>,
    /// Somebody who comes back from signing in is listened for.
    pub listens: Cell<bool>,
    /// Whether this page serves a document about itself is being looked up.
    pub looks: Cell<bool>,
}

/// The run that is on, and when its news was last shown.
#[derive(Default)]
pub(super) struct RunSlot {
    driver: Option<Rc<Driver>>,
    pub started: f64,
    pub has_news: bool,
    pub frame_is_asked: bool,
    /// Showing takes time; on a slow machine the run itself must not starve.
    pub not_before: f64,
}

impl State {
    pub fn new() -> State {
        let page = Page {
            theme: storage::get("theme").map_or(Theme::Auto, |id| Theme::parse(&id)),
            ..Page::default()
        };
        State(Box::leak(Box::new(Shared {
            page: RefCell::new(page),
            changed: ArcTrigger::new(),
            watcher: RefCell::default(),
            run: RefCell::default(),
            guide: Cell::default(),
            has_no_guide: Cell::default(),
            turn: Cell::new(0),
            listens: Cell::new(false),
            looks: Cell::new(false),
        })))
    }

    /// The page as it is now. Not to be held while something may change it.
    pub fn page(self) -> Ref<'static, Page> {
        self.0.page.borrow()
    }

    /// Changes the page. It is drawn anew when the current task has ended.
    pub fn change<T>(self, change: impl FnOnce(&mut Page) -> T) -> T {
        let changed = change(&mut self.0.page.borrow_mut());
        self.0.changed.notify();
        changed
    }

    /// Has the effect that calls this run again after every change.
    pub fn follow_changes(self) {
        self.0.changed.track();
        if let Some(watcher) = &*self.0.watcher.borrow() {
            watcher();
        }
    }

    /// Fills the form from the page's link, now and whenever it changes, and loads the help texts.
    pub fn open(self) {
        let (link, fragment) = location::read();
        self.follow(link, fragment);
        location::on_fragment(move |link, fragment| self.follow(link, fragment));
        if self.page().frame.is_some() {
            spawn_local(self.join_host());
            spawn_local(self.load_the_rest());
            return;
        }
        spawn_local(self.load_examples());
        spawn_local(self.load_the_rest());
    }

    /// Causes of the fault lab, if the page is served beside one.
    async fn load_examples(self) {
        if let Some(list) = lab::causes().await {
            self.change(|page| page.examples = examples(&list));
        }
    }

    /// What follows the first paint. The help completes the report too, should that have been faster.
    async fn load_the_rest(self) {
        help::load_style();
        if let Some(text) = help::load().await {
            let help = Help::parse(&text);
            self.change(|page| {
                let report = page.report.take();
                page.report = report.map(|report| report.with_help(&help));
                page.help = Some(help);
            });
        }
        self.complete().await;
    }

    /// A link fills the form and never starts a run.
    fn follow(self, link: Link, fragment: String) {
        if link.help.is_some() {
            dom::soon(|| dom::reveal("[data-panel=help]"));
        } else {
            self.change(|page| {
                page.sharing.asked = link.clone();
                page.sharing.problem.clear();
            });
        }
        if link.embed || self.page().frame.is_some() {
            self.follow_in_frame(&link);
        }
        self.change(|page| {
            page.form.fill(&link);
            page.topic = link.help;
        });
        if link::holds_more(&fragment) {
            self.ask(Deed::Open(fragment));
        }
    }

    /// Starts a run with what the form says; a run that is on is given up.
    ///
    /// A healthy server nearby is diagnosed in less time than it takes to see a change, and drawing the run would
    /// make up half of that. So what was on the page stays, marked as running, until the run ends or [`UNSEEN`]
    /// have passed.
    pub fn run(self) {
        self.next_turn();
        // Dropped first: it gives up what is still open, and six connections per host are all there are.
        self.0.run.take();
        let options = self.page().form.options();
        // Before the page is marked: the first request is on its way while that is drawn.
        let guide = self.0.guide.get();
        let driver = Driver::start(options, guide, move || self.news());
        let started = browser::now();
        self.0.run.replace(RunSlot {
            driver: Some(Rc::new(driver)),
            started,
            ..RunSlot::default()
        });
        self.change(|page| {
            page.view = View::default();
            page.phase = Phase::Starting;
            page.now = 0.0;
            page.sharing.start();
        });
        let watch = move || {
            // One that has ended is being shown, in steps.
            let is_on = self.read(phase_of) == Some(Phase::Running);
            if is_on && self.started() == started {
                self.show();
            }
        };
        set_timeout(watch, UNSEEN);
    }

    /// The one button: starts a run, or gives up the one that is on. The second click of a double click does
    /// neither.
    pub fn submit(self) {
        match self.phase() {
            Phase::Running => self.act(Action::Cancel),
            Phase::Starting => {}
            Phase::Idle | Phase::Waiting | Phase::Done => self.run_if_whole(),
        }
    }

    pub fn phase(self) -> Phase {
        self.page().phase
    }

    fn driver(self) -> Option<Rc<Driver>> {
        self.0.run.borrow().driver.clone()
    }

    /// Keeps the guide for the runs to come, and gives it to the one that is on.
    pub fn bring(self, guide: DeferredSteps) {
        self.0.guide.set(Some(guide));
        if let Some(driver) = self.driver() {
            driver.install_deferred_steps(guide);
        }
    }

    /// There will be no guide: a run that waits for it, now or later, is given up.
    fn go_without_guide(self) {
        self.0.has_no_guide.set(true);
        self.give_up_without_guide();
    }

    pub fn give_up_without_guide(self) {
        let waits = self.read(Run::waits_for_deferred_steps) == Some(true);
        if waits && self.0.has_no_guide.get() {
            self.act(Action::Cancel);
            self.say(UNLOADED);
        }
    }

    fn act(self, action: Action) {
        if let Some(driver) = self.driver() {
            driver.act(action);
        }
    }

    /// Reads the session of the run.
    pub fn read<T>(self, read: impl FnOnce(&Run) -> T) -> Option<T> {
        self.driver().map(|driver| driver.with(read))
    }

    /// When the run began: no two begin at the same time.
    pub fn started(self) -> f64 {
        self.0.run.borrow().started
    }

    /// The user typed into a field.
    pub fn typed(self, field: Field, text: String) {
        self.change(|page| {
            if let Some(place) = page.text_mut(field) {
                *place = text;
            }
        });
    }

    pub fn add_header(self) {
        self.change(|page| page.form.add_header());
        dom::soon(|| dom::focus_last("input[name=header-name]"));
    }

    pub fn remove_header(self, key: usize) {
        self.change(|page| page.form.remove_header(key));
    }

    pub fn choose_transport(self, transport: Transport) {
        self.change(|page| page.form.transport = transport);
    }

    /// The next theme of auto, light and dark; kept for the next visit.
    pub fn turn_theme(self) {
        let theme = self.page().theme.next();
        self.change(|page| page.theme = theme);
        storage::set("theme", theme.id());
    }

    pub fn open_keys(self, is_open: bool) {
        self.change(|page| page.keys_open = is_open);
    }

    /// Shows more, or another view: see [`Page::limit`].
    pub fn extend(self, key: &str, limit: usize) {
        self.change(|page| page.extend(key, limit));
    }

    /// Shows the schema of an offer.
    pub fn open_offer(self, list: List, index: usize) {
        self.change(|page| page.open_offer(list, index));
    }

    /// Opens the options where a credential goes.
    pub fn enter_credentials(self) {
        self.change(|page| page.options_open = true);
        dom::soon(|| dom::focus("input[name=bearer]"));
    }

    pub fn open_evidence(self) {
        self.change(|page| page.view.evidence_open = true);
        dom::soon(|| dom::reveal("[data-panel=evidence]"));
    }

    pub fn close_evidence(self) {
        self.change(|page| page.view.evidence_open = false);
    }

    /// Shows the script for this shell.
    pub fn choose_shell(self, shell: Shell) {
        self.change(|page| page.shell = shell);
    }

    /// Shows an exchange. Where the inspector stands below the fold, the page moves to it.
    pub fn choose(self, id: Id) {
        self.change(|page| page.view.chosen = Some(id));
        if dom::is_narrow() {
            dom::soon(|| dom::reveal("[data-panel=exchange]"));
        }
    }

    /// Steps to another exchange, if there is one.
    pub fn chosen_is(self, id: Option<Id>) {
        if id.is_some() {
            self.change(|page| page.view.chosen = id);
        }
    }

    /// Puts a text on the clipboard and says so.
    pub fn copy(self, text: String, word: &'static str) {
        spawn_local(async move {
            if clipboard::copy(&text).await {
                return self.say(word);
            }
            self.say(match clipboard::select_shown(&text) {
                Some(()) => {
                    "The browser does not let this page copy. The text is selected: press Ctrl+C"
                }
                None => "The browser does not let this page copy",
            });
        });
    }

    /// Puts a text on the clipboard that code makes which may still have to load.
    fn copy_later(
        self,
        text: impl Future<Output = Result<String, Unloaded>> + 'static,
        word: &'static str,
    ) {
        spawn_local(async move {
            match text.await {
                Ok(text) if text.is_empty() => {}
                Ok(text) => self.copy(text, word),
                Err(Unloaded) => self.say(UNLOADED),
            }
        });
    }

    pub fn copy_curl(self) {
        self.copy_later(later::curl(self), "Copied as curl");
    }

    pub fn copy_markdown(self) {
        self.copy_later(later::markdown(self), "Copied as Markdown");
    }

    pub fn download_json(self) {
        spawn_local(async move {
            match later::json(self).await {
                Ok(json) if json.is_empty() => {}
                Ok(json) => {
                    download::save("faultfinder-report.json", "application/json", &json);
                }
                Err(Unloaded) => self.say(UNLOADED),
            }
        });
    }

    /// Goes on with what the user pasted, or says why not.
    pub fn read_evidence(self) {
        spawn_local(async move {
            match later::read_evidence(self).await {
                Ok(Ok(pasted)) => self.take_evidence(pasted),
                Ok(Err(nonsense)) => {
                    self.change(|page| page.view.evidence_word = nonsense.to_string());
                }
                Err(Unloaded) => {
                    self.change(|page| page.view.evidence_word = UNLOADED.to_owned());
                }
            }
        });
    }

    fn take_evidence(self, pasted: Pasted) {
        self.change(|page| {
            page.view.evidence_word.clear();
            page.view.evidence_open = false;
            page.view.chosen = None;
        });
        self.act(Action::Paste(pasted));
        dom::soon(|| dom::reveal("[data-panel=verdict]"));
    }

    pub fn close_topic(self) {
        self.change(|page| page.topic = None);
        location::write(&Link::default());
    }

    /// Puts another URL into the field and runs with it.
    pub fn try_url(self, url: String) {
        self.typed(Field::Server, url);
        self.run();
    }

    /// Opens the sentence of a step, or closes it.
    pub fn turn_step(self, step: Step) {
        self.change(|page| {
            let open = &mut page.view.step;
            *open = (*open != Some(step)).then_some(step);
        });
    }

    /// Opens the sentence of the step before or after the open one.
    pub fn move_step(self, by: isize) {
        if self.page().report.is_none() {
            return;
        }
        let step = neighbour(self.page().view.step, by);
        self.change(|page| page.view.step = Some(step));
        let selector = format!("[data-step={}] .name", step.id());
        dom::soon(move || dom::focus(&selector));
    }

    /// Closes what is open; a run that is on is given up.
    pub fn close(self) {
        let (keys_open, share_open, topic_open) = {
            let page = self.page();
            (
                page.keys_open,
                page.sharing.dialog.is_some(),
                page.topic.is_some(),
            )
        };
        if keys_open {
            self.open_keys(false);
        } else if share_open {
            self.close_share();
        } else if self.phase().is_on() {
            self.act(Action::Cancel);
        } else if topic_open {
            self.close_topic();
        } else {
            self.change(|page| {
                page.view.evidence_open = false;
                page.view.chosen = None;
                page.view.step = None;
            });
        }
    }

    /// The user opened or closed the options.
    pub fn note_options(self, event: &web_sys::Event) {
        let details: web_sys::HtmlDetailsElement = event_target(event);
        self.change(|page| page.options_open = details.open());
    }

    /// Says a short word, for as long as it takes to read it.
    pub fn say(self, word: &'static str) {
        self.change(|page| page.said = word);
        let clear = move || self.change(|page| page.said = "");
        set_timeout(clear, Duration::from_millis(1_800));
    }
}
