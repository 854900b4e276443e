//! The keyboard: single letters act while nothing is being typed.

use super::message::Message;
use super::state::AppState;

/// A key that was pressed, without Ctrl, Alt or Meta.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Key<'a> {
    pub(crate) name: &'a str,
    /// It was pressed in a field.
    pub(crate) is_typing: bool,
    /// It was pressed in the timeline.
    pub(crate) in_timeline: bool,
}

/// What a key does; `None` where it is the browser's.
pub(crate) fn pressed(state: &AppState, key: Key) -> Option<Message> {
    if key.name == "Escape" {
        return Some(Message::Escaped);
    }
    if key.is_typing || state.is_modal() {
        return None;
    }
    // In a frame a letter may be meant for the page around it.
    if state.frame.is_some() && !key.name.starts_with("Arrow") {
        return None;
    }
    match key.name {
        "r" | "R" => Some(Message::RunRequested),
        "c" => Some(Message::CurlRequested),
        "s" => Some(Message::ShareRequested),
        "?" => Some(Message::KeysToggled(true)),
        "ArrowDown" if key.in_timeline => Some(Message::StepMoved(1)),
        "ArrowUp" if key.in_timeline => Some(Message::StepMoved(-1)),
        "ArrowRight" => Some(Message::StepMoved(1)),
        "ArrowLeft" => Some(Message::StepMoved(-1)),
        "/" => Some(Message::FocusRequested("input[name=server]")),
        _ => None,
    }
}
