//! What stands in place of a long text that is not there yet, or did not load.

use leptos::prelude::*;

use super::button::Button;
use crate::app::help_files::HelpState;
use crate::app::message::Message;
use crate::page::context::use_app;

#[component]
pub fn HelpLoading(code: &'static str) -> impl IntoView {
    let help = use_app().select(move |state| state.help.of(code));
    move || match help.get() {
        HelpState::Ready(_) => ().into_any(),
        HelpState::Loading => view! {
            <p class="meta" role="status" data-texts="loading">
                "The explanation is loading."
            </p>
        }
        .into_any(),
        HelpState::Failed(reason) => view! {
            <p class="alert" role="alert">
                {format!("The explanation did not load. {reason} ")}
                <Button action="load-help" class="small" send=move || Message::HelpRequested(code)>
                    "Try again"
                </Button>
            </p>
        }
        .into_any(),
    }
}
