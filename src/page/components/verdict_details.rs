//! Beneath the headline: how clients of two kinds fare, the fix in one line, and what to look at.

use leptos::prelude::*;

use super::button::Button;
use super::fix_line::FixLine;
use super::icon::StatusIcon;
use crate::app::message::Message;
use crate::app::verdict::Marks;
use crate::app::verdict_details::{Kinds, warnings};
use crate::page::context::use_app;
use crate::trace::step::Status;

#[component]
pub fn VerdictDetails() -> impl IntoView {
    let app = use_app();
    let fares = app.select_run(|run| run.finished_report().and_then(|report| Kinds::of(report)));
    let links = app.select_run(|run| {
        let report = run.finished_report()?;
        Some((warnings(report), Marks::of(report, run).deep))
    });
    view! {
        {move || fares.get().map(kinds)}
        <FixLine/>
        {move || links.get().map(|(warnings, deep)| view! {
            <ul class="meta">
                {warnings.map(|text| to_there("show-warnings", format!("See the {text}"), || Message::FocusRequested("#findings-title")))}
                {deep.map(|text| to_there("show-deep", text, || Message::FocusRequested("#deep-title")))}
            </ul>
        })}
    }
}

/// A fact that is explained further down.
fn to_there(action: &'static str, text: String, send: fn() -> Message) -> AnyView {
    view! {
        <li>
            <Button action class="link" send>{text}</Button>
        </li>
    }
    .into_any()
}

/// How clients of two kinds fare, side by side.
fn kinds(kinds: Kinds) -> AnyView {
    let desktop = match kinds.opens {
        true => Status::Pass,
        false => Status::Waiting,
    };
    let kind = |status: Status, name: &'static str, fares: String| {
        view! {
            <li data-look=status.id()>
                <StatusIcon status/>
                <span>
                    <b>{name}</b>
                    " "
                    {fares}
                </span>
            </li>
        }
        .into_any()
    };
    view! {
        <ul class="kinds">
            {kind(desktop, "Desktop client:", kinds.desktop)}
            {kind(Status::Fail, "Browser:", kinds.browser)}
        </ul>
    }
    .into_any()
}
