//! What the open session offers: lists to search, schemas on demand.

use std::sync::Arc;

use leptos::prelude::*;

use super::finding::tab;
use super::wire_text::wire_text;
use crate::report::{Offer, Report};
use crate::ui::pretty;
use crate::ui::state::State;
use crate::ui::text::wire;

/// Offers per page: what a frame can bear.
const PAGE: usize = 100;

/// A list, with what the search looks at.
struct List {
    title: &'static str,
    offers: Vec<(Offer, String)>,
}

#[component]
pub fn Offers() -> impl IntoView {
    let state = State::here();
    move || {
        let report = state.finished_report()?;
        let lists: Vec<List> = lists(&report);
        (!lists.is_empty()).then(|| {
            panel(
                Arc::new(lists),
                report
                    .server
                    .as_ref()
                    .map(|server| server.instructions.clone()),
            )
        })
    }
}

fn lists(report: &Report) -> Vec<List> {
    let offers = &report.offers;
    let all = [
        ("Tools", &offers.tools),
        ("Prompts", &offers.prompts),
        ("Resources", &offers.resources),
    ];
    let all = all.into_iter().filter(|(_, offers)| !offers.is_empty());
    all.map(|(title, offers)| List {
        title,
        offers: offers
            .iter()
            .map(|offer| (offer.clone(), haystack(offer)))
            .collect(),
    })
    .collect()
}

fn haystack(offer: &Offer) -> String {
    let mut text = offer.name.to_lowercase();
    for part in [&offer.title, &offer.description] {
        text.push('\n');
        text.push_str(&part.to_lowercase());
    }
    text
}

fn panel(lists: Arc<Vec<List>>, instructions: Option<String>) -> AnyView {
    let chosen = RwSignal::new(0usize);
    let search = RwSignal::new(String::new());
    let limit = RwSignal::new(PAGE);
    let tabs: Vec<AnyView> = lists
        .iter()
        .enumerate()
        .map(|(index, list)| {
            let choose = move || {
                chosen.set(index);
                limit.set(PAGE);
            };
            tab(
                format!("{} {}", list.title, list.offers.len()),
                move || chosen.get() == index,
                choose,
            )
        })
        .collect();
    let shown = move || match lists.get(chosen.get()) {
        Some(list) => found(list, &search.get(), limit),
        None => ().into_any(),
    };
    let instructions = instructions.filter(|text| !text.is_empty()).map(|text| {
        view! {
            <details class="instructions chevron">
                <summary>"The server's instructions"</summary>
                {wire_text(Arc::from(text))}
            </details>
        }
        .into_any()
    });
    view! {
        <section class="offers" aria-labelledby="offers-title">
            <h2 id="offers-title">"What it offers"</h2>
            <div class="tabs" role="group" aria-label="Kind">
                {tabs}
                <input
                    type="search"
                    name="search"
                    class="push"
                    placeholder="Search"
                    aria-label="Search what it offers"
                    on:input=move |event| {
                        limit.set(PAGE);
                        search.set(event_target_value(&event));
                    }
                />
            </div>
            {shown}
            {instructions}
        </section>
    }
    .into_any()
}

fn found(list: &List, search: &str, limit: RwSignal<usize>) -> AnyView {
    let needle = search.trim().to_lowercase();
    let fits = |(_, text): &&(Offer, String)| needle.is_empty() || text.contains(&needle);
    let count = list.offers.iter().filter(fits).count();
    let shown = limit.get();
    let items: Vec<AnyView> = list
        .offers
        .iter()
        .filter(fits)
        .take(shown)
        .map(|(offer, _)| item(offer))
        .collect();
    let rest = count.saturating_sub(shown);
    let more = (rest > 0).then(|| {
        let more = move |_| limit.update(|limit| *limit += PAGE);
        view! {
            <button type="button" class="ghost more" data-action="more-offers" on:click=more>
                {format!("Show {} more of {count}", rest.min(PAGE))}
            </button>
        }
        .into_any()
    });
    let none = (count == 0).then(|| view! { <p class="muted">"Nothing fits."</p> }.into_any());
    view! { <ul class="offer-list">{items}</ul>{none}{more} }.into_any()
}

fn item(offer: &Offer) -> AnyView {
    let hints: Vec<AnyView> = offer
        .hints
        .iter()
        .map(|hint| view! { <span class="hint" data-hint=*hint>{*hint}</span> }.into_any())
        .collect();
    let title = (!offer.title.is_empty() && offer.title != offer.name)
        .then(|| view! { <span class="offer-title">{wire(&offer.title)}</span> }.into_any());
    let open = RwSignal::new(false);
    let schema: Arc<str> = Arc::from(offer.schema.as_str());
    let schema = move || open.get().then(|| wire_text(schema.clone()));
    view! {
        <li>
            <details on:toggle=move |_| open.set(true)>
                <summary>
                    <code>{wire(&offer.name)}</code>{title}{hints}
                    <span class="description">{wire(&shortened(&offer.description))}</span>
                </summary>
                {schema}
            </details>
        </li>
    }
    .into_any()
}

/// Enough of a description for a list; the whole stands in the item's JSON.
fn shortened(text: &str) -> String {
    let (mut text, is_cut) = pretty::plain(text, 1_200);
    if is_cut {
        text.push('…');
    }
    text
}
