//! One field and one button; everything else is folded beneath.

use leptos::prelude::event_target_value;

use super::text_field::text_field;
use crate::trace::vantage::Transport;
use crate::ui::form::{Field, Form, HeaderPair};
use crate::ui::later::{self, Part};
use crate::ui::modes::Phase;
use crate::ui::node::{Element, Node, button, el, many};
use crate::ui::page::Page;
use crate::ui::state::State;

pub fn server_form(state: State, page: &Page) -> Node {
    let form = el("form")
        .class("server-form")
        .attr("autocomplete", "off")
        .on("submit", move |event| {
            event.prevent_default();
            state.submit();
        })
        .child(ask(state, page))
        .child(options(state, page));
    let hero = page.report.is_none().then(hero);
    many(vec![hero.into(), form.into()])
}

fn hero() -> Element {
    el("div")
        .class("hero")
        .child(el("h1").child("Find where an MCP connection breaks"))
        .child(el("p").child("Paste a server's URL. Faultfinder walks the path to an open session, step by step, and names the one that fails and how to fix it."))
}

fn ask(state: State, page: &Page) -> Element {
    let (action, label) = match page.phase {
        Phase::Running => ("cancel", "Cancel"),
        // As it was before the click, until there is something to see.
        Phase::Starting if page.report.is_none() => ("run", "Find the fault"),
        Phase::Idle => ("run", "Find the fault"),
        Phase::Starting | Phase::Waiting | Phase::Done => ("run", "Run again"),
    };
    let field = text_field(state, Field::Server, &page.form.server)
        .attr("type", "text")
        .attr("inputmode", "url")
        .attr("placeholder", "https://mcp.example.com/mcp")
        .attr("aria-label", "URL of the MCP server")
        .attr("autocapitalize", "off")
        .flag("autofocus", true);
    let submit = el("button")
        .class("primary")
        .attr("type", "submit")
        .attr("data-action", action)
        .child(label);
    el("div").class("ask").child(field).child(submit)
}

fn options(state: State, page: &Page) -> Element {
    let form = &page.form;
    let transport = match form.transport {
        Transport::Auto => "auto",
        Transport::StreamableHttp => "Streamable HTTP",
        Transport::Sse => "HTTP+SSE",
    };
    let fact = |name: &'static str, value: String| {
        el("span")
            .child(name)
            .child(" ")
            .child(el("b").child(value))
    };
    let summary = el("summary")
        .child(fact("Credentials", form.credentials()))
        .child(fact("Transport", transport.to_owned()))
        .child(fact("Wait", format!("{} s", form.timeout)));
    let fields = el("div")
        .class("fields")
        .child(later::drawn(state, page, Part::Secrets))
        .child(bearer_field(state, form))
        .child(transport_field(state, form))
        .child(timeout_field(state, form))
        .child(header_fields(state, form));
    el("details")
        .class("options")
        .attr("data-panel", "options")
        .open(page.options_open)
        .on("toggle", move |event| state.note_options(event))
        .child(summary)
        .child(fields)
}

fn field(label: &'static str, input: Element) -> Element {
    el("label")
        .class("field")
        .child(el("span").child(label))
        .child(input)
}

fn bearer_field(state: State, form: &Form) -> Element {
    let input = text_field(state, Field::Bearer, &form.bearer).attr("type", "password");
    field("Bearer token", input)
        .class("field wide")
        .child(el("small").child("Sent as it is to this server only. It is kept until the page is closed and appears in no report."))
}

fn transport_field(state: State, form: &Form) -> Element {
    let option =
        |id: &'static str, label: &'static str| el("option").attr("value", id).child(label);
    let select = el("select")
        .attr("name", "transport")
        .value(form.transport.id().to_owned())
        .on("change", move |event| {
            state.choose_transport(Transport::parse(&event_target_value(event)))
        })
        .child(option("auto", "auto"))
        .child(option("streamable-http", "Streamable HTTP"))
        .child(option("sse", "HTTP+SSE (2024-11-05)"));
    field("Transport", select)
}

fn timeout_field(state: State, form: &Form) -> Element {
    let input = text_field(state, Field::Timeout, &form.timeout)
        .attr("type", "number")
        .attr("min", "1")
        .attr("max", "600");
    field("Wait for an answer, seconds", input)
}

fn header_fields(state: State, form: &Form) -> Element {
    let pairs = form.headers.iter();
    let pairs = pairs.map(|pair| header_pair(state, pair)).collect();
    el("fieldset")
        .class("field wide")
        .child(el("legend").child("Request headers"))
        .children(pairs)
        .child(button("add-header", "ghost", move || state.add_header()).child("Add a header"))
}

fn header_pair(state: State, pair: &HeaderPair) -> Node {
    let key = pair.key;
    let name = text_field(state, Field::HeaderName(key), &pair.name)
        .attr("aria-label", "Header name")
        .attr("placeholder", "x-api-key");
    let value =
        text_field(state, Field::HeaderValue(key), &pair.value).attr("aria-label", "Header value");
    let remove = button("remove-header", "small", move || state.remove_header(key));
    el("div")
        .key(key.to_string())
        .class("pair")
        .child(name)
        .child(value)
        .child(remove.child("Remove"))
        .into()
}
