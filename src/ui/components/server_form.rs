//! One field and one button; everything else is folded beneath.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::engine::vantage::Transport;
use crate::ui::form::HeaderPair;
use crate::ui::state::{Phase, State};

#[component]
pub fn ServerForm() -> impl IntoView {
    let state = State::here();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match state.phase.get_untracked() {
            Phase::Running => state.cancel(),
            Phase::Idle | Phase::Waiting | Phase::Done => state.run(),
        }
    };
    let hero = move || state.report.get().is_none().then(hero);
    view! {
        {hero}
        <form class="server-form" on:submit=submit autocomplete="off">
            <div class="ask">
                <input
                    type="text"
                    name="server"
                    inputmode="url"
                    placeholder="https://mcp.example.com/mcp"
                    aria-label="URL of the MCP server"
                    autocapitalize="off"
                    autocomplete="off"
                    spellcheck="false"
                    autofocus
                    prop:value=move || state.form.server.get()
                    on:input=move |event| state.form.server.set(event_target_value(&event))
                />
                {move || button(state)}
            </div>
            {options(state)}
        </form>
    }
}

fn hero() -> AnyView {
    view! {
        <div class="hero">
            <h1>"Find where an MCP connection breaks"</h1>
            <p>"Paste a server's URL. Faultfinder walks the path to an open session, step by step, and names the one that fails and how to fix it."</p>
        </div>
    }
    .into_any()
}

fn button(state: State) -> AnyView {
    let (action, label) = match state.phase.get() {
        Phase::Idle => ("run", "Find the fault"),
        Phase::Running => ("cancel", "Cancel"),
        Phase::Waiting | Phase::Done => ("run", "Run again"),
    };
    view! { <button type="submit" class="primary" data-action=action>{label}</button> }.into_any()
}

fn options(state: State) -> AnyView {
    let form = state.form;
    let credentials = move || {
        let headers = form
            .headers
            .get()
            .iter()
            .filter(|pair| !pair.name.get().is_empty())
            .count();
        match (form.bearer.get().is_empty(), headers) {
            (true, 0) => "none".to_owned(),
            (false, 0) => "bearer token".to_owned(),
            (true, 1) => "1 header".to_owned(),
            (true, count) => format!("{count} headers"),
            (false, 1) => "bearer token, 1 header".to_owned(),
            (false, count) => format!("bearer token, {count} headers"),
        }
    };
    let transport = move || match form.transport.get() {
        Transport::Auto => "auto",
        Transport::StreamableHttp => "Streamable HTTP",
        Transport::Sse => "HTTP+SSE",
    };
    let open = move || state.options_open.get();
    view! {
        <details class="options" data-panel="options" prop:open=open on:toggle=move |event| state.note_options(&event)>
            <summary>
                <span>"Credentials " <b>{credentials}</b></span>
                <span>"Transport " <b>{transport}</b></span>
                <span>"Wait " <b>{move || form.timeout.get()} " s"</b></span>
            </summary>
            <div class="fields">
                {bearer_field(state)}
                {transport_field(state)}
                {timeout_field(state)}
                {header_fields(state)}
            </div>
        </details>
    }
    .into_any()
}

fn bearer_field(state: State) -> AnyView {
    let bearer = state.form.bearer;
    view! {
        <label class="field wide">
            <span>"Bearer token"</span>
            <input
                type="password"
                name="bearer"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || bearer.get()
                on:input=move |event| bearer.set(event_target_value(&event))
            />
            <small>"Sent as it is to this server only. It is kept until the page is closed and appears in no report."</small>
        </label>
    }
    .into_any()
}

fn transport_field(state: State) -> AnyView {
    let transport = state.form.transport;
    view! {
        <label class="field">
            <span>"Transport"</span>
            <select
                name="transport"
                prop:value=move || transport.get().id()
                on:change=move |event| transport.set(Transport::parse(&event_target_value(&event)))
            >
                <option value="auto">"auto"</option>
                <option value="streamable-http">"Streamable HTTP"</option>
                <option value="sse">"HTTP+SSE (2024-11-05)"</option>
            </select>
        </label>
    }
    .into_any()
}

fn timeout_field(state: State) -> AnyView {
    let timeout = state.form.timeout;
    view! {
        <label class="field">
            <span>"Wait for an answer, seconds"</span>
            <input
                type="number"
                name="timeout"
                min="1"
                max="600"
                prop:value=move || timeout.get()
                on:input=move |event| timeout.set(event_target_value(&event))
            />
        </label>
    }
    .into_any()
}

fn header_fields(state: State) -> AnyView {
    let pairs = move || {
        let pairs = state.form.headers.get();
        pairs
            .into_iter()
            .map(|pair| header_pair(state, pair))
            .collect::<Vec<_>>()
    };
    view! {
        <fieldset class="field wide">
            <legend>"Request headers"</legend>
            {pairs}
            <button type="button" class="ghost" data-action="add-header" on:click=move |_| state.form.add_header()>
                "Add a header"
            </button>
        </fieldset>
    }
    .into_any()
}

fn header_pair(state: State, pair: HeaderPair) -> AnyView {
    view! {
        <div class="pair">
            <input
                name="header-name"
                aria-label="Header name"
                placeholder="x-api-key"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || pair.name.get()
                on:input=move |event| pair.name.set(event_target_value(&event))
            />
            <input
                name="header-value"
                aria-label="Header value"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || pair.value.get()
                on:input=move |event| pair.value.set(event_target_value(&event))
            />
            <button
                type="button"
                class="small"
                data-action="remove-header"
                on:click=move |_| state.form.remove_header(pair.key)
            >
                "Remove"
            </button>
        </div>
    }
    .into_any()
}
