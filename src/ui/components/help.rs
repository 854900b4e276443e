//! The help for one code, at `#help/<code>`: what it is, why it matters, how to fix it.

use super::finding::{capital, sources};
use crate::checks::catalogue;
use crate::ui::later::{Part, drawn};
use crate::ui::markdown;
use crate::ui::node::{Element, Node, button, el, many, nothing};
use crate::ui::page::Page;
use crate::ui::state::State;

pub fn help(state: State, page: &Page) -> Node {
    match page.topic.as_deref() {
        None => nothing(),
        Some("") => drawn(state, page, Part::HelpIndex),
        Some(code) => panel(state, page, code).into(),
    }
}

/// A code that leads to its help.
pub fn code_link(code: &str) -> Element {
    el("a")
        .class("code")
        .attr("href", format!("#help/{code}"))
        .child(code.to_owned())
}

fn panel(state: State, page: &Page, code: &str) -> Element {
    let entry = catalogue::entry(code);
    let title = entry.map_or("There is no such code", |entry| entry.title);
    let heading = el("div")
        .class("heading")
        .child(el("code").class("code").child(code.to_owned()))
        .child(
            el("a")
                .class("push")
                .attr("href", "#help/")
                .child("All codes"),
        )
        .child(button("close", "small", move || state.close_topic()).child("Close"));
    let body = el("div").class("finding").child(topic(state, page, code));
    el("section")
        .key(code.to_owned())
        .class("help card")
        .attr("data-panel", "help")
        .attr("aria-labelledby", "help-title")
        .child(heading)
        .child(
            el("h2")
                .attr("id", "help-title")
                .child(markdown::inline(&capital(&general(title)))),
        )
        .child(body)
}

fn topic(state: State, page: &Page, code: &str) -> Node {
    let Some(topic) = page.help.as_ref().and_then(|help| help.topic(code)) else {
        return nothing();
    };
    let entry = catalogue::entry(code);
    let snippets = entry.map(|entry| drawn(state, page, Part::Snippets(entry.code)));
    many(vec![
        markdown::prose(&general(topic.happened())),
        el("h3").child("How to fix").into(),
        markdown::prose(&general(topic.fix())),
        snippets.into(),
        el("h3").child("Why it matters").into(),
        markdown::prose(&general(topic.why())),
        minds(topic.affected_clients()),
        try_it(state, page, code).into(),
        sources(&topic.sources()),
    ])
}

/// How clients differ in it.
fn minds(list: &str) -> Node {
    match list {
        "" => nothing(),
        list => many(vec![
            el("h3").child("Who minds").into(),
            markdown::prose(list),
        ]),
    }
}

/// Where the page is served beside the fault lab: a server that has it.
fn try_it(state: State, page: &Page, code: &str) -> Option<Element> {
    let example = page.examples.iter().find(|example| example.code == code)?;
    let url = example.url.clone();
    let label = ["Try it on the fault lab: ", &example.title].concat();
    Some(button("try-example", "ghost", move || state.try_url(url.clone())).child(label))
}

/// Without a run there are no values: `{header}` becomes `<header>`. Braces of a snippet stay.
pub fn general(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once('{') {
        out.push_str(before);
        let name = inner.split_once('}').map(|(name, _)| name);
        let is_name = |name: &&str| {
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        match name.filter(|name| !name.is_empty()).filter(is_name) {
            Some(name) => {
                out.push('<');
                out.push_str(name);
                out.push('>');
                rest = inner.get(name.len() + 1..).unwrap_or_default();
            }
            None => {
                out.push('{');
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    out
}
