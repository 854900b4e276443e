//! A long text from the wire, shown in parts.

use crate::ui::node::{Node, button, el, many};
use crate::ui::page::Page;
use crate::ui::pretty;
use crate::ui::state::State;
use crate::ui::text::pieces;

/// What is shown at first, in bytes. More would make the page slow before anybody asked for it.
const FIRST: usize = 64 * 1024;

/// A body or an event's data: JSON with line breaks, anything else as it came.
pub fn wire_text(state: State, page: &Page, key: String, text: &str) -> Node {
    let limit = page.limit(&key, FIRST);
    let (shown, is_cut) = match pretty::looks_like_json(text) {
        true => pretty::pretty(text, limit),
        false => pretty::plain(text, limit),
    };
    let pre = el("pre").attr("tabindex", "0").child(pieces(&shown));
    let more = is_cut.then(|| {
        button("show-more", "small more", move || {
            state.extend(&key, limit * 4)
        })
        .child("Show more")
    });
    many(vec![pre.into(), more.into()])
}
