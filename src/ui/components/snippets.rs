//! The fix in the words of the server's own product: lines to paste, with the values of this run.

use super::copy_button::command;
use super::finding::tab;
use crate::checks::snippets::filled;
use crate::ui::node::{Node, el, nothing};
use crate::ui::page::Page;
use crate::ui::state::State;

pub fn snippets(state: State, page: &Page, code: &str) -> Node {
    let all: Vec<(&str, &str)> = page
        .help
        .iter()
        .flat_map(|help| help.snippets(code))
        .collect();
    let Some((_, lines)) = all.get(page.product) else {
        return nothing();
    };
    let report = page.report.as_deref();
    let mut findings = report.into_iter().flat_map(|report| &report.findings);
    let finding = findings.find(|finding| finding.code == code);
    let values = finding.map(|finding| finding.values.as_slice());
    let headers = report
        .into_iter()
        .flat_map(|report| &report.transcript.options.headers);
    let own = headers.map(|(name, _)| name.as_str());
    let Some(lines) = filled(lines, values.unwrap_or_default(), own) else {
        return nothing();
    };
    let mut tabs = el("div")
        .class("tabs")
        .attr("role", "group")
        .attr("aria-label", "The server's product");
    for (index, (product, _)) in all.iter().enumerate() {
        let choose = move || state.change(|page| page.product = index);
        tabs = tabs.child(tab((*product).to_owned(), index == page.product, choose));
    }
    el("div")
        .class("snippets")
        .attr("data-panel", "snippets")
        .child(el("p").child("Lines to paste, for the server's product:"))
        .child(tabs)
        .child(command(state, "the lines", &lines, None))
        .into()
}
