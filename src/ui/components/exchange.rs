//! The inspector: one exchange, as it went over the wire.

use super::wire_text::wire_text;
use crate::checks::finding::Severity;
use crate::report::{ExchangeReport, Report, Response, StreamEvent};
use crate::trace::wire::Id;
use crate::ui::labels;
use crate::ui::node::{Element, Node, button, el, many, nothing};
use crate::ui::page::Page;
use crate::ui::scale::duration;
use crate::ui::state::State;
use crate::ui::text::{pieces, wire};

/// Events that are shown at first; a stream that ran for long has thousands.
const FIRST_EVENTS: usize = 50;

/// The chosen exchange, else the one that decided.
pub fn exchange(state: State, page: &Page, report: &Report) -> Node {
    let id = page.exchange();
    let Some(exchange) = report
        .exchanges
        .iter()
        .find(|exchange| Some(exchange.id) == id)
    else {
        return nothing();
    };
    el("aside")
        .key(exchange.id.to_string())
        .class("exchange card")
        .attr("data-panel", "exchange")
        .attr("aria-labelledby", "exchange-title")
        .child(heading(state, report, exchange))
        .child(result(exchange))
        .child(request(state, page, report, exchange))
        .child(response(state, page, report, exchange))
        .child(timing(exchange))
        .into()
}

fn heading(state: State, report: &Report, exchange: &ExchangeReport) -> Element {
    let at = report
        .exchanges
        .iter()
        .position(|other| other.id == exchange.id)
        .unwrap_or(0);
    let other = |index: Option<usize>| index.and_then(|index| report.exchanges.get(index));
    let previous = other(at.checked_sub(1)).map(|exchange| exchange.id);
    let next = other(at.checked_add(1)).map(|exchange| exchange.id);
    let mark = labels::origin(exchange.origin).map(|word| el("span").class("badge").child(word));
    let curl = exchange
        .request
        .is_some()
        .then(|| button("copy-curl", "small", move || state.copy_curl()).child("Copy as curl"));
    let title = el("h2")
        .attr("id", "exchange-title")
        .child(labels::exchange(exchange))
        .child(" ")
        .child(el("span").class("what").child(exchange.label.clone()))
        .child(" ")
        .child(mark);
    let controls = el("span")
        .class("push")
        .child(step_button(state, "Previous exchange", "‹", previous))
        .child(step_button(state, "Next exchange", "›", next))
        .child(curl);
    el("div").class("heading").child(title).child(controls)
}

fn step_button(state: State, label: &'static str, sign: &'static str, to: Option<Id>) -> Element {
    button("step-exchange", "small", move || state.chosen_is(to))
        .attr("aria-label", label)
        .flag("disabled", to.is_none())
        .child(sign)
}

/// One line: what came of it.
fn result(exchange: &ExchangeReport) -> Element {
    let mut parts: Vec<String> = Vec::new();
    if let Some(response) = &exchange.response {
        parts.push(match (response.status, &response.redirected_to) {
            (Some(status), None) => status.to_string(),
            (Some(status), Some(url)) => format!("{status}, after a redirect to {url}"),
            (None, Some(url)) => format!("a redirect to {url}"),
            (None, None) => "an answer that this page may not read".to_owned(),
        });
    }
    parts.extend(
        exchange
            .failure
            .as_ref()
            .map(|failure| failure.message.clone()),
    );
    parts.extend(exchange.aborted.map(|why| labels::abort(why).to_owned()));
    parts.extend(exchange.observation.clone());
    let after = exchange
        .timing
        .end_ms
        .map(|end| duration(end - exchange.timing.start_ms));
    let after = match (after, parts.is_empty()) {
        (Some(after), false) => format!(" after {after}"),
        (Some(after), true) => format!("no answer after {after}"),
        (None, _) => " still on".to_owned(),
    };
    el("p")
        .class("result")
        .child(pieces(&parts.join("; ")))
        .child(el("span").class("muted").child(after))
}

fn section(title: &'static str, rest: Vec<Node>) -> Node {
    let mut nodes = vec![el("h3").child(title).into()];
    nodes.extend(rest);
    many(nodes)
}

fn request(state: State, page: &Page, report: &Report, exchange: &ExchangeReport) -> Node {
    let Some(request) = exchange.request.as_ref() else {
        return nothing();
    };
    let marks = marks_of(report, exchange.id);
    let headers = request
        .headers
        .iter()
        .map(|(name, value)| header_line(name, value, &marks));
    let key = format!("request-{}", exchange.id);
    let body = request
        .body
        .as_ref()
        .map(|body| wire_text(state, page, key, body));
    let line = el("p")
        .class("line")
        .child(el("b").child(request.method.clone()))
        .child(" ")
        .child(pieces(&request.url));
    let headers = el("ul").class("headers").children(headers.collect());
    section("Request", vec![line.into(), headers.into(), body.into()])
}

fn response(state: State, page: &Page, report: &Report, exchange: &ExchangeReport) -> Node {
    let Some(response) = exchange.response.as_ref() else {
        return nothing();
    };
    let marks = marks_of(report, exchange.id);
    let headers = response
        .headers
        .iter()
        .map(|(name, value)| header_line(name, value, &marks));
    let hidden = |name: &String| {
        el("li")
            .child(el("span").class("header-name").child(name.clone()))
            .child(el("span").class("muted").child("not readable here"))
            .into()
    };
    let status = response.status.map(|status| {
        el("p")
            .class("line")
            .child(el("b").child(status.to_string()))
    });
    let headers = el("ul")
        .class("headers")
        .children(headers.collect())
        .children(response.unreadable_headers.iter().map(hidden).collect());
    let payload = payload(state, page, exchange, response);
    section("Response", vec![status.into(), headers.into(), payload])
}

/// Events where the answer is a stream of them, else the body.
fn payload(state: State, page: &Page, exchange: &ExchangeReport, response: &Response) -> Node {
    let muted = |text: &'static str| el("p").class("muted").child(text);
    let body = match (exchange.events.is_empty(), response.body.is_empty()) {
        (false, _) => events(state, page, exchange),
        (true, false) => wire_text(
            state,
            page,
            format!("response-{}", exchange.id),
            &response.body,
        ),
        (true, true) => muted("No body.").into(),
    };
    let cut = response
        .truncated
        .then(|| muted("The body was longer than this page reads; the rest is missing."));
    many(vec![body, cut.into()])
}

fn events(state: State, page: &Page, exchange: &ExchangeReport) -> Node {
    let key = format!("events-{}", exchange.id);
    let limit = page.limit(&key, FIRST_EVENTS);
    let shown = exchange.events.iter().take(limit).enumerate();
    let shown =
        shown.map(|(index, event)| event_view(state, page, format!("{key}-{index}"), event));
    let list = el("ol").class("events").children(shown.collect());
    let rest = exchange.events.len().saturating_sub(limit);
    let more = (rest > 0).then(|| {
        button("show-more", "small more", move || {
            state.extend(&key, limit * 4)
        })
        .child(format!("Show more of {rest} events"))
    });
    many(vec![list.into(), more.into()])
}

fn event_view(state: State, page: &Page, key: String, event: &StreamEvent) -> Node {
    let id = event
        .id
        .as_ref()
        .map(|id| el("span").class("muted").child(" id ").child(wire(id)));
    let line = el("p")
        .class("line")
        .child(el("time").child(duration(event.at_ms)))
        .child(" ")
        .child(el("b").child(wire(&event.name)))
        .child(id);
    el("li")
        .child(line)
        .child(wire_text(state, page, key, &event.data))
        .into()
}

fn timing(exchange: &ExchangeReport) -> Node {
    let timing = &exchange.timing;
    let mut rows = vec![("sent", timing.start_ms)];
    rows.extend(timing.first_byte_ms.map(|at| ("first byte", at)));
    rows.extend(timing.end_ms.map(|at| ("end", at)));
    let row = |(name, at): (&'static str, f64)| {
        el("div")
            .child(el("dt").child(name))
            .child(el("dd").child(duration(at)))
            .into()
    };
    let rows = rows.into_iter().map(row).collect();
    section(
        "Timing",
        vec![el("dl").class("timing").children(rows).into()],
    )
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

fn header_line(name: &str, value: &str, marks: &[Mark]) -> Node {
    let start = format!("{}:", name.to_ascii_lowercase());
    let mark = marks.iter().find(|mark| mark.text.starts_with(&start));
    el("li")
        .class(mark.map_or("", |mark| mark.class))
        .child(el("span").class("header-name").child(pieces(name)))
        .child(el("span").child(pieces(value)))
        .into()
}
