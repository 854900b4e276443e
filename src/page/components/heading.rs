//! The head of a panel: its title, and the way to close it.

use leptos::prelude::*;

use super::button::Button;
use crate::app::message::Message;

#[component]
pub fn PanelHeading(
    /// By which the panel is labelled.
    id: &'static str,
    title: &'static str,
    /// Makes the message that closes the panel.
    #[prop(into)]
    close: UnsyncCallback<(), Message>,
) -> impl IntoView {
    view! {
        <div class="heading">
            <h2 id=id>{title}</h2>
            <Button action="close" class="small push" send=close>
                "Close"
            </Button>
        </div>
    }
}
