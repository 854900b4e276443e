//! The keys, on `?`.

use crate::ui::node::{Node, button, el};
use crate::ui::state::State;

const KEYS: [(&str, &str); 7] = [
    ("Enter", "in the field: find the fault"),
    ("R", "run again"),
    ("← →", "step by step through the timeline"),
    ("C", "copy the exchange as curl"),
    ("/", "to the field"),
    ("Esc", "close what is open, or cancel the run"),
    ("?", "these keys"),
];

/// Always there; `dom::follow_keys` opens and closes it.
pub fn keys_dialog(state: State) -> Node {
    let mut list = el("dl");
    for (key, does) in KEYS {
        list = list
            .child(el("dt").child(el("kbd").child(key)))
            .child(el("dd").child(does));
    }
    let close = button("close", "ghost", move || state.open_keys(false)).child("Close");
    el("dialog")
        .class("keys")
        .attr("aria-labelledby", "keys-title")
        .on("close", move |_| state.open_keys(false))
        .child(el("h2").attr("id", "keys-title").child("Keys"))
        .child(list)
        .child(close)
        .into()
}
