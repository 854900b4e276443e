//! The deferred chunk: what the page can do without at first. `./dev build` puts the code that only [`load_code`] reaches
//! into a file of its own, which the page loads when it is at rest or when it is needed; a plain `trunk build` keeps all
//! in one.
//!
//! One function is split off. It hands out the rest as function pointers, as the engine's `DeferredSteps` does for its steps.

mod entry;
mod frame;
mod help;
mod panels;
mod tab;

use super::runtime::Runtime;
use super::runtime::code::{DeferredCode, Loading, NotLoaded};
use crate::app::run_facts::RunFacts;
use crate::engine::{DeferredSteps, Run};
use crate::redact::Cleaning;
use crate::report::{self, Judging};

#[cfg(split)]
#[leptos::wasm_split::wasm_split(deferred, wasm_split_path = leptos::wasm_split, fallible)]
fn load_code() -> Result<Box<DeferredCode>, NotLoaded> {
    Ok(Box::new(code()))
}

#[cfg(not(split))]
async fn load_code() -> Result<Box<DeferredCode>, NotLoaded> {
    Ok(Box::new(code()))
}

/// Loads the chunk, or waits until it is there.
pub fn load() -> Loading<DeferredCode> {
    Box::pin(load_code())
}

fn code() -> DeferredCode {
    DeferredCode {
        draw: panels::draw,
        attend,
        load_help: help::load,
        read_entry: entry::read,
        write_entry: entry::write,
        join_host: frame::join,
        read_facts,
        live: |run| report::redacted_live(run.transcript()),
        cancelled: |run| report::redacted_cancelled(run.transcript()),
        judge: |run| report::redacted(run.transcript()),
        clean: Cleaning::new,
        clean_slice: Cleaning::step,
        judge_clean: Judging::new,
        judge_slice: Judging::step,
        steps: DeferredSteps::new(),
    }
}

fn attend(runtime: Runtime) {
    entry::accept_pastes(runtime);
    tab::follow(runtime);
}

fn read_facts(run: &Run) -> RunFacts {
    use crate::app::facts::phase_of;
    match phase_of(run).is_on() {
        true => RunFacts::running(run),
        false => RunFacts::read(run),
    }
}
