//! The headline: what the run came to, and what to do with it.

use leptos::prelude::*;

use super::button::Button;
use super::deferred::Deferred;
use super::text::{CodeLink, Wire, inline};
use crate::app::message::Message;
use crate::app::state::ReportRef;
use crate::app::verdict::{Action, Headline, actions};
use crate::page::context::use_app;
use crate::page::panel::Panel;
use crate::report::Outcome;

#[component]
pub fn Verdict() -> impl IntoView {
    let headline = use_app().select_run(Headline::of);
    view! {
        {move || match headline.get() {
            Headline::Nothing => ().into_any(),
            Headline::Progress { eyebrow, question, url } => {
                view! { <Progress eyebrow question url/> }.into_any()
            }
            Headline::Verdict(report) => view! { <Over report/> }.into_any(),
        }}
        <p class="sr" aria-live="polite" data-live="verdict">
            {move || headline.with(Headline::news)}
        </p>
    }
}

/// While the run is on.
#[component]
fn Progress(eyebrow: String, question: &'static str, url: String) -> impl IntoView {
    view! {
        <section class="verdict running" aria-label="Progress">
            <p class="eyebrow">{eyebrow}</p>
            <h1>{question}</h1>
            <p class="meta">
                <code>
                    <Wire text=url/>
                </code>
            </p>
        </section>
    }
}

#[component]
fn Over(report: ReportRef) -> impl IntoView {
    let verdict = &report.verdict;
    let facts = verdict.meta.iter();
    let facts = facts.map(|fact| view! { <li>{inline(fact)}</li> }.into_any());
    let boundary = verdict.browser_limit.as_deref();
    let code = report.code.clone();
    view! {
        <section
            class="verdict"
            aria-label="Verdict"
            data-panel="verdict"
            data-tone=report.outcome.map_or("", Outcome::id)
        >
            <p class="eyebrow">{verdict.eyebrow.clone()}</p>
            <h1>{inline(&verdict.headline)}</h1>
            {boundary.map(|line| view! { <p class="boundary">{inline(line)}</p> })}
            <ul class="meta">
                {facts.collect::<Vec<_>>()}
                {code.map(|code| view! { <li><CodeLink code/></li> })}
            </ul>
            <Actions/>
        </section>
    }
}

#[component]
fn Actions() -> impl IntoView {
    let actions = use_app().select(actions);
    move || {
        let actions = actions.get();
        (!actions.is_empty()).then(|| {
            let buttons = actions.into_iter().enumerate();
            view! {
                <div class="actions">
                    {buttons.map(|(place, action)| action_button(action, place == 0)).collect::<Vec<_>>()}
                    <Deferred panel=Panel::SharingActions/>
                </div>
            }
        })
    }
}

fn action_button(action: Action, is_first: bool) -> AnyView {
    let class = if is_first { "primary" } else { "ghost" };
    let button = |name: &'static str, send: fn() -> Message, label: &'static str| {
        view! { <Button action=name class send>{label}</Button> }.into_any()
    };
    match action {
        Action::RunAgain => button("run", || Message::RunAgainRequested, "Run again"),
        Action::EnterCredentials => button(
            "enter-credentials",
            || Message::CredentialsWanted,
            "I have a token",
        ),
        Action::TryUrl(url) => try_url(class, url),
        Action::Share => button("share", || Message::ShareRequested, "Share"),
        Action::Download => button(
            "download-json",
            || Message::DownloadRequested,
            "Download report",
        ),
        Action::PastTheBrowser => button(
            "paste-evidence",
            || Message::EvidenceToggled(true),
            "Check from a terminal",
        ),
        Action::CopyMarkdown(is_for_owner) => button(
            "copy-markdown",
            || Message::MarkdownRequested,
            match is_for_owner {
                true => "Copy report (Markdown)",
                false => "Copy as Markdown",
            },
        ),
        Action::CopyCurl => button("copy-curl", || Message::CurlRequested, "Copy as curl"),
    }
}

fn try_url(class: &'static str, url: String) -> AnyView {
    let text = url.clone();
    view! {
        <Button action="try-url" class send=move || Message::UrlTried(url.clone())>
            "Try "
            <code>
                <Wire text/>
            </code>
        </Button>
    }
    .into_any()
}
