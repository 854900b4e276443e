//! The fix in one line, beneath the headline.

use leptos::prelude::*;

use super::button::CopyButton;
use super::text::inline;
use crate::app::fix_line;
use crate::page::context::use_app;
use crate::page::derived::Derived;

#[component]
pub fn FixLine() -> impl IntoView {
    let app = use_app();
    let report = app.select_run(|run| run.finished_report().cloned());
    let help = app.select(fix_line::help);
    let product = app.select(|state| state.product);
    let line = Derived::new(move || {
        let (report, help) = (report.get()?, help.get()?);
        fix_line::FixLine::of(&report, &help, product.get())
    });
    move || {
        line.get().map(|line| {
            view! {
                <div class="fix-line" data-panel="fix">
                    <p>
                        <b>{line.label}</b>
                        " "
                        {inline(&line.sentence)}
                    </p>
                    <CopyButton what="the fix" text=line.copies/>
                </div>
            }
        })
    }
}
