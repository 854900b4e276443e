//! What this page cannot see, a script can: the way past the browser.

use leptos::prelude::*;

use super::copy_button::command;
use super::finding::tab;
use crate::evidence::Shell;
use crate::ui::node::{Element, Node, button, el, nothing};
use crate::ui::state::State;

pub fn evidence_panel(state: State) -> Node {
    match state.evidence_open.get() {
        true => panel(state).into(),
        false => nothing(),
    }
}

fn panel(state: State) -> Element {
    let heading = el("div")
        .class("heading")
        .child(
            el("h2")
                .attr("id", "evidence-title")
                .child("Continue past the browser"),
        )
        .child(
            button("close", "small push", move || {
                state.evidence_open.set(false)
            })
            .child("Close"),
        );
    let read = button("exchange-pasted", "primary", move || state.read_evidence());
    let word = state.evidence_word.get();
    let alert =
        (!word.is_empty()).then(|| el("p").class("alert").attr("role", "alert").child(word));
    el("section")
        .class("evidence card")
        .attr("data-panel", "evidence")
        .attr("aria-labelledby", "evidence-title")
        .child(heading)
        .child(el("p").child("A browser does not show this page more, but curl sees everything. Run this script in a terminal and paste what it prints; the diagnosis goes on from there."))
        .child(script(state))
        .child(field(state))
        .child(alert)
        .child(read.child("Read it"))
}

fn script(state: State) -> Element {
    let shell = state.shell.get();
    let name = match shell {
        Shell::Sh => "sh",
        Shell::PowerShell => "powershell",
    };
    let choose =
        |label: &'static str, of: Shell| tab(label, shell == of, move || state.shell.set(of));
    let tabs = el("div")
        .class("tabs")
        .attr("role", "group")
        .attr("aria-label", "Shell")
        .child(choose("macOS, Linux", Shell::Sh))
        .child(choose("PowerShell", Shell::PowerShell));
    let script = command(state, "the script", &state.script(shell), Some(name));
    el("div").child(tabs).child(script)
}

fn field(state: State) -> Element {
    let text = state.evidence_text;
    let area = el("textarea")
        .attr("name", "evidence")
        .attr("rows", "5")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .value(text.get())
        .on("input", move |event| text.set(event_target_value(event)));
    el("label")
        .class("field")
        .child(el("span").child("What it printed"))
        .child(area)
        .child(el("small").child("The output of curl -sv or curl -i, and the browser's own code such as net::ERR_CONNECTION_REFUSED, are understood too."))
}
