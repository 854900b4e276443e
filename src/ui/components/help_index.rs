//! Everything that Faultfinder can say, to search, at `#help/`.

use super::finding::capital;
use super::help::{code_link, general};
use super::text_field::text_field;
use crate::checks::catalogue::{CATALOGUE, Entry};
use crate::trace::step::Step;
use crate::ui::form::Field;
use crate::ui::markdown;
use crate::ui::node::{Element, Node, button, el};
use crate::ui::page::Page;
use crate::ui::state::State;

pub fn help_index(state: State, page: &Page) -> Node {
    let needle = page.topic_search.trim().to_ascii_lowercase();
    let found: Vec<&Entry> = CATALOGUE
        .iter()
        .filter(|entry| fits(entry, &needle))
        .collect();
    let heading = el("div")
        .class("heading")
        .child(
            el("h2")
                .attr("id", "help-title")
                .child("Everything that can be found"),
        )
        .child(button("close", "small push", move || state.close_topic()).child("Close"));
    let search = text_field(state, Field::Topics, &page.topic_search)
        .attr("type", "search")
        .attr("placeholder", "Search codes and titles")
        .attr("aria-label", "Search codes and titles");
    let count = match found.len() {
        0 => "Nothing fits.".to_owned(),
        count => format!("{count} of {}", CATALOGUE.len()),
    };
    let mut section = el("section")
        .key("index")
        .class("help card index")
        .attr("data-panel", "help")
        .attr("aria-labelledby", "help-title")
        .child(heading)
        .child(search)
        .child(
            el("p")
                .class("meta")
                .attr("aria-live", "polite")
                .child(count),
        );
    for step in Step::ALL {
        section = section.child(group(step, &found));
    }
    section.into()
}

/// Every word must stand somewhere: `cors header` finds `cors/header-not-allowed`.
fn fits(entry: &Entry, needle: &str) -> bool {
    let title = entry.title.to_ascii_lowercase();
    let mut words = needle.split_whitespace();
    words.all(|word| entry.code.contains(word) || title.contains(word))
}

fn group(step: Step, found: &[&Entry]) -> Option<Element> {
    let of_step = |entry: &&&Entry| entry.code.split('/').next() == Some(step.id());
    let rows: Vec<Node> = found
        .iter()
        .filter(of_step)
        .map(|entry| row(entry))
        .collect();
    let title = match step.number() {
        Some(number) => format!("{number} {}", step.name()),
        None => step.name().to_owned(),
    };
    (!rows.is_empty()).then(|| {
        el("div")
            .child(el("h3").child(title))
            .child(el("ul").children(rows))
    })
}

fn row(entry: &Entry) -> Node {
    let title = markdown::inline(&capital(&general(entry.title)));
    el("li")
        .attr("data-severity", entry.severity.id())
        .child(code_link(entry.code))
        .child(el("span").child(title))
        .into()
}
