//! The fix in the words of the server's own product: lines to paste, with the values of this run.

use leptos::prelude::*;

use super::button::Tab;
use super::command::Command;
use crate::app::finding;
use crate::app::help_files::HelpState;
use crate::app::message::Message;
use crate::page::context::use_app;
use crate::page::derived::Derived;

#[component]
pub fn Snippets(code: &'static str) -> impl IntoView {
    let app = use_app();
    let report = app.select_run(|run| run.report.clone());
    let help = app.select(move |state| state.help.of(code));
    let product = app.select(|state| state.product);
    let snippets = Derived::new(move || {
        let report = report.get();
        let report = report.as_ref().map(|report| &***report);
        match help.get() {
            HelpState::Ready(help) => finding::Snippets::of(&help, report, code, product.get()),
            _ => None,
        }
    });
    let tab = move |(index, label): (usize, String)| {
        let is_selected = Derived::new(move || product.get() == index);
        view! { <Tab label is_selected send=move || Message::ProductChosen(index)/> }.into_any()
    };
    move || {
        snippets.get().map(|snippets| {
            let tabs = snippets.products.into_iter().enumerate().map(tab);
            view! {
                <div class="snippets" data-panel="snippets">
                    <p>"Ready-made configuration:"</p>
                    <div class="tabs" role="group" aria-label="The server's product">
                        {tabs.collect::<Vec<_>>()}
                    </div>
                    <Command what="the lines" text=snippets.lines/>
                </div>
            }
        })
    }
}
