//! A button that copies one text.

use crate::ui::node::{Element, button, el};
use crate::ui::state::State;
use crate::ui::text::pieces;

pub fn copy_button(state: State, what: &str, text: String) -> Element {
    button("copy", "small", move || state.copy(text.clone(), "Copied"))
        .attr("aria-label", format!("Copy {what}"))
        .child("Copy")
}

/// A text to run or to paste elsewhere, with its button. `script` names the shell that it is for.
pub fn command(state: State, what: &str, text: &str, script: Option<&'static str>) -> Element {
    let mut pre = el("pre").attr("tabindex", "0").child(pieces(text));
    if let Some(shell) = script {
        pre = pre.attr("data-script", shell);
    }
    el("div")
        .class("command")
        .child(pre)
        .child(copy_button(state, what, text.to_owned()))
}
