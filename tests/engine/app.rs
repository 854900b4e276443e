//! The page as plain data: what happens, what it holds then, and what follows.

mod effects;
mod entry;
mod frame;
mod help_files;
mod history;
mod links;
mod runs;
mod text;
mod verdict;
mod views;

use faultfinder::app::message::{Effect, Followed, Message};
use faultfinder::app::state::AppState;
use faultfinder::app::update::update;
use faultfinder::share::link;

/// The page after this has happened to it.
fn page(messages: Vec<Message>) -> AppState {
    let mut state = AppState::default();
    // An empty field starts nothing.
    state.form.server = "https://mcp.test/mcp".to_owned();
    for message in messages {
        update(&mut state, message);
    }
    state
}

/// What the page hears when it is opened with a fragment, or when that changes.
fn followed(fragment: &str) -> Message {
    Message::LinkFollowed(Box::new(Followed {
        link: link::parse(fragment, ""),
        fragment: fragment.to_owned(),
        address: fragment.to_owned(),
        number: None,
        is_framed: false,
        has_no_origin: false,
    }))
}

/// The same where another page shows it.
fn followed_in_frame(fragment: &str) -> Message {
    Message::LinkFollowed(Box::new(Followed {
        link: link::parse(fragment, ""),
        fragment: fragment.to_owned(),
        address: fragment.to_owned(),
        number: None,
        is_framed: true,
        has_no_origin: false,
    }))
}

/// Whether the engine is told to do something.
fn reaches_the_engine(effect: &Effect) -> bool {
    matches!(effect, Effect::StartRun(..) | Effect::Act(..))
}
