//! The inspector: one exchange, as it went over the wire.

use std::sync::Arc;

use leptos::prelude::*;

use super::button::Button;
use super::details::finished_report;
use super::keyed::Keyed;
use super::text::{Wire, pieces};
use super::wire_text::{ShowMore, WireText};
use crate::app::exchange::{Marks, neighbours, result, timing};
use crate::app::labels;
use crate::app::message::Message;
use crate::app::scale::duration;
use crate::checks::finding::Part;
use crate::page::context::use_app;
use crate::page::derived::Derived;
use crate::protocol::http::Headers;
use crate::report::{ExchangeReport, Report, Response, StreamEvent};
use crate::trace::wire::Id;

/// Events that are shown at first; a stream that ran for long has thousands.
const FIRST_EVENTS: usize = 50;

/// The chosen exchange, else the one that decided.
#[component]
pub fn Exchange() -> impl IntoView {
    let (report, _) = finished_report();
    let id = use_app().select_run(|run| run.exchange());
    let keys = Derived::new(move || id.get().iter().map(Id::to_string).collect());
    let draw = move |key: String| {
        let draw = move || {
            let report = report.get()?;
            let mut exchanges = report.exchanges.iter();
            let exchange = exchanges.find(|exchange| exchange.id.to_string() == key)?;
            Some(inspector(&report, exchange))
        };
        draw.into_any()
    };
    view! { <Keyed keys draw=Arc::new(draw)/> }
}

fn inspector(report: &Report, exchange: &ExchangeReport) -> AnyView {
    let marks = Marks::of(report, exchange.id);
    view! {
        <aside class="exchange card" data-panel="exchange" aria-labelledby="exchange-title">
            {heading(report, exchange)}
            {result_line(exchange)}
            {request(&marks, exchange)}
            {response(&marks, exchange)}
            {timing_list(exchange)}
        </aside>
    }
    .into_any()
}

fn heading(report: &Report, exchange: &ExchangeReport) -> AnyView {
    let (previous, next) = neighbours(report, exchange.id);
    let mark = labels::origin(exchange.origin);
    let has_request = exchange.request.is_some();
    view! {
        <div class="heading">
            <h2 id="exchange-title">
                {labels::exchange(exchange)}
                " "
                <span class="what">{exchange.label.clone()}</span>
                " "
                {mark.map(|word| view! { <span class="badge">{word}</span> })}
            </h2>
            <span class="push">
                {step_button("Previous request", "‹", previous)}
                {step_button("Next request", "›", next)}
                {has_request.then(curl_button)}
            </span>
        </div>
    }
    .into_any()
}

fn step_button(label: &'static str, sign: &'static str, to: Option<Id>) -> AnyView {
    let app = use_app();
    view! {
        <button
            type="button"
            class="small"
            data-action="step-exchange"
            aria-label=label
            disabled=to.is_none()
            on:click=move |_| to.into_iter().for_each(|id| app.dispatch(Message::ExchangeStepped(id)))
        >
            {sign}
        </button>
    }
    .into_any()
}

fn curl_button() -> AnyView {
    view! {
        <Button action="copy-curl" class="small" send=|| Message::CurlRequested>
            "Copy as curl"
        </Button>
    }
    .into_any()
}

/// One line: what came of it.
fn result_line(exchange: &ExchangeReport) -> AnyView {
    let (result, after) = result(exchange);
    view! {
        <p class="result">
            {pieces(&result)}
            <span class="muted">{after}</span>
        </p>
    }
    .into_any()
}

fn request(marks: &Marks, exchange: &ExchangeReport) -> Option<AnyView> {
    let request = exchange.request.as_ref()?;
    let key = format!("request-{}", exchange.id);
    let body = request.body.as_deref();
    let request = view! {
        <h3>"Request"</h3>
        <p class="line">
            <b>{request.method.clone()}</b>
            " "
            {pieces(&request.url)}
        </p>
        <ul class="headers">{header_lines(marks, Part::RequestHeader, &request.headers)}</ul>
        {body.map(|text| view! { <WireText key text/> })}
    };
    Some(request.into_any())
}

fn response(marks: &Marks, exchange: &ExchangeReport) -> Option<AnyView> {
    let response = exchange.response.as_ref()?;
    let status = response.status.map(|status| {
        view! {
            <p class="line">
                <b>{status.to_string()}</b>
            </p>
        }
    });
    let hidden = response
        .unreadable_headers
        .iter()
        .map(|name| hidden_line(name));
    let response = view! {
        <h3>"Response"</h3>
        {status}
        <ul class="headers">
            {header_lines(marks, Part::ResponseHeader, &response.headers)}
            {hidden.collect::<Vec<_>>()}
        </ul>
        {payload(exchange, response)}
    };
    Some(response.into_any())
}

fn header_lines(marks: &Marks, side: Part, headers: &Headers) -> Vec<AnyView> {
    let line = |(name, value): (&str, &str)| {
        view! {
            <li class=marks.class(side, name)>
                <span class="header-name">{pieces(name)}</span>
                <span>{pieces(value)}</span>
            </li>
        }
        .into_any()
    };
    headers.iter().map(line).collect()
}

fn hidden_line(name: &str) -> AnyView {
    view! {
        <li>
            <span class="header-name">{name.to_owned()}</span>
            <span class="muted">"not readable here"</span>
        </li>
    }
    .into_any()
}

/// Events where the answer is a stream of them, else the body.
fn payload(exchange: &ExchangeReport, response: &Response) -> AnyView {
    let body = match (exchange.events.is_empty(), response.body.is_empty()) {
        (false, _) => view! { <Events id=exchange.id events=exchange.events.clone()/> }.into_any(),
        (true, false) => {
            let key = format!("response-{}", exchange.id);
            view! { <WireText key text=response.body.as_str()/> }.into_any()
        }
        (true, true) => muted("No body."),
    };
    let cut = "The body was longer than is shown here; the rest is missing.";
    view! {
        {body}
        {response.truncated.then(|| muted(cut))}
    }
    .into_any()
}

fn muted(text: &'static str) -> AnyView {
    view! { <p class="muted">{text}</p> }.into_any()
}

#[component]
fn Events(id: Id, events: Vec<StreamEvent>) -> impl IntoView {
    let key = format!("events-{id}");
    let list = key.clone();
    let limit = use_app().select_run(move |run| run.view.visible_rows(&list, FIRST_EVENTS));
    move || {
        let limit = limit.get();
        let shown = events.iter().take(limit).enumerate();
        let shown = shown.map(|(index, event)| event_view(format!("{key}-{index}"), event));
        let rest = events.len().saturating_sub(limit);
        let key = key.clone();
        let more = (rest > 0).then(|| {
            let label = format!("Show more of {rest} events");
            view! { <ShowMore key count=limit * 4 label/> }
        });
        view! {
            <ol class="events">{shown.collect::<Vec<_>>()}</ol>
            {more}
        }
    }
}

fn event_view(key: String, event: &StreamEvent) -> AnyView {
    let id = event.id.as_ref().map(|id| {
        view! {
            <span class="muted">
                " id "
                <Wire text=id.clone()/>
            </span>
        }
    });
    view! {
        <li>
            <p class="line">
                <time>{duration(event.at_ms)}</time>
                " "
                <b>
                    <Wire text=event.name.clone()/>
                </b>
                {id}
            </p>
            <WireText key text=event.data.as_str()/>
        </li>
    }
    .into_any()
}

fn timing_list(exchange: &ExchangeReport) -> AnyView {
    let row = |(name, at): (&'static str, f64)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{duration(at)}</dd>
            </div>
        }
        .into_any()
    };
    let rows = timing(exchange).into_iter().map(row);
    view! {
        <h3>"Timing"</h3>
        <dl class="timing">{rows.collect::<Vec<_>>()}</dl>
    }
    .into_any()
}
