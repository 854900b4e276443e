//! Everything that Faultfinder can say, to search, at `#help/`.

use leptos::prelude::*;

use super::button::Button;
use super::text::{CodeLink, inline};
use super::text_field::TextField;
use crate::app::finding::capital;
use crate::app::form::Field;
use crate::app::help::{Group, count, general, search};
use crate::app::message::Message;
use crate::checks::catalogue::{self, Entry};
use crate::page::context::use_app;
use crate::page::derived::Derived;

#[component]
pub fn HelpIndex() -> impl IntoView {
    let text = use_app().select(|state| state.topic_search.clone());
    let groups = Derived::new(move || text.with(|text| search(text)));
    view! {
        <section class="help card index" data-panel="help" aria-labelledby="help-title">
            <div class="heading">
                <h2 id="help-title">"All error codes"</h2>
                <Button action="close" class="small push" send=|| Message::TopicClosed>
                    "Close"
                </Button>
            </div>
            <TextField
                field=Field::Topics
                kind="search"
                placeholder="Search codes and titles"
                label="Search codes and titles"
            />
            <p class="meta" aria-live="polite">
                {move || groups.with(|groups| count(groups))}
            </p>
            {move || groups.with(|groups| groups.iter().map(group).collect::<Vec<_>>())}
        </section>
    }
}

fn group(group: &Group) -> AnyView {
    let entries = group.codes.iter().filter_map(|code| catalogue::entry(code));
    view! {
        <div>
            <h3>{group.title.clone()}</h3>
            <ul>{entries.map(row).collect::<Vec<_>>()}</ul>
        </div>
    }
    .into_any()
}

fn row(entry: &Entry) -> AnyView {
    view! {
        <li data-severity=entry.severity.id()>
            <CodeLink code=entry.code/>
            <span>{inline(&capital(&general(entry.title)))}</span>
        </li>
    }
    .into_any()
}
