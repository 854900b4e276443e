//! The deferred chunk: what the page can do without at first. `./dev build` puts the code that only [`load`] reaches
//! into a file of its own, which the page loads when it is at rest or when it is needed; a plain `trunk build` keeps all
//! in one.
//!
//! One function is split off. It hands out the rest as function pointers, as the engine's `DeferredSteps` does for its steps.

mod auth;
mod effects;
mod frame;
mod panels;

use leptos::prelude::*;

use super::context::use_app;
use super::runtime::Runtime;
use crate::app::message::DeferredEffect;
use crate::app::session_facts::SessionFacts;
use crate::engine::Run;
use crate::engine::deferred_steps::DeferredSteps;
use crate::redact::Redacted;
use crate::report::{self, Report};
use crate::trace::recording::Recording;
use crate::trace::transcript::Transcript;

pub use effects::open_file;
pub use panels::Panel;

/// The chunk could not be loaded.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

#[cfg(split)]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> NotLoaded {
        NotLoaded
    }
}

/// A part of the page that the chunk draws; nothing as long as that is not there.
#[component]
pub fn Deferred(panel: Panel) -> impl IntoView {
    let deferred = use_app().deferred;
    move || deferred.get().map(|code| (code.draw)(panel))
}

/// What the deferred chunk holds.
#[derive(Clone, Copy)]
pub struct DeferredCode {
    /// Draws a part of the page.
    pub draw: fn(Panel) -> AnyView,
    pub perform: fn(Runtime, DeferredEffect),
    /// Takes up the run that this tab left for signing in, if it just came back from that.
    pub come_back: fn(Runtime),
    /// Opens files that are dropped on the page.
    pub accept_files: fn(Runtime),
    /// In a frame: from here on the page and its host speak to each other.
    pub join_host: fn(Runtime),
    /// What the engine says of a run beyond the report.
    pub read_session: fn(&Run) -> SessionFacts,
    /// What the run came to: the checks and their words, which no page needs before a run has ended.
    pub judge: fn(&Run) -> Redacted<Report>,
    /// The same of a large run, of which the first parts are done.
    pub judge_clean: fn(&Redacted<Transcript>, &Redacted<Recording>) -> Redacted<Report>,
    /// The half of the engine that few runs need.
    pub steps: DeferredSteps,
}

#[cfg(split)]
#[leptos::wasm_split::wasm_split(deferred, wasm_split_path = leptos::wasm_split, fallible)]
pub fn load() -> Result<Box<DeferredCode>, NotLoaded> {
    Ok(Box::new(code()))
}

#[cfg(not(split))]
pub async fn load() -> Result<Box<DeferredCode>, NotLoaded> {
    Ok(Box::new(code()))
}

fn code() -> DeferredCode {
    DeferredCode {
        draw: panels::draw,
        perform: effects::perform,
        come_back: auth::come_back,
        accept_files: effects::accept_files,
        join_host: frame::join,
        read_session,
        judge: |session| report::redacted(session.transcript()),
        judge_clean: report::redacted_from,
        steps: DeferredSteps::new(),
    }
}

fn read_session(session: &Run) -> SessionFacts {
    use crate::app::facts::phase_of;
    match phase_of(session).is_on() {
        true => SessionFacts::running(session),
        false => SessionFacts::read(session),
    }
}
