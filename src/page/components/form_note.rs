//! What is said beneath the URL field about what was entered there.

use leptos::prelude::*;

use super::button::Button;
use super::text::{Wire, inline};
use crate::app::message::Message;
use crate::page::context::use_app;
use crate::protocol::server_entry::ServerEntry;

#[component]
pub fn FormNote() -> impl IntoView {
    let note = use_app().select(|state| state.note.clone());
    let choice = |(place, server): (usize, &ServerEntry)| choice(place, server);
    view! {
        <div class="form-note" data-panel="form-note" role="status">
            {move || {
                note.with(|note| (!note.text.is_empty()).then(|| view! { <p>{inline(&note.text)}</p> }))
            }}
            {move || {
                note.with(|note| note.choices.iter().enumerate().map(choice).collect::<Vec<AnyView>>())
            }}
        </div>
    }
}

fn choice(place: usize, server: &ServerEntry) -> AnyView {
    let (name, url) = (server.name.clone(), server.url.clone());
    view! {
        <Button action="choose-entry" class="ghost" send=move || Message::EntryChosen(place)>
            <Wire text=name/>
            " "
            <code>
                <Wire text=url/>
            </code>
        </Button>
    }
    .into_any()
}
