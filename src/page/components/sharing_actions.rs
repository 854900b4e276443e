//! The menu beneath the verdict: what else can be done with it.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::button::Button;
use crate::app::message::{AuthMessage, Message};
use crate::app::sharing_actions::{SharingAction, sharing_actions};
use crate::page::context::use_app;
use crate::page::derived::Derived;
use crate::page::dom;
use crate::render::Format;

const SUMMARY: &str = ".menu summary";

#[component]
pub fn SharingActions() -> impl IntoView {
    let actions = use_app().select(sharing_actions);
    let is_empty = Derived::new(move || actions.with(Vec::is_empty));
    move || (!is_empty.get()).then(|| view! { <Menu actions/> })
}

#[component]
fn Menu(actions: Derived<Vec<SharingAction>>) -> impl IntoView {
    let menu = NodeRef::<html::Details>::new();
    let close = move || {
        menu.get_untracked()
            .into_iter()
            .for_each(|menu| menu.set_open(false))
    };
    let on_key = move |event: KeyboardEvent| {
        let is_open = menu.get_untracked().is_some_and(|menu| menu.open());
        if event.key() == "Escape" && is_open {
            // It closes this and nothing else.
            event.stop_propagation();
            close();
            dom::focus(SUMMARY);
        }
    };
    // Nothing takes the focus where the pointer presses a button in Safari: then it stays open.
    let on_leave = move |event: FocusEvent| {
        let to = event
            .related_target()
            .and_then(|to| to.dyn_into::<Node>().ok());
        let stays = |to: &Node| {
            menu.get_untracked()
                .is_some_and(|menu| menu.contains(Some(to)))
        };
        if to.is_some_and(|to| !stays(&to)) {
            close();
        }
    };
    view! {
        <details class="menu" node_ref=menu on:keydown=on_key on:focusout=on_leave>
            <summary class="ghost" data-action="more">
                "More"
            </summary>
            <div class="items card" on:click=move |_| close()>
                {move || actions.get().into_iter().map(action_button).collect::<Vec<AnyView>>()}
            </div>
        </details>
    }
}

fn action_button(action: SharingAction) -> AnyView {
    match action {
        SharingAction::EnterCredentials => {
            button("enter-credentials", "I have a token", None, || {
                Message::CredentialsWanted
            })
        }
        SharingAction::PastTheBrowser => {
            button("paste-evidence", "Check from a terminal", None, || {
                Message::EvidenceToggled(true)
            })
        }
        SharingAction::Export(format) => export(format),
        SharingAction::CopyMarkdown(is_for_owner) => {
            let label = match is_for_owner {
                true => "Copy report (Markdown)",
                false => "Copy as Markdown",
            };
            button("copy-markdown", label, None, || Message::MarkdownRequested)
        }
        SharingAction::CopyCurl => button("copy-curl", "Copy request as curl", None, || {
            Message::CurlRequested
        }),
        SharingAction::Embed => button("embed", "Embed", None, || Message::EmbedRequested),
        SharingAction::Compare {
            was_recorded,
            is_open,
        } => {
            let label = match was_recorded {
                true => "Compare with the recording",
                false => "Compare with the run before",
            };
            button("compare", label, Some(is_open), || {
                Message::ComparisonToggled
            })
        }
        SharingAction::UseIn { is_open } => button("use-in", "Use it in…", Some(is_open), || {
            Message::ClientsToggled
        }),
        SharingAction::ShowDeepMode => button("show-deep", "Test edge cases", None, || {
            Message::FocusRequested("#deep-title")
        }),
        SharingAction::Refresh => button("refresh", "Try the refresh token", None, || {
            Message::Auth(AuthMessage::RefreshRequested)
        }),
    }
}

fn export(format: Format) -> AnyView {
    let (name, label) = match format {
        Format::Json => ("download-json", "Download report"),
        Format::Har => ("download-har", "Download requests (HAR)"),
        Format::Svg => ("download-svg", "Download timeline (SVG)"),
        Format::Chat => ("copy-chat", "Copy for chat"),
        Format::WrongDiagnosis => ("report-wrong", "Report a wrong diagnosis"),
    };
    view! {
        <Button action=name class="item" send=move || Message::ExportRequested(format)>
            {label}
        </Button>
    }
    .into_any()
}

/// `expands` says whether what the button opens is open.
fn button(
    name: &'static str,
    label: &'static str,
    expands: Option<bool>,
    send: fn() -> Message,
) -> AnyView {
    let expanded = expands.map(|is_open| is_open.to_string());
    view! {
        <Button action=name class="item" send attr:aria-expanded=expanded>
            {label}
        </Button>
    }
    .into_any()
}
