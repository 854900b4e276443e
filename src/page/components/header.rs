//! The name of the product, and what concerns the page rather than a run.

use leptos::prelude::*;

use super::button::Button;
use super::deferred::Deferred;
use super::icon::Logo;
use crate::app::message::Message;
use crate::app::modes::Theme;
use crate::page::context::use_app;
use crate::page::panel::Panel;

#[component]
pub fn Header() -> impl IntoView {
    let theme = use_app().select(|state| state.theme);
    let theme = move || match theme.get() {
        Theme::Auto => "Theme: auto",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    view! {
        <header>
            <Brand/>
            <nav aria-label="Page">
                <a class="quiet" href="#help/">
                    "Codes"
                </a>
                <Button action="theme" class="quiet" send=|| Message::ThemeToggled>
                    {theme}
                </Button>
                <Button action="keys" class="quiet" send=|| Message::KeysToggled(true)>
                    "Keys "
                    <kbd>"?"</kbd>
                </Button>
            </nav>
        </header>
    }
}

#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <span class="brand">
            <Logo/>
            "Faultfinder"
        </span>
    }
}

/// What this page does with what it learns.
#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer>
            "Runs in your browser. Nothing is stored, and nothing is sent anywhere but to the server under diagnosis. "
            <Deferred panel=Panel::FooterLinks/>
        </footer>
    }
}
