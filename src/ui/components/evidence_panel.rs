//! What this page cannot see, a script can: the way past the browser.

use super::copy_button::command;
use super::finding::tab;
use super::text_field::text_field;
use crate::evidence::Shell;
use crate::ui::form::Field;
use crate::ui::node::{Element, Node, button, el, nothing};
use crate::ui::page::Page;
use crate::ui::state::State;

pub fn evidence_panel(state: State, page: &Page) -> Node {
    match page.view.evidence_open {
        true => panel(state, page).into(),
        false => nothing(),
    }
}

fn panel(state: State, page: &Page) -> Element {
    let heading = el("div")
        .class("heading")
        .child(
            el("h2")
                .attr("id", "evidence-title")
                .child("Continue past the browser"),
        )
        .child(button("close", "small push", move || state.close_evidence()).child("Close"));
    let read = button("exchange-pasted", "primary", move || state.read_evidence());
    let word = page.view.evidence_word.clone();
    let alert =
        (!word.is_empty()).then(|| el("p").class("alert").attr("role", "alert").child(word));
    el("section")
        .class("evidence card")
        .attr("data-panel", "evidence")
        .attr("aria-labelledby", "evidence-title")
        .child(heading)
        .child(el("p").child("A browser does not show this page more, but curl sees everything. Run this script in a terminal and paste what it prints; the diagnosis goes on from there."))
        .child(script(state, page))
        .child(field(state, page))
        .child(alert)
        .child(read.child("Read it"))
}

fn script(state: State, page: &Page) -> Element {
    let shell = page.shell;
    let name = match shell {
        Shell::Sh => "sh",
        Shell::PowerShell => "powershell",
    };
    let choose =
        |label: &'static str, of: Shell| tab(label, shell == of, move || state.choose_shell(of));
    let tabs = el("div")
        .class("tabs")
        .attr("role", "group")
        .attr("aria-label", "Shell")
        .child(choose("macOS, Linux", Shell::Sh))
        .child(choose("PowerShell", Shell::PowerShell));
    let script = command(state, "the script", &page.script(), Some(name));
    el("div").child(tabs).child(script)
}

fn field(state: State, page: &Page) -> Element {
    let area = text_field(state, Field::Evidence, &page.view.evidence_text).attr("rows", "5");
    el("label")
        .class("field")
        .child(el("span").child("What it printed"))
        .child(area)
        .child(el("small").child("The output of curl -sv or curl -i, and the browser's own code such as net::ERR_CONNECTION_REFUSED, are understood too."))
}
