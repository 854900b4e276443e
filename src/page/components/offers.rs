//! What the open session offers: lists to search, schemas on demand.

use std::sync::Arc;

use leptos::prelude::*;

use super::button::{Button, Tab};
use super::details::finished_report;
use super::keyed::Keyed;
use super::text::Wire;
use super::text_field::TextField;
use super::wire_text::WireText;
use crate::app::form::Field;
use crate::app::message::Message;
use crate::app::offers::{Found, PAGE, TABS, found_about, items, lists, rows_key, shortened};
use crate::app::state::ReportRef;
use crate::checks::finding::Severity;
use crate::page::context::use_app;
use crate::page::derived::Derived;
use crate::report::{CatalogItem, List};

type Lists = Derived<Vec<(List, String)>>;

#[component]
pub fn Offers() -> impl IntoView {
    let (report, _) = finished_report();
    let lists: Lists = Derived::new(move || {
        let lists = report.with(|report| report.as_ref().map(|report| lists(report)));
        lists.unwrap_or_default()
    });
    let tab = use_app().select_run(|run| run.view.selected_tab(TABS));
    let selected = Derived::new(move || lists.with(|lists| Some(lists.get(tab.get())?.0)));
    let is_there = Derived::new(move || selected.get().is_some());
    move || {
        is_there.get().then(|| {
            view! {
                <section class="offers" aria-labelledby="offers-title">
                    <h2 id="offers-title">"Tools, prompts, resources"</h2>
                    <div class="tabs" role="group" aria-label="Kind">
                        {move || lists.get().into_iter().enumerate().map(|list| list_tab(tab, list)).collect::<Vec<_>>()}
                        <TextField
                            field=Field::Search
                            class="push"
                            kind="search"
                            placeholder="Search"
                            label="Search tools, prompts and resources"
                        />
                    </div>
                    {move || selected.get().map(|list| view! { <Results report list/> })}
                    <Instructions report/>
                </section>
            }
        })
    }
}

fn list_tab(selected: Derived<usize>, (index, (_, label)): (usize, (List, String))) -> AnyView {
    let is_selected = Derived::new(move || selected.get() == index);
    let send = move || Message::TabSelected(TABS.to_owned(), index);
    view! { <Tab label is_selected send/> }.into_any()
}

/// What of a list fits the search.
#[component]
fn Results(report: Derived<Option<ReportRef>>, list: List) -> impl IntoView {
    let app = use_app();
    let search = app.select_run(|run| run.view.search.clone());
    let limit = app.select_run(move |run| {
        let key = rows_key(list, &run.view.search);
        run.view.visible_rows(&key, PAGE)
    });
    let found = Derived::new(move || {
        let (search, limit) = (search.get(), limit.get());
        let found = |report: &ReportRef| Found::of(report, list, &search, limit);
        report
            .with(|report| report.as_ref().map(found))
            .unwrap_or_default()
    });
    let opened = app.select_run(move |run| run.view.opened(list));
    let keys = Derived::new(move || {
        let key = |index: &usize| format!("{}-{index}", list as u8);
        found.with(|found| found.shown.iter().map(key).collect())
    });
    let draw = move |key: String| {
        let index = key.rsplit('-').next().and_then(|index| index.parse().ok());
        let index: usize = index.unwrap_or_default();
        view! { <Item report list index opened/> }.into_any()
    };
    view! {
        <ul class="offer-list">
            <Keyed keys draw=Arc::new(draw)/>
        </ul>
        {move || found.with(|found| found.count == 0).then(|| view! { <p class="muted">"No matches"</p> })}
        {move || {
            let (more, count) = found.with(|found| (found.more(), found.count));
            (more > 0).then(|| {
                let send = move || {
                    let key = rows_key(list, &search.get_untracked());
                    Message::RowsRequested(key, limit.get_untracked() + PAGE)
                };
                view! {
                    <Button action="more-offers" class="ghost more" send>
                        {format!("Show {more} more of {count}")}
                    </Button>
                }
            })
        }}
    }
}

#[component]
fn Item(
    report: Derived<Option<ReportRef>>,
    list: List,
    index: usize,
    opened: Derived<Vec<usize>>,
) -> impl IntoView {
    let app = use_app();
    let is_open = Derived::new(move || opened.with(|opened| opened.contains(&index)));
    let summary = move || {
        report.with(|report| {
            let report = report.as_ref()?;
            let item = items(report, list).get(index)?;
            Some(summary(item, found_about(report, list, item)))
        })
    };
    let schema = move || {
        let schema = |state: &crate::app::state::AppState| {
            state.run().view.schema(list, index).map(Arc::from)
        };
        let text: Option<Arc<str>> = is_open
            .get()
            .then(|| app.state.with_untracked(schema))
            .flatten();
        text.map(|text| view! { <WireText key=format!("schema-{}-{index}", list as u8) text/> })
    };
    view! {
        <li>
            <details on:toggle=move |_| app.dispatch(Message::ItemOpened(list, index))>
                <summary>{summary}</summary>
                {schema}
            </details>
        </li>
    }
}

fn summary(item: &CatalogItem, found: Option<Severity>) -> AnyView {
    let mark = found.map(|severity| {
        let word = match severity {
            Severity::Fault => "problem",
            severity => severity.id(),
        };
        view! {
            <span class="hint" data-severity=severity.id()>
                {word}
            </span>
        }
    });
    let hint = |hint: &&'static str| {
        view! {
            <span class="hint" data-hint=*hint>
                {*hint}
            </span>
        }
        .into_any()
    };
    let title = (!item.title.is_empty() && item.title != item.name).then(|| {
        view! {
            <span class="offer-title">
                <Wire text=item.title.clone()/>
            </span>
        }
    });
    view! {
        <code>
            <Wire text=item.name.clone()/>
        </code>
        {title}
        {mark}
        {item.hints.iter().map(hint).collect::<Vec<_>>()}
        <span class="description">
            <Wire text=shortened(&item.description)/>
        </span>
    }
    .into_any()
}

#[component]
fn Instructions(report: Derived<Option<ReportRef>>) -> impl IntoView {
    let text = Derived::new(move || {
        let text = |report: &ReportRef| Some(report.server.as_ref()?.instructions.clone());
        report
            .with(|report| report.as_ref().and_then(text))
            .unwrap_or_default()
    });
    move || {
        let text = text.get();
        (!text.is_empty()).then(|| {
            view! {
                <details class="instructions chevron">
                    <summary>"Server instructions"</summary>
                    <WireText key="instructions".to_owned() text=text.as_str()/>
                </details>
            }
        })
    }
}
