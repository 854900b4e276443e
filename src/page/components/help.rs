//! The help for one code, at `#help/<code>`: what it is, why it matters, how to fix it. At `#help/` all codes.

use std::sync::Arc;

use leptos::prelude::*;

use super::affected_clients::affected_clients;
use super::button::Button;
use super::finding::sources;
use super::help_index::HelpIndex;
use super::help_state::HelpLoading;
use super::keyed::Keyed;
use super::snippets::Snippets;
use super::text::{inline, prose};
use crate::app::facts::Example;
use crate::app::finding::capital;
use crate::app::help::general;
use crate::app::help_files::HelpState;
use crate::app::message::Message;
use crate::checks::catalogue::{self, Topic};
use crate::page::context::use_app;
use crate::page::derived::Derived;

#[component]
pub fn Help() -> impl IntoView {
    let topic = use_app().select(|state| state.topic.clone());
    let keys = Derived::new(move || topic.get().into_iter().collect());
    let draw = |code: String| match code.as_str() {
        "" => view! { <HelpIndex/> }.into_any(),
        _ => view! { <HelpTopic code/> }.into_any(),
    };
    view! { <Keyed keys draw=Arc::new(draw)/> }
}

/// The help of one code.
#[component]
fn HelpTopic(code: String) -> impl IntoView {
    let app = use_app();
    let entry = catalogue::entry(&code);
    let title = entry.map_or("There is no such code", |entry| entry.title);
    let loading = entry.map(|entry| view! { <HelpLoading code=entry.code/> });
    let name = code.clone();
    let of = code.clone();
    let help = app.select(move |state| state.help.of(&of));
    view! {
        <section class="help card" data-panel="help" aria-labelledby="help-title">
            <div class="heading">
                <code class="code">{name}</code>
                <a class="push" href="#help/">
                    "All codes"
                </a>
                <Button action="close" class="small" send=|| Message::TopicClosed>
                    "Close"
                </Button>
            </div>
            <h2 id="help-title">{inline(&capital(&general(title)))}</h2>
            <div class="finding">
                {loading}
                {move || match help.get() {
                    HelpState::Ready(help) => help.topic(&code).map(|topic| topic_view(&code, topic)),
                    _ => None,
                }}
            </div>
        </section>
    }
}

fn topic_view(code: &str, topic: Topic<'_>) -> AnyView {
    let entry = catalogue::entry(code);
    view! {
        {prose(&general(topic.happened()))}
        <h3>"How to fix"</h3>
        {prose(&general(topic.fix()))}
        {entry.map(|entry| view! { <Snippets code=entry.code/> })}
        <h3>"Why it matters"</h3>
        {prose(&general(topic.why()))}
        {affected_clients(topic.affected_clients()).map(|clients| view! {
            <h3>"Affected clients"</h3>
            {clients}
        })}
        <TryIt code=code.to_owned()/>
        {sources(&topic.sources())}
    }
    .into_any()
}

/// Where the page is served beside the fault lab: a server that has it.
#[component]
fn TryIt(code: String) -> impl IntoView {
    let with_code = move |examples: &[Example]| {
        let mut examples = examples.iter();
        examples.find(|example| example.code == code).cloned()
    };
    let example = use_app().select(move |state| with_code(&state.examples));
    move || {
        example.get().map(|Example { url, title, .. }| {
            view! {
                <Button action="try-example" class="ghost" send=move || Message::UrlTried(url.clone())>
                    {format!("Try it on the fault lab: {title}")}
                </Button>
            }
        })
    }
}
