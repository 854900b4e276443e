//! What is entered in place of a URL: the form takes from it what it can.

use super::runs;
use crate::app::entry::{FormNote, Reading};
use crate::app::message::Effect;
use crate::app::state::AppState;
use crate::protocol::server_entry::ServerEntry;

/// Whether the text in the field is to be read before it is run, and how; `None` for what looks like a URL. In a frame the
/// host page has entered it.
pub(crate) fn check(state: &mut AppState) -> Option<Vec<Effect>> {
    state.note = FormNote::default();
    let text = state.form.server.trim();
    if state.frame.is_some() || is_plain_url(text) {
        return None;
    }
    if text.is_empty() {
        state.note.text =
            "Enter the URL of an MCP server, such as `https://mcp.example.com/mcp`.".to_owned();
        return Some(vec![Effect::Focus("input[name=server]".to_owned())]);
    }
    Some(vec![Effect::ReadEntry(text.to_owned())])
}

fn is_plain_url(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.starts_with("http") && !text.contains(char::is_whitespace))
}

/// Fills the form, offers a choice, and goes on with the run that the user wanted.
pub(crate) fn take(state: &mut AppState, reading: Reading) -> Vec<Effect> {
    let Reading {
        servers,
        is_address,
        text,
        starts,
    } = reading;
    let is_choice = servers.len() > 1;
    let mut wants_secret = false;
    match <[ServerEntry; 1]>::try_from(servers) {
        Ok([server]) if is_address => state.form.server = server.url,
        Ok([server]) => wants_secret = fill(state, server),
        Err(choices) => {
            state.note = FormNote { text, choices };
            return match (is_choice, starts) {
                (true, _) => vec![Effect::Focus("[data-action=choose-entry]".to_owned())],
                // The engine says what it is.
                (false, true) => runs::start(state),
                (false, false) => Vec::new(),
            };
        }
    }
    state.note.text = text;
    match starts && !wants_secret {
        true => runs::start_if_filled(state),
        false => Vec::new(),
    }
}

/// The server at this place of the choice. The user looks at it before it is run.
pub(crate) fn choose(state: &mut AppState, place: usize) -> Vec<Effect> {
    let mut choices = std::mem::take(&mut state.note).choices;
    if place >= choices.len() {
        return Vec::new();
    }
    match fill(state, choices.swap_remove(place)) {
        true => Vec::new(),
        false => vec![Effect::Focus("[data-action=run]".to_owned())],
    }
}

/// Fills the form, and says whether a secret is left to be entered: then the options are open.
fn fill(state: &mut AppState, server: ServerEntry) -> bool {
    let wants_secret = server.has_placeholder();
    state.form.take(server);
    state.options_open |= wants_secret;
    wants_secret
}
