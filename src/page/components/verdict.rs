//! The headline: what the run came to, and what to do with it.

use leptos::prelude::*;

use super::deferred::Deferred;
use super::text::{CodeLink, Wire, inline};
use crate::app::state::ReportRef;
use crate::app::verdict::{Headline, Marks};
use crate::page::context::use_app;
use crate::page::panel::Panel;

#[component]
pub fn Verdict() -> impl IntoView {
    let headline = use_app().select_run(Headline::of);
    view! {
        {move || match headline.get() {
            Headline::Nothing => ().into_any(),
            Headline::Progress { eyebrow, question, url, waits } => {
                view! { <Progress eyebrow question url waits/> }.into_any()
            }
            Headline::Verdict(report, marks) => view! { <Over report marks/> }.into_any(),
        }}
        <p class="sr" aria-live="polite" data-live="verdict">
            {move || headline.with(Headline::news)}
        </p>
    }
}

/// While the run is on.
#[component]
fn Progress(eyebrow: String, question: &'static str, url: String, waits: String) -> impl IntoView {
    view! {
        <section class="verdict running" aria-label="Progress">
            <p class="eyebrow">{eyebrow}</p>
            <h1>{question}</h1>
            <p class="meta">
                <code>
                    <Wire text=url/>
                </code>
                <span>{waits}</span>
            </p>
        </section>
    }
}

#[component]
fn Over(report: ReportRef, marks: Marks) -> impl IntoView {
    let verdict = &report.verdict;
    let facts = verdict.meta.iter();
    let facts = facts.map(|fact| view! { <li>{inline(fact)}</li> }.into_any());
    let code = report.code.clone();
    view! {
        <section class="verdict" aria-label="Verdict" data-panel="verdict" data-tone=marks.tone>
            <p class="eyebrow">{verdict.eyebrow.clone()}</p>
            <h1>{inline(&verdict.headline)}</h1>
            <Deferred panel=Panel::VerdictDetails/>
            <ul class="meta">
                {facts.collect::<Vec<_>>()}
                {code.map(|code| view! { <li><CodeLink code/></li> })}
            </ul>
            <div class="actions">
                <Deferred panel=Panel::VerdictActions/>
            </div>
        </section>
    }
}
