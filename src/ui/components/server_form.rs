//! One field and one button; everything else is folded beneath.

use leptos::prelude::*;

use crate::engine::vantage::Transport;
use crate::ui::form::HeaderPair;
use crate::ui::modes::Phase;
use crate::ui::node::{Element, Node, button, el, many};
use crate::ui::state::State;

pub fn server_form(state: State) -> Node {
    let form = el("form")
        .class("server-form")
        .attr("autocomplete", "off")
        .on("submit", move |event| {
            event.prevent_default();
            state.submit();
        })
        .child(ask(state))
        .child(options(state));
    let hero = state.report.with(Option::is_none).then(hero);
    many(vec![hero.into(), form.into()])
}

fn hero() -> Element {
    el("div")
        .class("hero")
        .child(el("h1").child("Find where an MCP connection breaks"))
        .child(el("p").child("Paste a server's URL. Faultfinder walks the path to an open session, step by step, and names the one that fails and how to fix it."))
}

fn ask(state: State) -> Element {
    let (action, label) = match state.phase.get() {
        Phase::Idle => ("run", "Find the fault"),
        Phase::Starting | Phase::Running => ("cancel", "Cancel"),
        Phase::Waiting | Phase::Done => ("run", "Run again"),
    };
    let field = input("server", state.form.server)
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

/// An input that a signal holds.
fn input(name: &'static str, signal: RwSignal<String>) -> Element {
    el("input")
        .attr("name", name)
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .value(signal.get())
        .on("input", move |event| signal.set(event_target_value(event)))
}

fn options(state: State) -> Element {
    let transport = match state.form.transport.get() {
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
        .child(fact("Credentials", state.form.credentials()))
        .child(fact("Transport", transport.to_owned()))
        .child(fact("Wait", format!("{} s", state.form.timeout.get())));
    let fields = el("div")
        .class("fields")
        .child(bearer_field(state))
        .child(transport_field(state))
        .child(timeout_field(state))
        .child(header_fields(state));
    el("details")
        .class("options")
        .attr("data-panel", "options")
        .open(state.options_open.get())
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

fn bearer_field(state: State) -> Element {
    let input = input("bearer", state.form.bearer).attr("type", "password");
    field("Bearer token", input)
        .class("field wide")
        .child(el("small").child("Sent as it is to this server only. It is kept until the page is closed and appears in no report."))
}

fn transport_field(state: State) -> Element {
    let transport = state.form.transport;
    let option =
        |id: &'static str, label: &'static str| el("option").attr("value", id).child(label);
    let select = el("select")
        .attr("name", "transport")
        .value(transport.get().id().to_owned())
        .on("change", move |event| {
            transport.set(Transport::parse(&event_target_value(event)))
        })
        .child(option("auto", "auto"))
        .child(option("streamable-http", "Streamable HTTP"))
        .child(option("sse", "HTTP+SSE (2024-11-05)"));
    field("Transport", select)
}

fn timeout_field(state: State) -> Element {
    let input = input("timeout", state.form.timeout)
        .attr("type", "number")
        .attr("min", "1")
        .attr("max", "600");
    field("Wait for an answer, seconds", input)
}

fn header_fields(state: State) -> Element {
    let form = state.form;
    let pairs = form.headers.get();
    let pairs = pairs
        .into_iter()
        .map(|pair| header_pair(state, pair))
        .collect();
    el("fieldset")
        .class("field wide")
        .child(el("legend").child("Request headers"))
        .children(pairs)
        .child(button("add-header", "ghost", move || form.add_header()).child("Add a header"))
}

fn header_pair(state: State, pair: HeaderPair) -> Node {
    let form = state.form;
    let name = input("header-name", pair.name)
        .attr("aria-label", "Header name")
        .attr("placeholder", "x-api-key");
    let value = input("header-value", pair.value).attr("aria-label", "Header value");
    let remove = button("remove-header", "small", move || {
        form.remove_header(pair.key)
    });
    el("div")
        .key(pair.key.to_string())
        .class("pair")
        .child(name)
        .child(value)
        .child(remove.child("Remove"))
        .into()
}
