//! The runs of this tab, to look at again. They are in memory and go with the tab.

use leptos::prelude::*;

use super::button::Button;
use super::icon::StatusIcon;
use super::text::{Wire, inline};
use crate::app::former_runs::{Entry, entries};
use crate::app::labels;
use crate::app::message::Message;
use crate::page::context::use_app;

#[component]
pub fn FormerRuns() -> impl IntoView {
    let list = use_app().select(entries);
    move || {
        let list = list.get();
        (!list.is_empty()).then(|| {
            view! {
                <section class="former-runs" data-panel="runs" aria-labelledby="runs-title">
                    <h2 id="runs-title">"Runs of this tab"</h2>
                    <ul>{list.into_iter().map(row).collect::<Vec<AnyView>>()}</ul>
                </section>
            }
        })
    }
}

fn row(entry: Entry) -> AnyView {
    let id = entry.id;
    view! {
        <li>
            <Button
                action="choose-run"
                class="item"
                send=move || Message::RunChosen(id)
                attr:aria-current=entry.is_shown.then_some("true")
                attr:data-look=entry.look.id()
            >
                <StatusIcon status=entry.look/>
                <span class="sr">{labels::status(entry.look)}</span>
                <time>{entry.time}</time>
                <code>
                    <Wire text=entry.url/>
                </code>
                <span>{inline(&entry.headline)}</span>
            </Button>
        </li>
    }
    .into_any()
}
