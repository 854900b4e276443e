//! Causes from the fault lab to try, where the page is served beside one.

use crate::ui::node::{Node, button, el, nothing};
use crate::ui::page::Page;
use crate::ui::state::State;

pub fn examples(state: State, page: &Page) -> Node {
    if page.examples.is_empty() || page.report.is_some() {
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
    for example in page.examples.iter().filter(|example| example.leads) {
        let url = example.url.clone();
        let button = button("try-example", "ghost", move || state.try_url(url.clone()));
        section = section.child(button.child(example.title.clone()));
    }
    section.into()
}
