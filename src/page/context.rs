//! What every component can reach: the state, and the way to send messages.

use super::derived::Derived;
use leptos::prelude::*;

use super::runtime::Runtime;
use super::runtime::code::{DeferredCode, OnDemandChunk};
use crate::app::message::{AuthMessage, Message};
use crate::app::state::{AppState, RunSlot};

/// The page as its components see it.
#[derive(Clone, Copy)]
pub struct AppContext {
    pub state: RwSignal<AppState>,
    pub runtime: Runtime,
    /// The code that loads later; absent until it is there.
    pub deferred: RwSignal<Option<DeferredCode>>,
    /// The code that loads when somebody wants it.
    pub on_demand: RwSignal<OnDemandChunk>,
}

/// The context that [`super::components::app::App`] provides.
pub fn use_app() -> AppContext {
    expect_context()
}

impl AppContext {
    pub fn dispatch(self, message: Message) {
        self.runtime.dispatch(message);
    }

    pub fn dispatch_auth(self, message: AuthMessage) {
        self.dispatch(Message::Auth(message));
    }

    /// A part of the state. Who reads it is drawn anew only when this part has changed.
    pub fn select<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&AppState) -> T + Send + Sync + 'static,
    ) -> Derived<T> {
        Derived::new(move || self.state.with(&part))
    }

    /// A part of the run that is looked at.
    pub fn select_run<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&RunSlot) -> T + Send + Sync + 'static,
    ) -> Derived<T> {
        self.select(move |state| part(state.run()))
    }
}
