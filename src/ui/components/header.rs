//! The name of the product, and what concerns the page rather than a run.

use super::icon::logo;
use crate::ui::modes::Theme;
use crate::ui::node::{Node, button, el};
use crate::ui::page::Page;
use crate::ui::state::State;

pub fn header(state: State, page: &Page) -> Node {
    let theme = match page.theme {
        Theme::Auto => "Theme: auto",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    let theme = button("theme", "quiet", move || state.turn_theme()).child(theme);
    let keys = button("keys", "quiet", move || state.open_keys(true))
        .child("Keys ")
        .child(el("kbd").child("?"));
    el("header")
        .child(el("span").class("brand").child(logo()).child("Faultfinder"))
        .child(
            el("nav")
                .attr("aria-label", "Page")
                .child(theme)
                .child(keys),
        )
        .into()
}

/// What this page does with what it learns.
pub fn footer() -> Node {
    el("footer")
        .child("Runs in your browser. Nothing is stored, and nothing is sent anywhere but to the server under diagnosis. ")
        .child(el("a").attr("href", "#help/").child("Everything that can be found"))
        .into()
}
