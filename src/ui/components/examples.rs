//! Causes from the fault lab to try, where the page is served beside one.

use leptos::prelude::*;

use crate::ui::node::{Node, button, el, nothing};
use crate::ui::state::State;

pub fn examples(state: State) -> Node {
    let examples = state.examples.get();
    if examples.is_empty() || state.report.with(Option::is_some) {
        return nothing();
    }
    let mut section = el("section")
        .class("examples")
        .attr("aria-labelledby", "examples-title")
        .child(
            el("h2")
                .attr("id", "examples-title")
                .child("Try one from the fault lab"),
        );
    for example in examples {
        let url = example.url;
        let button = button("try-example", "ghost", move || state.try_url(url.clone()));
        section = section.child(button.child(example.title));
    }
    section.into()
}
