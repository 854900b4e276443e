//! What stands in the dialog of the keys.

use leptos::prelude::*;

use super::button::Button;
use crate::app::message::Message;

const KEYS: [(&str, &str); 8] = [
    ("Enter", "in the field: diagnose"),
    ("R", "run again"),
    ("← →", "step by step through the timeline"),
    ("C", "copy the request as curl"),
    ("S", "share the diagnosis"),
    ("/", "focus the URL field"),
    ("Esc", "close what is open, or cancel the run"),
    ("?", "show this help"),
];

#[component]
pub fn Keys() -> impl IntoView {
    let entry = |(key, does)| {
        view! {
            <dt>
                <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
        }
        .into_any()
    };
    view! {
        <h2 id="keys-title">"Keys"</h2>
        <dl>{KEYS.into_iter().map(entry).collect::<Vec<AnyView>>()}</dl>
        <Button action="close" class="ghost" send=|| Message::KeysToggled(false)>
            "Close"
        </Button>
    }
}
