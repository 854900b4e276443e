//! What the page can do without at first. `./dev build` puts the code that only these functions reach into a
//! file of its own, which the page loads when it is at rest or when it is needed; a plain `trunk build` keeps
//! all in one.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::components;
use super::node::{Node, nothing};
use super::page::Page;
use super::state::{Deed, State};
use crate::evidence::{self, EvidenceError};
use crate::redact::Redacted;
use crate::render;
use crate::report::{self, Report};
use crate::trace::recording::Recording;
use crate::trace::transcript::Transcript;
use crate::trace::wire::Pasted;

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

/// A part of the page that the second file draws; nothing as long as that is not there.
pub fn drawn(state: State, page: &Page, part: Part) -> Node {
    if !page.is_complete {
        return nothing();
    }
    // It is loaded, so this is over at once.
    let mut context = Context::from_waker(Waker::noop());
    match pin!(draw(state, part)).poll(&mut context) {
        Poll::Ready(Ok(node)) => node,
        Poll::Ready(Err(Unloaded)) | Poll::Pending => nothing(),
    }
}

/// Loads the file, so that nobody has to wait for it. Each function below waits by itself: this is the one that draws.
pub async fn prepare(state: State) -> Result<(), Unloaded> {
    draw(state, Part::Nothing).await.map(drop)
}

/// What the second file draws.
#[derive(Clone, Copy)]
pub enum Part {
    /// Recordings to try, on the empty page.
    Examples,
    /// That what is shown was recorded, or what a link expects.
    Banner,
    Compare,
    Share,
    Clients,
    /// The controls of what came with links, beneath the verdict.
    Actions,
    /// What a link names and does not bring.
    Secrets,
    Evidence,
    /// What there is to do on the way to a token.
    SignIn,
    /// What there is to ask of a server whose session opened.
    Deep,
    HelpIndex,
    Keys,
    /// What to paste where the fix of this code is made.
    Snippets(&'static str),
    Nothing,
}

later! {
    fn draw(state: State, part: Part) -> Node {
        let page = state.page();
        match part {
            Part::Examples => components::recordings::recordings(state),
            Part::Banner => components::banner::banner(state, &page),
            Part::Compare => components::compare::compare(&page),
            Part::Share => components::share_dialog::content(state, &page),
            Part::Clients => components::clients::clients(state, &page),
            Part::Actions => components::sharing_actions::actions(state, &page),
            Part::Secrets => components::secret_fields::secret_fields(state, &page),
            Part::Keys => components::keys_dialog::content(state),
            Part::Snippets(code) => components::snippets::snippets(state, &page, code),
            Part::Evidence => components::evidence_panel::evidence_panel(state, &page),
            Part::SignIn => components::sign_in::sign_in(state, &page),
            Part::Deep => components::deep::deep(state, &page),
            Part::HelpIndex => components::help_index::help_index(state, &page),
            Part::Nothing => nothing(),
        }
    }

    fn act(state: State, deed: Deed) -> () {
        state.act_later(deed);
    }

    /// In a frame: from here on the page and its host speak to each other.
    fn join_host(state: State) -> () {
        super::frame::join(state)
    }

    /// What the run came to: the checks and their words, which no page needs before a run has ended.
    fn judge(state: State) -> Option<Redacted<Report>> {
        state.read(|session| report::redacted(session.transcript()))
    }

    /// The same of a large run, of which the first parts are done.
    fn judge_clean(
        clean: Redacted<Transcript>,
        recording: Box<Redacted<Recording>>
    ) -> Box<Redacted<Report>> {
        Box::new(report::redacted_from(&clean, &recording))
    }

    /// Reads what a person pasted.
    fn read_evidence(state: State) -> Result<Pasted, EvidenceError> {
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
