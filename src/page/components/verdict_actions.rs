//! The next step, to share, and the menu of the rest.

use leptos::prelude::*;

use super::button::Button;
use super::sharing_actions::SharingActions;
use super::text::Wire;
use crate::app::message::Message;
use crate::app::verdict_details::{Action, actions};
use crate::page::context::use_app;

#[component]
pub fn VerdictActions() -> impl IntoView {
    let shown = use_app().select(actions);
    let buttons = move || {
        let shown = shown.get().into_iter().enumerate();
        let buttons = shown.map(|(place, action)| next_step(action, place == 0));
        buttons.collect::<Vec<AnyView>>()
    };
    view! {
        {buttons}
        <SharingActions/>
    }
}

fn next_step(action: Action, is_first: bool) -> AnyView {
    let class = if is_first { "primary" } else { "ghost" };
    let button = |name: &'static str, send: fn() -> Message, label: &'static str| {
        view! { <Button action=name class send>{label}</Button> }.into_any()
    };
    match action {
        Action::RunAgain => button("run", || Message::RunAgainRequested, "Run again"),
        Action::OwnServer => button(
            "own-server",
            || Message::FocusRequested("input[name=server]"),
            "Try your own server",
        ),
        Action::EnterCredentials => button(
            "enter-credentials",
            || Message::CredentialsWanted,
            "I have a token",
        ),
        Action::TryUrl(url) => try_url(class, url),
        Action::PastTheBrowser => button(
            "paste-evidence",
            || Message::EvidenceToggled(true),
            "Check from a terminal",
        ),
        Action::Share => button("share", || Message::ShareRequested, "Share"),
    }
}

fn try_url(class: &'static str, url: String) -> AnyView {
    let text = url.clone();
    view! {
        <Button action="try-url" class send=move || Message::UrlTried(url.clone())>
            "Try "
            <code>
                <Wire text/>
            </code>
        </Button>
    }
    .into_any()
}
