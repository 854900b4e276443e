//! What stands above a diagnosis that a link brought: that it was recorded, or what is expected of the run.

use leptos::prelude::*;

use super::text::{Wire, inline};
use crate::app::banner;
use crate::app::dates::date;
use crate::app::sharing::{Recorded, Source};
use crate::page::context::use_app;
use crate::report::Report;
use crate::share::{self, Expectation};

#[component]
pub fn Banner() -> impl IntoView {
    let app = use_app();
    let problem = app.select(|state| state.problem.clone());
    let banner = app.select(banner::Banner::of);
    let alert = |problem: String| {
        view! {
            <p class="alert problem" role="alert" data-panel="problem">
                {problem}
            </p>
        }
    };
    view! {
        {move || Some(problem.get()).filter(|problem| !problem.is_empty()).map(alert)}
        {move || banner_view(banner.get())}
    }
}

fn banner_view(banner: banner::Banner) -> AnyView {
    match banner {
        banner::Banner::Nothing => ().into_any(),
        banner::Banner::Recorded(report, recorded) => recording(&report, &recorded),
        banner::Banner::Asked {
            expected,
            needs_input,
        } => asked(&expected, needs_input),
        banner::Banner::Compared(report, link) => {
            let expectation = share::expectation(&link, &report);
            expectation.as_ref().map(reproduced).into_any()
        }
    }
}

fn recording(report: &Report, recorded: &Recorded) -> AnyView {
    let line = |text: String| view! { <p>{inline(&text)}</p> };
    let (word, from) = match recorded.source {
        Source::Example => ("Example.", from_here(report)),
        Source::ThisTab => ("An earlier run of this tab.", made_on(report)),
        Source::Link | Source::File => ("Recorded run.", from_elsewhere(report)),
    };
    view! {
        <section class="recorded" data-panel="recorded" aria-label="Recording">
            <p>
                <b>{word}</b>
                " "
                {from}
                " Opening it sent nothing to the server."
            </p>
            {share::left_out(&report.transcript).map(line)}
            {recorded.reread.clone().map(line)}
        </section>
    }
    .into_any()
}

fn from_here(report: &Report) -> AnyView {
    let browser = report.browser.clone();
    view! { "It was recorded in " {browser} " and comes with this page." }.into_any()
}

/// `Made on 23 November 2026, 17:06 UTC, from https://a.example, in chromium 156.`
fn from_elsewhere(report: &Report) -> AnyView {
    view! {
        {made(report)}
        ", from "
        <Wire text=report.page_origin.clone()/>
        ", in "
        <Wire text=report.browser.clone()/>
        "."
    }
    .into_any()
}

/// `Made on 23 November 2026, 17:06 UTC.`
fn made_on(report: &Report) -> AnyView {
    view! { {made(report)} "." }.into_any()
}

fn made(report: &Report) -> AnyView {
    let moment = report.started_at.clone();
    view! {
        "Made on "
        <time datetime=moment.clone()>{date(&moment)}</time>
    }
    .into_any()
}

fn asked(expected: &str, needs_input: bool) -> AnyView {
    let next = match needs_input {
        true => " Enter what the options ask for, then run it.",
        false => " Run it to see whether it still does.",
    };
    view! {
        <section class="recorded" data-panel="asked" aria-label="Expected" role="status">
            <p>
                <b>"A link to reproduce a run."</b>
                " "
                {inline(expected)}
                {next}
            </p>
        </section>
    }
    .into_any()
}

fn reproduced(expectation: &Expectation) -> AnyView {
    let (word, sentences) = banner::reproduced(expectation);
    let line = |text: &String| view! { <p>{inline(text)}</p> }.into_any();
    view! {
        <section
            class="recorded"
            data-panel="reproduced"
            aria-label="Expected"
            role="status"
            data-reproduced=expectation.reproduced.to_string()
        >
            <h2>{word}</h2>
            {sentences.iter().map(line).collect::<Vec<AnyView>>()}
        </section>
    }
    .into_any()
}
