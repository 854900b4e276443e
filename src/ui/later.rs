//! What the page can do without at first. `./dev build` puts the code that only these functions reach into a
//! file of its own, which the page loads when it is at rest or when it is needed; a plain `trunk build` keeps
//! all in one.

use super::state::State;
use crate::browser::clipboard;
use crate::engine::recording::Recording;
use crate::engine::transcript::Transcript;
use crate::engine::wire::Pasted;
use crate::evidence::{self, Nonsense};
use crate::redact::{self, Redacted};
use crate::render;
use crate::report::Report;

/// The file could not be loaded.
pub struct Unloaded;

#[cfg(split)]
impl From<leptos::wasm_split::SplitLoaderError> for Unloaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Unloaded {
        Unloaded
    }
}

/// Makes a function that waits for its code.
macro_rules! later {
    ($($(#[$docs:meta])* fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty $body:block)*) => {$(
        #[cfg(split)]
        #[leptos::wasm_split::wasm_split(later, wasm_split_path = leptos::wasm_split, fallible)]
        $(#[$docs])*
        pub fn $name($($argument: $type),*) -> Result<$result, Unloaded> {
            Ok($body)
        }

        #[cfg(not(split))]
        $(#[$docs])*
        pub async fn $name($($argument: $type),*) -> Result<$result, Unloaded> {
            Ok($body)
        }
    )*};
}

later! {
    /// Loads the file, so that nobody has to wait for it.
    fn prepare() -> () {}

    /// In a frame: from here on the page and its host speak to each other.
    fn join_host(state: State) -> () {
        super::frame::join(state)
    }

    /// Selects this text where it stands on the page; says whether it does.
    fn select(text: String) -> bool {
        clipboard::select_shown(&text).is_some()
    }

    /// What the run came to: the checks and their words, which no page needs before a run has ended.
    fn judge(state: State) -> Option<Redacted<Report>> {
        state.read(|session| redact::report(session.transcript()))
    }

    /// The same of a large run, of which the first parts are done.
    fn judge_clean(
        clean: Redacted<Transcript>,
        recording: Box<Redacted<Recording>>
    ) -> Box<Redacted<Report>> {
        Box::new(redact::report_of(&clean, &recording))
    }

    /// Reads what a person pasted.
    fn read_evidence(state: State) -> Result<Pasted, Nonsense> {
        evidence::read(&state.page().view.evidence_text)
    }

    /// The exchange that is looked at, as a command; empty if there is none. So are those that follow.
    fn curl(state: State) -> String {
        let page = state.page();
        let exchange = page.report.as_ref().zip(page.exchange());
        exchange.map_or_else(String::new, |(report, id)| render::curl(report, id))
    }

    fn markdown(state: State) -> String {
        state.page().report.as_ref().map_or_else(String::new, render::markdown)
    }

    fn json(state: State) -> String {
        state.page().report.as_ref().map_or_else(String::new, render::json)
    }
}
