//! What the later chunks hand out, and how they are loaded.

use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::AnyView;
use web_sys::File;

use super::Runtime;
use crate::app::message::{Entry, OnDemandEffect};
use crate::app::on_demand_panel::OnDemandPanel;
use crate::app::run_facts::RunFacts;
use crate::engine::DeferredSteps;
use crate::engine::Run;
use crate::page::panel::Panel;
use crate::redact::{Cleaning, Redacted};
use crate::report::{Judging, Report};
use crate::trace::transcript::Transcript;

/// A chunk on its way.
pub type Loading<Code> = Pin<Box<dyn Future<Output = Result<Box<Code>, NotLoaded>>>>;

/// How each chunk is loaded, or waited for.
#[derive(Clone, Copy, Debug)]
pub struct Loaders {
    pub deferred: fn() -> Loading<DeferredCode>,
    pub on_demand: fn() -> Loading<OnDemandCode>,
}

/// The report of a run, or what is left to do for it.
pub type Judged = Result<Redacted<Report>, Box<Judging>>;

/// A chunk could not be loaded.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

#[cfg(split)]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> NotLoaded {
        NotLoaded
    }
}

/// Whether the on-demand chunk is there.
#[derive(Clone, Copy)]
pub enum OnDemandChunk {
    /// Nobody wanted it yet, or it is on its way.
    Absent,
    /// It did not load. The next who wants it tries again.
    Failed,
    Here(OnDemandCode),
}

/// What the on-demand chunk holds.
#[derive(Clone, Copy)]
pub struct OnDemandCode {
    /// Draws a part of the page.
    pub draw: fn(OnDemandPanel) -> AnyView,
    pub perform: fn(Runtime, OnDemandEffect),
    /// Takes up the run that this tab left for signing in, if it just came back from that.
    pub come_back: fn(Runtime),
    /// Opens a file that was chosen or dropped.
    pub open_file: fn(Runtime, File),
}

/// What the deferred chunk holds.
#[derive(Clone, Copy)]
pub struct DeferredCode {
    /// Draws a part of the page.
    pub draw: fn(Panel) -> AnyView,
    /// Reads what is pasted into the page's field, and shows in the tab what a run came to.
    pub attend: fn(Runtime),
    /// Loads the long texts of an area.
    pub load_help: fn(Runtime, &'static str),
    /// Reads what is entered in place of a URL.
    pub read_entry: fn(Runtime, &str),
    /// Shows a run in the address bar.
    pub write_entry: fn(&Entry),
    /// In a frame: from here on the page and its host speak to each other.
    pub join_host: fn(Runtime),
    /// What the engine says of a run beyond the report.
    pub read_facts: fn(&Run) -> RunFacts,
    /// What was seen of a run that is on. Even that goes through the redactor, which comes with the chunk.
    pub live: fn(&Run) -> Redacted<Report>,
    /// The same of a run whose end the user does not want to wait for.
    pub cancelled: fn(&Run) -> Redacted<Report>,
    /// What the run came to: the checks and their words, which no page needs before a run has ended.
    pub judge: fn(&Run) -> Redacted<Report>,
    /// The same of a large run, in slices: first its transcript is cleaned, then it is judged.
    pub clean: fn(&Transcript) -> Cleaning,
    pub clean_slice: fn(&mut Cleaning, &Transcript) -> bool,
    pub judge_clean: fn(Redacted<Arc<Transcript>>) -> Box<Judging>,
    pub judge_slice: fn(Box<Judging>) -> Judged,
    /// The half of the engine that few runs need.
    pub steps: DeferredSteps,
}
