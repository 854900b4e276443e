//! The headline: what the run came to, and what to do with it.

use leptos::prelude::*;

use super::help::code_link;
use crate::engine::step::{Status, Step};
use crate::report::{Outcome, Report, StepReport};
use crate::ui::facts::{better_url, may_go_past_the_browser, wants_credentials};
use crate::ui::state::{Phase, State};
use crate::ui::text::wire;
use crate::ui::{dom, labels, markdown};

#[component]
pub fn Verdict() -> impl IntoView {
    let state = State::here();
    let shown = move || {
        let report = state.report.get()?;
        Some(match state.phase.get() {
            Phase::Running => running(&report),
            Phase::Idle | Phase::Waiting | Phase::Done => verdict(state, &report),
        })
    };
    // The live region says the verdict only: a step that lasts a moment is no news.
    let news = move || match (state.phase.get(), state.report.get()) {
        (Phase::Done | Phase::Waiting, Some(report)) => {
            format!("{}. {}", report.verdict.kicker, report.verdict.headline).replace('`', "")
        }
        _ => String::new(),
    };
    view! {
        {shown}
        <p class="sr" aria-live="polite" data-live="verdict">{news}</p>
    }
}

/// While the run is on: the step that is being looked at, and its question.
fn running(report: &Report) -> AnyView {
    let is_on = |step: &&StepReport| step.status == Status::Running;
    let steps = || report.steps.iter().chain(&report.survey);
    let step = steps().rfind(is_on).map_or(Step::Address, |step| step.id);
    let kicker = match step.number() {
        Some(number) => format!("Step {number} of 11: {}", step.name()),
        None => format!("The session is open. Survey: {}", step.name()),
    };
    view! {
        <section class="verdict running" aria-label="Progress">
            <p class="kicker">{kicker}</p>
            <h1>{labels::question(step)}</h1>
            <p class="meta"><code>{report.target.url.clone()}</code></p>
        </section>
    }
    .into_any()
}

fn verdict(state: State, report: &Report) -> AnyView {
    let outcome = report.outcome.map_or("", labels::outcome);
    let said = &report.verdict;
    let meta: Vec<AnyView> = said
        .meta
        .iter()
        .map(|fact| view! { <li>{markdown::inline(fact)}</li> }.into_any())
        .collect();
    let code = report
        .code
        .as_ref()
        .map(|code| view! { <li>{code_link(code)}</li> }.into_any());
    let boundary = said
        .boundary
        .as_ref()
        .map(|line| view! { <p class="boundary">{markdown::inline(line)}</p> }.into_any());
    view! {
        <section class="verdict" data-panel="verdict" data-tone=outcome aria-label="Verdict">
            <p class="kicker">{said.kicker.clone()}</p>
            <h1>{markdown::inline(&said.headline)}</h1>
            {boundary}
            <ul class="meta">{meta}{code}</ul>
            {actions(state, report)}
        </section>
    }
    .into_any()
}

fn actions(state: State, report: &Report) -> AnyView {
    let past = may_go_past_the_browser(report).then(|| {
        let open = move |_| state.open_evidence();
        view! {
            <button type="button" class="ghost" data-action="paste-evidence" on:click=open>
                "Continue past the browser"
            </button>
        }
        .into_any()
    });
    let markdown = match report.outcome {
        Some(Outcome::Healthy | Outcome::Cancelled | Outcome::AuthorizationRequired) | None => {
            "Copy as Markdown"
        }
        Some(_) => "Copy for the server's owner",
    };
    let curl = report
        .exchanges
        .iter()
        .any(|exchange| exchange.request.is_some());
    let curl = curl.then(|| {
        view! {
            <button type="button" class="ghost" data-action="copy-curl" on:click=move |_| state.copy_curl()>
                "Copy as curl"
            </button>
        }
        .into_any()
    });
    let wanted = wanted(state, report);
    let download = if wanted.is_some() { "ghost" } else { "primary" };
    view! {
        <div class="actions">
            {wanted}
            <button type="button" class=download data-action="download-json" on:click=move |_| state.download_json()>
                "Download report"
            </button>
            {past}
            {better(state, report)}
            <button type="button" class="ghost" data-action="copy-markdown" on:click=move |_| state.copy_markdown()>
                {markdown}
            </button>
            {curl}
        </div>
    }
    .into_any()
}

/// The URL that would have worked better.
fn better(state: State, report: &Report) -> Option<AnyView> {
    let url = better_url(report)?.to_owned();
    let label = wire(&url);
    Some(
        view! {
            <button type="button" class="ghost long" data-action="try-url" on:click=move |_| state.try_url(url.clone())>
                "Try " <code>{label}</code>
            </button>
        }
        .into_any(),
    )
}

/// What only the user can give, first of all.
fn wanted(state: State, report: &Report) -> Option<AnyView> {
    wants_credentials(report).then(|| {
        let open = move |_| {
            state.options_open.set(true);
            dom::soon(|| dom::focus("input[name=bearer]"));
        };
        view! {
            <button type="button" class="primary" data-action="enter-credentials" on:click=open>
                "Enter a token or a header"
            </button>
        }
        .into_any()
    })
}
