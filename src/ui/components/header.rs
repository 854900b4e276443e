//! The name of the product, and what concerns the page rather than a run.

use leptos::prelude::*;

use super::icon::logo;
use crate::ui::state::{State, Theme};

#[component]
pub fn Header() -> impl IntoView {
    let state = State::here();
    let theme = move || match state.theme.get() {
        Theme::Auto => "Theme: auto",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    view! {
        <header>
            <span class="brand">{logo()} "Faultfinder"</span>
            <nav aria-label="Page">
                <button type="button" class="quiet" data-action="theme" on:click=move |_| state.turn_theme()>
                    {theme}
                </button>
                <button type="button" class="quiet" data-action="keys" on:click=move |_| state.keys_open.set(true)>
                    "Keys " <kbd>"?"</kbd>
                </button>
            </nav>
        </header>
    }
}
