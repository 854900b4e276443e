//! The controls beneath the verdict that few runs need.

use leptos::prelude::*;

use super::button::Button;
use crate::app::message::{AuthMessage, Message};
use crate::app::sharing_actions::{SharingAction, sharing_actions};
use crate::page::context::use_app;

#[component]
pub fn SharingActions() -> impl IntoView {
    let actions = use_app().select(sharing_actions);
    move || {
        let buttons = actions.get().into_iter().map(action_button);
        buttons.collect::<Vec<AnyView>>()
    }
}

fn action_button(action: SharingAction) -> AnyView {
    match action {
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
            Message::DeepModeShown
        }),
        SharingAction::Refresh => button("refresh", "Try the refresh token", None, || {
            Message::Auth(AuthMessage::RefreshRequested)
        }),
    }
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
        <Button action=name class="ghost" send attr:aria-expanded=expanded>
            {label}
        </Button>
    }
    .into_any()
}
