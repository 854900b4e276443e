//! What this page cannot see, a script can: the way past the browser.

use leptos::prelude::*;

use super::button::{Button, Tab};
use super::command::Command;
use super::heading::PanelHeading;
use super::text::Wire;
use crate::app::evidence::{first_command, takes_output};
use crate::app::foreign_evidence::ForeignEvidence;
use crate::app::form::Field;
use crate::app::message::Message;
use crate::app::state::ScriptState;
use crate::evidence::Shell;
use crate::page::context::use_app;
use crate::page::derived::Derived;

#[component]
pub fn Evidence() -> impl IntoView {
    let is_open = use_app().select_run(|run| run.view.evidence_open);
    move || is_open.get().then(|| view! { <Panel/> })
}

#[component]
fn Panel() -> impl IntoView {
    let app = use_app();
    let first = app.select_run(|run| first_command(run.finished_report()?));
    let line = |text: String| view! { <Command what="the command" text/> };
    view! {
        <section class="evidence card" data-panel="evidence" aria-labelledby="evidence-title">
            <PanelHeading
                id="evidence-title"
                title="Check from a terminal"
                close=|| Message::EvidenceToggled(false)
            />
            <p>
                "The browser hides the rest from web pages; curl does not. Run this line in a terminal and paste the output: the diagnosis continues from there."
            </p>
            {move || first.get().map(line)}
            <Output/>
            <details class="chevron">
                <summary>"Everything a desktop client would see: faultfinder.sh"</summary>
                <p>
                    "This script connects as a desktop client does, up to the list of tools. It needs curl, sends requests to this server and to the metadata URLs that it names, and takes tokens from variables of your shell. Paste its output in the same field."
                </p>
                <Script/>
            </details>
        </section>
    }
}

/// Beside a finding that tells to paste.
#[component]
pub fn OutputOf(code: &'static str) -> impl IntoView {
    let takes_output = use_app().select_run(move |run| takes_output(run, code));
    move || {
        takes_output
            .get()
            .then(|| view! { <div class="evidence"><Output/></div> })
    }
}

/// Where output is pasted, and what is wrong with it.
#[component]
fn Output() -> impl IntoView {
    let error = use_app().select_run(|run| run.view.evidence_error.clone());
    let foreign = use_app().select_run(|run| run.view.evidence_foreign.clone());
    let alert = |error: String| {
        view! {
            <p class="alert" role="alert">
                {error}
            </p>
        }
    };
    view! {
        <EvidenceField/>
        {move || Some(error.get()).filter(|error| !error.is_empty()).map(alert)}
        {move || foreign.get().map(other_server)}
        <Button action="exchange-pasted" class="primary" send=|| Message::EvidenceSubmitted>
            "Continue the diagnosis"
        </Button>
    }
}

/// Of that server the page knows nothing: a run of its own does.
fn other_server(foreign: ForeignEvidence) -> AnyView {
    let url = foreign.url;
    view! {
        <div class="alert" role="alert">
            <p>
                <Wire text=foreign.sentence/>
            </p>
            <Button action="try-url" class="ghost" send=move || Message::UrlTried(url.clone())>
                "Diagnose that one instead"
            </Button>
        </div>
    }
    .into_any()
}

#[component]
fn Script() -> impl IntoView {
    let app = use_app();
    let shell = app.select(|state| state.shell);
    let script = app.select(|state| state.script());
    let choice = |label: &str, of: Shell| {
        let is_selected = Derived::new(move || shell.get() == of);
        let label = label.to_owned();
        view! { <Tab label is_selected send=move || Message::ShellChosen(of)/> }.into_any()
    };
    view! {
        <div>
            <div class="tabs" role="group" aria-label="Shell">
                {choice("macOS, Linux", Shell::Sh)}
                {choice("PowerShell", Shell::PowerShell)}
            </div>
            {move || script_view(script.get())}
        </div>
    }
}

fn script_view(script: ScriptState) -> AnyView {
    match script {
        ScriptState::Loading => view! { <p role="status">"The script is loading."</p> }.into_any(),
        ScriptState::Failed(reason) => view! {
            <p class="alert" role="alert">
                {format!("The script did not load. {reason} ")}
                <Button action="load-script" class="small" send=|| Message::ScriptsRequested>
                    "Try again"
                </Button>
            </p>
        }
        .into_any(),
        ScriptState::Ready(shell, text) => {
            let name = match shell {
                Shell::Sh => "faultfinder.sh",
                Shell::PowerShell => "faultfinder.ps1",
            };
            let saved = text.clone();
            view! {
                <Button
                    action="download-script"
                    class="ghost"
                    send=move || Message::SaveRequested(name, saved.clone())
                >
                    "Download "
                    {name}
                </Button>
                <Command what="the script" text script=shell.id()/>
            }
            .into_any()
        }
    }
}

#[component]
fn EvidenceField() -> impl IntoView {
    let app = use_app();
    let field = Field::Evidence;
    let text = app.select(move |state| state.text(field).to_owned());
    view! {
        <label class="field">
            <span>"Output"</span>
            <textarea
                name=field.name()
                autocomplete="off"
                spellcheck="false"
                rows="5"
                prop:value=move || text.get()
                on:input=move |event| app.dispatch(Message::Typed(field, event_target_value(&event)))
            ></textarea>
            <small>
                "The output of curl -sv or curl -i, and the browser's own error code such as net::ERR_CONNECTION_REFUSED, can be pasted too."
            </small>
        </label>
    }
}
