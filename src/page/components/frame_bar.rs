//! In a frame: what is diagnosed, and the two things that a reader can do about it.

use leptos::prelude::*;

use super::button::Button;
use super::header::Brand;
use super::text::pieces;
use crate::app::frame;
use crate::app::message::Message;
use crate::page::context::use_app;

#[component]
pub fn FrameBar() -> impl IntoView {
    let app = use_app();
    let server = app.select(|state| state.form.server.clone());
    let needs_secrets = app.select(|state| {
        let frame = state.frame.as_ref();
        frame.is_some_and(|frame| frame.needs_secrets)
    });
    let link = app.select(|state| state.frame.as_ref().map(|frame| frame.link.clone()));
    let has_report = app.select_run(|run| run.report.is_some());
    let notice = app.select(frame::notice);
    view! {
        <div class="frame-bar" role="group" aria-label="Connection diagnosis" tabindex="-1">
            <Brand/>
            <code class="server">
                <bdi>{move || server.with(|server| pieces(server))}</bdi>
            </code>
            // Without its secrets the run would only prove that they are missing.
            {move || (!needs_secrets.get()).then(|| view! { <RunButton/> })}
            <a
                class=move || if needs_secrets.get() { "primary" } else { "ghost" }
                data-action="open-full"
                href=move || link.get()
                target="_blank"
                rel="noopener"
            >
                "Open in Faultfinder"
            </a>
        </div>
        {move || {
            (!has_report.get()).then(|| view! { <h1>"See whether your browser connects to this server"</h1> })
        }}
        {move || notice.get().map(|notice| view! { <p class="frame-word" role="note">{notice}</p> })}
    }
}

#[component]
fn RunButton() -> impl IntoView {
    let app = use_app();
    let run = app.select_run(|run| match (run.phase.is_on(), &run.report) {
        (true, _) => ("cancel", "Cancel"),
        (false, None) => ("run", "Run"),
        (false, Some(_)) => ("run", "Run again"),
    });
    view! {
        <Button action="run" class="primary" send=|| Message::Submitted attr:data-action=move || run.get().0>
            {move || run.get().1}
        </Button>
    }
}
