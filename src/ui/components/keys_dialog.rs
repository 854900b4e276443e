//! The keys, on `?`.

use crate::ui::later::{self, Part};
use crate::ui::node::{Node, button, el, many};
use crate::ui::page::Page;
use crate::ui::state::State;

const KEYS: [(&str, &str); 8] = [
    ("Enter", "in the field: find the fault"),
    ("R", "run again"),
    ("← →", "step by step through the timeline"),
    ("C", "copy the exchange as curl"),
    ("S", "share the diagnosis"),
    ("/", "to the field"),
    ("Esc", "close what is open, or cancel the run"),
    ("?", "these keys"),
];

/// Always there and empty while closed; `dom::show_dialog` opens and closes it.
pub fn keys_dialog(state: State, page: &Page) -> Node {
    el("dialog")
        .class("keys")
        .attr("aria-labelledby", "keys-title")
        .on("close", move |_| state.open_keys(false))
        .child(
            page.keys_open
                .then(|| later::drawn(state, page, Part::Keys)),
        )
        .into()
}

/// What stands in it.
pub fn content(state: State) -> Node {
    let mut list = el("dl");
    for (key, does) in KEYS {
        list = list
            .child(el("dt").child(el("kbd").child(key)))
            .child(el("dd").child(does));
    }
    let close = button("close", "ghost", move || state.open_keys(false)).child("Close");
    many(vec![
        el("h2").attr("id", "keys-title").child("Keys").into(),
        list.into(),
        close.into(),
    ])
}
