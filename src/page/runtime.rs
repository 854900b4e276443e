//! Performs what follows from messages. Only here are runs started, tasks spawned and timers set.

pub mod code;
mod loading;
mod runs;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::dom;
use crate::app::message::{Effect, Message, OnDemandEffect};
use crate::app::modes::Theme;
use crate::app::state::AppState;
use crate::app::update::update;
use crate::browser::driver::Driver;
use crate::browser::{clipboard, location, storage};
use crate::engine::DeferredSteps;
use code::{DeferredCode, Loaders, OnDemandChunk};
use runs::LiveRun;

/// Said where a part of the page that loads later did not.
pub const UNLOADED: &str = "A part of this page did not load. Reload the page and try again.";

/// Why a file that came cannot be used.
pub const OTHER_FILE: &str = "The host of this page sent another file.";

/// The one runtime of a page. It lives as long as the tab, so whoever draws or listens may keep this.
#[derive(Clone, Copy)]
pub struct Runtime(StoredValue<&'static Inner, LocalStorage>);

pub struct Inner {
    pub state: RwSignal<AppState>,
    pub deferred: RwSignal<Option<DeferredCode>>,
    pub on_demand: RwSignal<OnDemandChunk>,
    loaders: Loaders,
    /// What drives the runs that are on or can go on.
    runs: RefCell<Vec<LiveRun>>,
    /// What drives runs that gave their place to others, as long as they end their sessions.
    leaving: RefCell<Vec<Rc<Driver>>>,
    /// Counts what is begun to be shown in steps: only the newest is shown.
    generation: Cell<u32>,
    /// What runs need that are asked for credentials; it comes with the deferred chunk.
    steps: Cell<Option<DeferredSteps>>,
    deferred_failed: Cell<bool>,
    /// The listener for windows that come back from signing in is installed.
    pub listening: Cell<bool>,
    /// What effects that are made later belong to.
    pub owner: Option<Owner>,
}

impl Runtime {
    pub fn new(state: RwSignal<AppState>, loaders: Loaders) -> Runtime {
        let inner = Box::leak(Box::new(Inner {
            state,
            deferred: RwSignal::new(None),
            on_demand: RwSignal::new(OnDemandChunk::Absent),
            loaders,
            runs: RefCell::default(),
            leaving: RefCell::default(),
            generation: Cell::new(0),
            steps: Cell::default(),
            deferred_failed: Cell::new(false),
            listening: Cell::new(false),
            owner: Owner::current(),
        }));
        Runtime(StoredValue::new_local(inner))
    }

    pub fn inner(self) -> &'static Inner {
        self.0.get_value()
    }

    /// Reads the state, without being called again when it changes.
    pub fn read_state<T>(self, read: impl FnOnce(&AppState) -> T) -> T {
        self.inner().state.with_untracked(read)
    }

    /// Changes the state and does what follows. The page is drawn anew when the current task has ended: the first
    /// request of a run is on its way while that happens.
    pub fn dispatch(self, message: Message) {
        let state = self.inner().state;
        let effects = update(&mut state.write_untracked(), message);
        for effect in effects {
            self.perform(effect);
        }
        state.notify();
    }

    fn perform(self, effect: Effect) {
        match effect {
            Effect::StartRun(run, options) => self.start_run(run, *options),
            Effect::DropRun(run) => self.drop_run(run),
            Effect::Act(run, action) => self.act(run, action),
            Effect::ExpireToast(after) => {
                let expire = move || self.dispatch(Message::ToastExpired);
                set_timeout(expire, Duration::from_millis(after.into()));
            }
            Effect::Copy(text, toast) => self.copy(text, toast),
            Effect::WriteLocation(link) => location::write(&link),
            Effect::StoreTheme(theme) => storage::set("theme", theme.id()),
            Effect::Focus(selector) => dom::soon(move || dom::focus(&selector)),
            Effect::FocusLast(selector) => dom::soon(move || dom::focus_last(selector)),
            Effect::Select(selector) => dom::soon(move || clipboard::select(selector)),
            Effect::Reveal(selector) => dom::soon(move || dom::reveal(selector)),
            Effect::RevealIfNarrow(selector) => {
                if dom::is_narrow() {
                    dom::soon(move || dom::reveal(selector));
                }
            }
            Effect::LoadHelp(area) => spawn_local(self.load_help(area)),
            Effect::ReadEntry(text) => spawn_local(self.read_entry(text)),
            Effect::WriteEntry(entry) => self.write_entry(&entry),
            Effect::OnDemand(effect) => self.perform_on_demand(effect),
        }
    }

    /// At once where the chunk is there: a browser opens a window in the click only.
    fn perform_on_demand(self, effect: OnDemandEffect) {
        self.with_on_demand(move |code| (code.perform)(self, effect));
    }

    /// Puts a text on the clipboard and says so.
    pub fn copy(self, text: String, toast: &'static str) {
        spawn_local(async move {
            let toast = match clipboard::copy(&text).await {
                true => toast,
                false => match clipboard::select_shown(&text) {
                    Some(()) => {
                        "The browser does not let this page copy. The text is selected: press Ctrl+C"
                    }
                    None => "The browser does not let this page copy",
                },
            };
            self.dispatch(Message::Toasted(toast));
        });
    }
}

/// The theme that was chosen before.
pub fn stored_theme() -> Theme {
    storage::get("theme").map_or(Theme::Auto, |id| Theme::parse(&id))
}
