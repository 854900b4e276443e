//! What the page loads by itself: its own link at first, then the style of what is drawn later, then the deferred chunk.
//! And what it loads when somebody wants it: the on-demand chunk.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::code::{DeferredCode, NotLoaded, OnDemandChunk, OnDemandCode};
use super::{Runtime, UNLOADED};
use crate::app::facts::examples;
use crate::app::message::{Entry, Followed, Message};
use crate::browser::{files, help, host, lab, location, sign_in};
use crate::share::link::Link;

impl Runtime {
    /// Fills the form from the page's link, now and whenever it changes, and loads the rest.
    pub fn open(self) {
        let (link, fragment) = location::read();
        self.follow(link, fragment, None);
        location::on_step(move |link, fragment, number| self.follow(link, fragment, number));
        match self.read_state(|state| state.frame.is_some()) {
            true => spawn_local(self.join_host()),
            false => spawn_local(self.load_examples()),
        }
        spawn_local(self.load_the_rest());
    }

    /// Takes over what a link says.
    pub fn follow(self, link: Link, fragment: String, number: Option<u32>) {
        self.dispatch(Message::LinkFollowed(Box::new(Followed {
            link,
            fragment,
            address: location::fragment(),
            number,
            is_framed: host::is_framed(),
            has_no_origin: host::has_no_origin(),
        })));
    }

    /// Causes of the fault lab, if the page is served beside one.
    async fn load_examples(self) {
        if let Some(list) = lab::causes().await {
            self.dispatch(Message::ExamplesLoaded(examples(&list)));
        }
    }

    /// What follows the first paint. A failure shows when something of it is needed.
    async fn load_the_rest(self) {
        help::load_style();
        self.load_deferred().await;
    }

    /// Listens to the page that holds this one, and tells it what happens here.
    async fn join_host(self) {
        match self.load_deferred().await {
            Some(code) => (code.join_host)(self),
            None => self.dispatch(Message::Toasted(UNLOADED)),
        }
    }

    /// Waits until the deferred chunk is there.
    pub async fn load_deferred(self) -> Option<DeferredCode> {
        let deferred = self.inner().deferred;
        let loaded = (self.inner().loaders.deferred)().await;
        // Somebody else may have waited for it too.
        if let Some(code) = deferred.get_untracked() {
            return Some(code);
        }
        match loaded {
            Ok(code) => {
                self.begin(*code);
                Some(*code)
            }
            Err(NotLoaded) => {
                self.go_without_deferred();
                None
            }
        }
    }

    /// Makes use of the chunk, once.
    fn begin(self, code: DeferredCode) {
        self.inner().deferred.set(Some(code));
        files::on_drop(move |file| self.with_on_demand(move |code| (code.open_file)(self, file)));
        (code.attend)(self);
        self.install_deferred_steps(code.steps);
        self.read_all_facts(code);
        self.dispatch(Message::DeferredLoaded);
        if sign_in::has_returned() {
            self.with_on_demand(move |code| (code.come_back)(self));
        }
    }

    pub(super) async fn load_help(self, area: &'static str) {
        match self.load_deferred().await {
            Some(code) => (code.load_help)(self, area),
            None => self.dispatch(Message::Toasted(UNLOADED)),
        }
    }

    pub(super) async fn read_entry(self, text: String) {
        match self.load_deferred().await {
            Some(code) => (code.read_entry)(self, &text),
            None => self.dispatch(Message::Toasted(UNLOADED)),
        }
    }

    /// There is no report to be shown without the chunk.
    pub(super) fn write_entry(self, entry: &Entry) {
        if let Some(code) = self.inner().deferred.get_untracked() {
            (code.write_entry)(entry);
        }
    }

    /// Makes use of the on-demand chunk: at once where it is there, else as soon as it is.
    pub fn with_on_demand(self, act: impl FnOnce(OnDemandCode) + 'static) {
        if let OnDemandChunk::Here(code) = self.inner().on_demand.get_untracked() {
            return act(code);
        }
        spawn_local(async move {
            match (self.inner().loaders.on_demand)().await {
                Ok(code) => {
                    self.install_on_demand(*code);
                    act(*code);
                }
                Err(NotLoaded) => {
                    self.inner().on_demand.set(OnDemandChunk::Failed);
                    self.dispatch(Message::Toasted(UNLOADED));
                }
            }
        });
    }

    /// Draws what waits for the chunk, once: somebody else may have waited for it too.
    fn install_on_demand(self, code: OnDemandCode) {
        let on_demand = self.inner().on_demand;
        if !matches!(on_demand.get_untracked(), OnDemandChunk::Here(_)) {
            on_demand.set(OnDemandChunk::Here(code));
        }
    }
}
