//! How clients differ in what a finding is about: a mark for each, and what it does, folded.

use leptos::prelude::*;

use super::text::inline;
use crate::app::affected_clients::{AffectedClient, Effect, marks};

/// Marks in a line; the rest unfolds. Empty where nothing is known of any client.
pub fn affected_clients(list: &str) -> Option<AnyView> {
    let clients = AffectedClient::all(list);
    let chips = marks(&clients);
    let chips = chips.into_iter().map(|(effect, name)| {
        view! { <li data-look=effect.id()>{mark(effect)} {name}</li> }.into_any()
    });
    let details = clients.iter().map(details);
    (!clients.is_empty()).then(|| {
        view! {
            <ul class="marks">{chips.collect::<Vec<AnyView>>()}</ul>
            <details class="chevron">
                <summary>"What each client does, with sources"</summary>
                <ul class="each-client">{details.collect::<Vec<AnyView>>()}</ul>
            </details>
        }
        .into_any()
    })
}

/// The sign, and what it says for those who do not see it.
fn mark(effect: Effect) -> AnyView {
    view! {
        <span aria-hidden="true">{effect.mark()}</span>
        <span class="sr">{effect.words()}</span>
    }
    .into_any()
}

fn details(client: &AffectedClient<'_>) -> AnyView {
    let source = client.source.to_owned();
    let source = match client.url() {
        Some(url) => view! {
            <a href=url target="_blank" rel="noopener">
                {source}
            </a>
        }
        .into_any(),
        None => source.into_any(),
    };
    view! {
        <li data-look=client.effect.id()>
            {mark(client.effect)}
            <strong>{client.name.to_owned()}</strong>
            " "
            {inline(client.does)}
            <em>{source}</em>
        </li>
    }
    .into_any()
}
