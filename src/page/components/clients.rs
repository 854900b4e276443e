//! What to write into other clients, after a healthy run.

use leptos::prelude::*;

use super::command::Command;
use super::heading::PanelHeading;
use super::tabs::{Tabs, use_selected};
use super::text::inline;
use crate::app::message::Message;
use crate::app::state::ReportRef;
use crate::page::context::use_app;
use crate::render;
use crate::share;

/// The name of the choice between the clients.
const GROUP: &str = "client";

#[component]
pub fn Clients() -> impl IntoView {
    let report = use_app().select_run(|run| {
        let report = run.finished_report();
        report.filter(|_| run.clients_open).cloned()
    });
    move || report.get().map(|report| view! { <Panel report/> })
}

#[component]
fn Panel(report: ReportRef) -> impl IntoView {
    let target = share::template(&report.target.url);
    let clients = render::clients(&report, &target.server, &target.names);
    let names = clients.iter().map(|client| client.name.to_owned());
    let names = names.collect::<Vec<_>>();
    let selected = use_selected(GROUP);
    view! {
        <section class="clients card" data-panel="clients" aria-labelledby="clients-title">
            <PanelHeading id="clients-title" title="Use it in…" close=|| Message::ClientsToggled/>
            <Tabs label="Client" group=GROUP names/>
            {move || clients.get(selected.get()).map(client_view)}
        </section>
    }
}

fn client_view(client: &render::Client) -> AnyView {
    let note =
        (!client.note.is_empty()).then(|| view! { <p class="muted">{inline(&client.note)}</p> });
    view! {
        <div data-client=client.name>
            <p>{inline(client.place)}</p>
            <Command what="the configuration" text=client.text.clone()/>
            {note}
        </div>
    }
    .into_any()
}
