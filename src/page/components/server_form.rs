//! One field and one button; everything else is folded beneath.

use std::sync::Arc;

use leptos::prelude::*;

use super::button::Button;
use super::deferred::Deferred;
use super::keyed::Keyed;
use super::text_field::TextField;
use crate::app::form::{Field, Form};
use crate::app::message::Message;
use crate::app::modes::Phase;
use crate::app::state::RunSlot;
use crate::page::context::use_app;
use crate::page::panel::Panel;
use crate::trace::vantage::TransportChoice;

#[component]
pub fn ServerForm() -> impl IntoView {
    let app = use_app();
    let has_report = app.select_run(|run| run.report.is_some());
    view! {
        {move || (!has_report.get()).then(|| view! { <Hero/> })}
        <form
            class="server-form"
            autocomplete="off"
            on:submit=move |event| {
                event.prevent_default();
                app.dispatch(Message::Submitted);
            }
        >
            <Ask/>
            <Deferred panel=Panel::FormNote/>
            <Options/>
        </form>
    }
}

#[component]
fn Hero() -> impl IntoView {
    view! {
        <div class="hero">
            <h1>"Find where an MCP connection breaks"</h1>
            <p>
                "Paste your MCP server's URL. Faultfinder connects the way a client does and shows the step that breaks, why, and the fix."
            </p>
        </div>
    }
}

#[component]
fn Ask() -> impl IntoView {
    let submit = use_app().select_run(submit);
    view! {
        <div class="ask">
            <TextField
                field=Field::Server
                kind="text"
                label="URL of the MCP server"
                placeholder="https://mcp.example.com/mcp"
                attr:inputmode="url"
                attr:autocapitalize="off"
                attr:autofocus=true
            />
            <button class="primary" type="submit" data-action=move || submit.get().0>
                {move || submit.get().1}
            </button>
        </div>
    }
}

/// What the one button does, and what it is called.
fn submit(run: &RunSlot) -> (&'static str, &'static str) {
    match run.phase {
        Phase::Running => ("cancel", "Cancel"),
        // As it was before the click, until there is something to see.
        Phase::Starting if run.report.is_none() => ("run", "Diagnose"),
        Phase::Idle => ("run", "Diagnose"),
        Phase::Starting | Phase::AwaitingUser | Phase::Done => ("run", "Run again"),
    }
}

#[component]
fn Options() -> impl IntoView {
    let app = use_app();
    let is_open = app.select(|state| state.options_open);
    view! {
        <details
            class="options"
            data-panel="options"
            prop:open=move || is_open.get()
            on:toggle=move |event| {
                let details: web_sys::HtmlDetailsElement = event_target(&event);
                app.dispatch(Message::OptionsToggled(details.open()));
            }
        >
            <summary>
                <Fact name="Credentials" value=Form::credentials/>
                <Fact name="Transport" value=transport_name/>
                <Fact name="Timeout" value=|form| format!("{} s", form.timeout)/>
            </summary>
            <div class="fields">
                <Deferred panel=Panel::SecretFields/>
                <label class="field wide">
                    <span>"Bearer token"</span>
                    <TextField field=Field::Bearer kind="password"/>
                    <small>
                        "Sent only to this server. Kept in memory until you close the tab; never included in reports."
                    </small>
                </label>
                <label class="field">
                    <span>"Transport"</span>
                    <TransportField/>
                </label>
                <label class="field">
                    <span>"Timeout (seconds)"</span>
                    <TextField field=Field::Timeout kind="number" attr:min="1" attr:max="600"/>
                </label>
                <HeaderFields/>
            </div>
        </details>
    }
}

/// What is entered, in a word or two.
#[component]
fn Fact(name: &'static str, value: fn(&Form) -> String) -> impl IntoView {
    let value = use_app().select(move |state| value(&state.form));
    view! {
        <span>
            {name}
            " "
            <b>{move || value.get()}</b>
        </span>
    }
}

fn transport_name(form: &Form) -> String {
    let name = match form.transport {
        TransportChoice::Auto => "auto",
        TransportChoice::StreamableHttp => "Streamable HTTP",
        TransportChoice::Sse => "HTTP+SSE",
    };
    name.to_owned()
}

#[component]
fn TransportField() -> impl IntoView {
    let app = use_app();
    let transport = app.select(|state| state.form.transport);
    // Each option says whether it is the one: a select is built before its options, and takes no value without them.
    let option = |id: &'static str, title: &'static str| {
        let is_chosen = move || transport.get().id() == id;
        view! {
            <option value=id prop:selected=is_chosen>
                {title}
            </option>
        }
        .into_any()
    };
    view! {
        <select
            name="transport"
            on:change=move |event| {
                let transport = TransportChoice::parse(&event_target_value(&event));
                app.dispatch(Message::TransportChosen(transport));
            }
        >
            {option("auto", "auto")}
            {option("streamable-http", "Streamable HTTP")}
            {option("sse", "HTTP+SSE (2024-11-05)")}
        </select>
    }
}

#[component]
fn HeaderFields() -> impl IntoView {
    let app = use_app();
    let keys = app.select(|state| {
        let keys = state.form.headers.iter().map(|pair| pair.key.to_string());
        keys.collect::<Vec<_>>()
    });
    let draw = |key: String| match key.parse() {
        Ok(key) => view! { <HeaderPair key/> }.into_any(),
        Err(_) => ().into_any(),
    };
    view! {
        <fieldset class="field wide">
            <legend>"Request headers"</legend>
            <Keyed keys draw=Arc::new(draw)/>
            <Button action="add-header" class="ghost" send=|| Message::HeaderAdded>
                "Add a header"
            </Button>
        </fieldset>
    }
}

#[component]
fn HeaderPair(key: usize) -> impl IntoView {
    view! {
        <div class="pair">
            <TextField field=Field::HeaderName(key) label="Header name" placeholder="x-api-key"/>
            <TextField field=Field::HeaderValue(key) label="Header value"/>
            <Button action="remove-header" class="small" send=move || Message::HeaderRemoved(key)>
                "Remove"
            </Button>
        </div>
    }
}
