//! The headline: what the run came to, and what to do with it.

use leptos::prelude::*;

use super::button::Button;
use super::deferred::Deferred;
use super::text::{CodeLink, Wire, inline};
use crate::app::message::Message;
use crate::app::state::ReportRef;
use crate::app::verdict::Headline;
use crate::page::context::use_app;
use crate::page::derived::Derived;
use crate::page::panel::Panel;
use crate::report::Report;

#[component]
pub fn Verdict() -> impl IntoView {
    let headline = use_app().select_run(Headline::of);
    let report = Derived::new(move || headline.with(|headline| headline.report().cloned()));
    let is_over = Derived::new(move || report.with(Option::is_some));
    let is_on = Derived::new(move || headline.with(Headline::is_progress));
    let tone = Derived::new(move || headline.with(Headline::tone));
    view! {
        {move || is_on.get().then(|| view! { <Progress headline/> })}
        {move || is_over.get().then(|| view! { <Over report tone/> })}
        <p class="sr" aria-live="polite" data-live="verdict">
            {move || headline.with(Headline::news)}
        </p>
    }
}

/// While the run is on. Its words change with every second; the button keeps the focus.
#[component]
fn Progress(headline: Derived<Headline>) -> impl IntoView {
    let can_wait = Derived::new(move || headline.with(Headline::can_wait_longer));
    let words = move || match headline.get() {
        Headline::Progress {
            eyebrow,
            question,
            url,
            waits,
            next,
        } => Some(view! {
            <p class="eyebrow">{eyebrow}</p>
            <h1>{question}</h1>
            <p class="meta">
                <code>
                    <Wire text=url/>
                </code>
                <span>{waits}</span>
                <span>{next}</span>
            </p>
        }),
        Headline::Nothing | Headline::Verdict(..) => None,
    };
    let wait_longer = || {
        view! {
            <Button action="wait-longer" class="ghost" send=|| Message::LongerWaitRequested>
                "Wait longer"
            </Button>
        }
    };
    view! {
        <section class="verdict running" aria-label="Progress">
            {words}
            {move || can_wait.get().then(wait_longer)}
        </section>
    }
}

/// What the run came to. Another run may come to something else; the buttons stay as long as they are the same ones.
#[component]
fn Over(report: Derived<Option<ReportRef>>, tone: Derived<&'static str>) -> impl IntoView {
    view! {
        <section
            class="verdict"
            aria-label="Verdict"
            data-panel="verdict"
            data-tone=move || tone.get()
        >
            {move || report.get().map(|report| words(&report))}
            <div class="actions">
                <Deferred panel=Panel::VerdictActions/>
            </div>
        </section>
    }
}

fn words(report: &Report) -> AnyView {
    let verdict = &report.verdict;
    let facts = verdict.meta.iter();
    let facts = facts.map(|fact| view! { <li>{inline(fact)}</li> }.into_any());
    let code = report.code.clone();
    view! {
        <p class="eyebrow">{verdict.eyebrow.clone()}</p>
        <h1>{inline(&verdict.headline)}</h1>
        <Deferred panel=Panel::VerdictDetails/>
        <ul class="meta">
            {facts.collect::<Vec<_>>()}
            {code.map(|code| view! { <li><CodeLink code/></li> })}
        </ul>
    }
    .into_any()
}
