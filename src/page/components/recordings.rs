//! Recordings that come with the page: what a newcomer can look at without a server. And the way to one's own.

use leptos::prelude::*;

use super::button::Button;
use crate::app::message::Message;
use crate::browser::files;
use crate::page::context::use_app;

const RECORDINGS: [(&str, &str, &str); 3] = [
    ("cors", "fail", "Stopped by CORS"),
    ("sign-in", "waiting", "Needs sign-in"),
    ("healthy", "pass", "Healthy"),
];

#[component]
pub fn Recordings() -> impl IntoView {
    view! {
        <span>"Examples:"</span>
        {RECORDINGS.into_iter().map(recording_button).collect::<Vec<_>>()}
        <button
            type="button"
            class="link push"
            data-action="import"
            on:click=|_| files::choose("input[name=report]")
        >
            "Open a saved report"
        </button>
        <FileField/>
    }
}

fn recording_button((name, tone, title): (&'static str, &'static str, &'static str)) -> AnyView {
    view! {
        <Button
            action="open-recording"
            class="ghost"
            send=move || Message::ExampleOpened(name)
            attr:data-recording=name
            attr:data-tone=tone
        >
            <i aria-hidden="true"></i>
            {title}
        </Button>
    }
    .into_any()
}

/// The browser's own field, which the button beside it opens.
#[component]
fn FileField() -> impl IntoView {
    let app = use_app();
    view! {
        <input
            type="file"
            name="report"
            accept=".json,application/json"
            aria-label="A saved report"
            hidden=true
            on:change=move |event| {
                if let Some(file) = files::chosen(&event) {
                    app.runtime.with_on_demand(move |code| (code.open_file)(app.runtime, file));
                }
            }
        />
    }
}
