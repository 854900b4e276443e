//! The inspector: one exchange, as it went over the wire.

use std::sync::Arc;

use leptos::prelude::*;

use super::wire_text::wire_text;
use crate::checks::finding::Severity;
use crate::engine::wire::Id;
use crate::report::{ExchangeReport, Report, Response, StreamEvent};
use crate::ui::labels;
use crate::ui::scale::duration;
use crate::ui::state::State;
use crate::ui::text::{pieces, wire};

/// Events that are shown at first; a stream that ran for long has thousands.
const FIRST_EVENTS: usize = 50;

/// The chosen exchange, else the one that decided.
#[component]
pub fn Exchange() -> impl IntoView {
    let state = State::here();
    // Compared by number: a run that goes on does not build the same exchange again.
    let id = Memo::new(move |_| state.exchange());
    move || {
        let report = state.finished_report()?;
        let id = id.get()?;
        let exchange = report.exchanges.iter().find(|exchange| exchange.id == id)?;
        Some(view! {
            <aside class="exchange card" data-panel="exchange" aria-labelledby="exchange-title">
                {heading(state, &report, exchange)}
                {result(exchange)}
                {request(&report, exchange)}
                {response(&report, exchange)}
                {timing(exchange)}
            </aside>
        })
    }
}

fn heading(state: State, report: &Report, exchange: &ExchangeReport) -> AnyView {
    let at = report
        .exchanges
        .iter()
        .position(|other| other.id == exchange.id)
        .unwrap_or(0);
    let other = |index: Option<usize>| index.and_then(|index| report.exchanges.get(index));
    let previous = other(at.checked_sub(1)).map(|exchange| exchange.id);
    let next = other(at.checked_add(1)).map(|exchange| exchange.id);
    let mark = labels::origin(exchange.origin)
        .map(|word| view! { <span class="badge">{word}</span> }.into_any());
    let curl = exchange.request.is_some().then(|| {
        view! {
            <button type="button" class="small" data-action="copy-curl" on:click=move |_| state.copy_curl()>
                "Copy as curl"
            </button>
        }
        .into_any()
    });
    view! {
        <div class="heading">
            <h2 id="exchange-title">
                {labels::exchange(exchange)} " " <span class="what">{exchange.label.clone()}</span>" "{mark}
            </h2>
            <span class="push">
                {step_button(state, "Previous exchange", "‹", previous)}
                {step_button(state, "Next exchange", "›", next)}
                {curl}
            </span>
        </div>
    }
    .into_any()
}

fn step_button(state: State, label: &'static str, sign: &'static str, to: Option<Id>) -> AnyView {
    let go = move |_| {
        if let Some(id) = to {
            state.chosen.set(Some(id));
        }
    };
    view! {
        <button type="button" class="small" data-action="step-exchange" aria-label=label disabled=to.is_none() on:click=go>{sign}</button>
    }
    .into_any()
}

/// One line: what came of it.
fn result(exchange: &ExchangeReport) -> AnyView {
    let mut parts: Vec<AnyView> = Vec::new();
    if let Some(response) = &exchange.response {
        let words = match (response.status, &response.redirected_to) {
            (Some(status), None) => status.to_string(),
            (Some(status), Some(url)) => format!("{status}, after a redirect to {url}"),
            (None, Some(url)) => format!("a redirect to {url}"),
            (None, None) => "an answer that this page may not read".to_owned(),
        };
        parts.push(pieces(&words));
    }
    if let Some(failure) = &exchange.failure {
        parts.push(pieces(&failure.message));
    }
    parts.extend(exchange.aborted.map(|why| labels::abort(why).into_any()));
    parts.extend(exchange.saw.as_ref().map(|saw| pieces(saw)));
    let after = exchange
        .timing
        .end_ms
        .map(|end| duration(end - exchange.timing.start_ms));
    let after = match (after, parts.is_empty()) {
        (Some(after), false) => format!(" after {after}"),
        (Some(after), true) => format!("no answer after {after}"),
        (None, _) => " still on".to_owned(),
    };
    let parts: Vec<AnyView> = parts
        .into_iter()
        .map(|part| view! { <span class="part">{part}</span> }.into_any())
        .collect();
    view! { <p class="result">{parts}<span class="muted">{after}</span></p> }.into_any()
}

fn request(report: &Report, exchange: &ExchangeReport) -> Option<AnyView> {
    let request = exchange.request.as_ref()?;
    let marks = marks_of(report, exchange.id);
    let headers: Vec<AnyView> = request
        .headers
        .iter()
        .map(|(name, value)| header_line(name, value, &marks))
        .collect();
    let body = request
        .body
        .as_ref()
        .map(|body| wire_text(Arc::from(body.as_str())));
    Some(
        view! {
            <h3>"Request"</h3>
            <p class="line"><b>{request.method.clone()}</b> " " {pieces(&request.url)}</p>
            <ul class="headers">{headers}</ul>
            {body}
        }
        .into_any(),
    )
}

fn response(report: &Report, exchange: &ExchangeReport) -> Option<AnyView> {
    let response = exchange.response.as_ref()?;
    let marks = marks_of(report, exchange.id);
    let headers: Vec<AnyView> = response
        .headers
        .iter()
        .map(|(name, value)| header_line(name, value, &marks))
        .collect();
    let hidden: Vec<AnyView> = response
        .unreadable_headers
        .iter()
        .map(|name| {
            view! { <li><span class="header-name">{name.clone()}</span><span class="muted">"not readable here"</span></li> }
                .into_any()
        })
        .collect();
    let status = response
        .status
        .map(|status| view! { <p class="line"><b>{status}</b></p> }.into_any());
    Some(
        view! {
            <h3>"Response"</h3>
            {status}
            <ul class="headers">{headers}{hidden}</ul>
            {payload(exchange, response)}
        }
        .into_any(),
    )
}

/// Events where the answer is a stream of them, else the body.
fn payload(exchange: &ExchangeReport, response: &Response) -> AnyView {
    let cut = response.truncated.then(|| {
        view! { <p class="muted">"The body was longer than this page reads; the rest is missing."</p> }.into_any()
    });
    let body = match (exchange.events.is_empty(), response.body.is_empty()) {
        (false, _) => events(&exchange.events),
        (true, false) => wire_text(Arc::from(response.body.as_str())),
        (true, true) => view! { <p class="muted">"No body."</p> }.into_any(),
    };
    view! { {body}{cut} }.into_any()
}

fn events(events: &[StreamEvent]) -> AnyView {
    let events: Arc<[StreamEvent]> = Arc::from(events);
    let count = events.len();
    let limit = RwSignal::new(FIRST_EVENTS);
    let items = move || {
        let shown: Vec<AnyView> = events.iter().take(limit.get()).map(event).collect();
        let rest = count.saturating_sub(limit.get());
        let more = (rest > 0).then(|| {
            let more = move |_| limit.update(|limit| *limit *= 4);
            view! {
                <button type="button" class="small more" data-action="show-more" on:click=more>{format!("Show more of {rest} events")}</button>
            }
            .into_any()
        });
        view! { <ol class="events">{shown}</ol>{more} }.into_any()
    };
    items.into_any()
}

fn event(event: &StreamEvent) -> AnyView {
    let id = event
        .id
        .as_ref()
        .map(|id| view! { <span class="muted">"id " {wire(id)}</span> }.into_any());
    view! {
        <li>
            <p class="line">
                <time>{duration(event.at_ms)}</time>" "<b>{wire(&event.name)}</b>" "{id}
            </p>
            {wire_text(Arc::from(event.data.as_str()))}
        </li>
    }
    .into_any()
}

fn timing(exchange: &ExchangeReport) -> AnyView {
    let timing = &exchange.timing;
    let mut rows = vec![("sent", timing.start_ms)];
    rows.extend(timing.first_byte_ms.map(|at| ("first byte", at)));
    rows.extend(timing.end_ms.map(|at| ("end", at)));
    let rows: Vec<AnyView> = rows
        .into_iter()
        .map(|(name, at)| view! { <div><dt>{name}</dt><dd>{duration(at)}</dd></div> }.into_any())
        .collect();
    view! { <h3>"Timing"</h3><dl class="timing">{rows}</dl> }.into_any()
}

/// A text of an exchange on which a finding rests.
struct Mark {
    text: String,
    class: &'static str,
}

/// The texts of this exchange on which findings rest.
fn marks_of(report: &Report, id: Id) -> Vec<Mark> {
    let mut marks = Vec::new();
    for finding in &report.findings {
        let class = match finding.severity {
            Severity::Fault => "marked fault",
            Severity::Warning | Severity::Note => "marked",
        };
        let mine = finding.evidence.iter().filter(|item| item.exchange == id);
        marks.extend(mine.map(|item| Mark {
            text: item.text.to_ascii_lowercase(),
            class,
        }));
    }
    marks
}

fn header_line(name: &str, value: &str, marks: &[Mark]) -> AnyView {
    let start = format!("{}:", name.to_ascii_lowercase());
    let mark = marks.iter().find(|mark| mark.text.starts_with(&start));
    let class = mark.map(|mark| mark.class);
    view! {
        <li class=class>
            <span class="header-name">{pieces(name)}</span>
            <span>{pieces(value)}</span>
        </li>
    }
    .into_any()
}
