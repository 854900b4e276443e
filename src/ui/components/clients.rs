//! What to write into other clients, after a healthy run.

use super::copy_button::command;
use super::finding::tab;
use crate::render;
use crate::share;
use crate::ui::markdown;
use crate::ui::node::{Node, button, el, nothing};
use crate::ui::page::Page;
use crate::ui::state::State;

const KEY: &str = "client";

pub fn clients(state: State, page: &Page) -> Node {
    let report = page.finished_report().filter(|_| page.sharing.clients_open);
    let Some(report) = report else {
        return nothing();
    };
    let target = share::template(&report.target.url);
    let all = render::clients(report, &target.server, &target.names);
    let chosen = page.limit(KEY, 0);
    let mut tabs = el("div")
        .class("tabs")
        .attr("role", "group")
        .attr("aria-label", "Client");
    for (index, client) in all.iter().enumerate() {
        tabs = tabs.child(tab(client.name, index == chosen, move || {
            state.extend(KEY, index)
        }));
    }
    let shown = all.get(chosen).map(|client| {
        el("div")
            .attr("data-client", client.name)
            .child(el("p").child(markdown::inline(client.place)))
            .child(command(state, "the configuration", &client.text, None))
            .child(
                (!client.note.is_empty())
                    .then(|| el("p").class("muted").child(markdown::inline(&client.note))),
            )
    });
    el("section")
        .class("clients card")
        .attr("data-panel", "clients")
        .attr("aria-labelledby", "clients-title")
        .child(
            el("div")
                .class("heading")
                .child(el("h2").attr("id", "clients-title").child("Use it in…"))
                .child(button("close", "small push", move || state.turn_clients()).child("Close")),
        )
        .child(tabs)
        .child(shown)
        .into()
}
