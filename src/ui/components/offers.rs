//! What the open session offers: lists to search, schemas on demand.

use super::finding::tab;
use super::text_field::text_field;
use super::wire_text::wire_text;
use crate::report::{CatalogItem, List, Report};
use crate::ui::form::Field;
use crate::ui::node::{Element, Node, button, el, many, nothing};
use crate::ui::page::Page;
use crate::ui::pretty;
use crate::ui::state::State;
use crate::ui::text::wire;

/// Offers per page: what a frame can bear.
const PAGE: usize = 100;

pub fn offers(state: State, page: &Page, report: &Report) -> Node {
    let all = &report.offers;
    let lists = [
        (List::Tools, "Tools", &all.tools),
        (List::Prompts, "Prompts", &all.prompts),
        (List::Resources, "Resources", &all.resources),
    ];
    let lists: Vec<(List, &'static str, &Vec<CatalogItem>)> = lists
        .into_iter()
        .filter(|(_, _, offers)| !offers.is_empty())
        .collect();
    let chosen = page.limit("offers", 0);
    let Some((kind, _, list)) = lists.get(chosen) else {
        return nothing();
    };
    let mut tabs = el("div")
        .class("tabs")
        .attr("role", "group")
        .attr("aria-label", "Kind");
    for (index, (_, title, offers)) in lists.iter().enumerate() {
        let label = format!("{title} {}", offers.len());
        tabs = tabs.child(tab(label, index == chosen, move || {
            state.extend("offers", index)
        }));
    }
    el("section")
        .class("offers")
        .attr("aria-labelledby", "offers-title")
        .child(el("h2").attr("id", "offers-title").child("What it offers"))
        .child(tabs.child(search_field(state, page)))
        .child(found(state, page, *kind, list))
        .child(instructions(state, page, report))
        .into()
}

fn search_field(state: State, page: &Page) -> Element {
    text_field(state, Field::Search, &page.view.search)
        .class("push")
        .attr("type", "search")
        .attr("placeholder", "Search")
        .attr("aria-label", "Search what it offers")
}

fn found(state: State, page: &Page, kind: List, list: &[CatalogItem]) -> Node {
    let needle = page.view.search.trim().to_ascii_lowercase();
    let fits: Vec<(usize, &CatalogItem)> = list
        .iter()
        .enumerate()
        .filter(|(_, offer)| fits(offer, &needle))
        .collect();
    let key = format!("offers-{}-{needle}", kind as u8);
    let limit = page.limit(&key, PAGE);
    let items = fits
        .iter()
        .take(limit)
        .map(|(index, offer)| item(state, page, (kind, *index), offer));
    let items = el("ul").class("offer-list").children(items.collect());
    let rest = fits.len().saturating_sub(limit);
    let more = (rest > 0).then(|| {
        let label = format!("Show {} more of {}", rest.min(PAGE), fits.len());
        button("more-offers", "ghost more", move || {
            state.extend(&key, limit + PAGE)
        })
        .child(label)
    });
    let none = fits
        .is_empty()
        .then(|| el("p").class("muted").child("Nothing fits."));
    many(vec![items.into(), none.into(), more.into()])
}

fn fits(offer: &CatalogItem, needle: &str) -> bool {
    let mut parts = [&offer.name, &offer.title, &offer.description].into_iter();
    needle.is_empty() || parts.any(|text| contains(text, needle))
}

/// Whether `text` holds `needle`, which is in lower case. Compares in place: copies of ten thousand
/// descriptions at every key would be felt.
fn contains(text: &str, needle: &str) -> bool {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    text.windows(needle.len())
        .any(|window| window.eq_ignore_ascii_case(needle))
}

fn item(state: State, page: &Page, (kind, index): (List, usize), offer: &CatalogItem) -> Node {
    let key = format!("{}-{index}", kind as u8);
    let hints = offer.hints.iter().map(|hint| {
        el("span")
            .class("hint")
            .attr("data-hint", *hint)
            .child(*hint)
            .into()
    });
    let title = (!offer.title.is_empty() && offer.title != offer.name)
        .then(|| el("span").class("offer-title").child(wire(&offer.title)));
    let summary = el("summary")
        .child(el("code").child(wire(&offer.name)))
        .child(title)
        .children(hints.collect())
        .child(
            el("span")
                .class("description")
                .child(wire(&shortened(&offer.description))),
        );
    let schema = page.schema(kind, index);
    let schema = schema.map(|text| wire_text(state, page, format!("schema-{key}"), text));
    let details = el("details")
        .on("toggle", move |_| state.open_offer(kind, index))
        .child(summary)
        .child(schema);
    el("li").key(key).child(details).into()
}

fn instructions(state: State, page: &Page, report: &Report) -> Option<Element> {
    let text = &report.server.as_ref()?.instructions;
    (!text.is_empty()).then(|| {
        el("details")
            .class("instructions chevron")
            .child(el("summary").child("The server's instructions"))
            .child(wire_text(state, page, "instructions".to_owned(), text))
    })
}

/// Enough of a description for a list; the whole stands in the item's JSON.
fn shortened(text: &str) -> String {
    let (mut text, is_cut) = pretty::plain(text, 1_200);
    if is_cut {
        text.push('…');
    }
    text
}
