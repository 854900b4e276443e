//! The parts of the page that the deferred chunk draws. Their style stands in `style/later/`.

use leptos::prelude::*;

use crate::page::components::details::{Details, FramedDetails};
use crate::page::components::help::Help;
use crate::page::components::recordings::Recordings;
use crate::page::panel::Panel;

/// Draws a part of the page.
pub fn draw(panel: Panel) -> AnyView {
    match panel {
        Panel::Recordings => view! { <Recordings/> }.into_any(),
        Panel::Help => view! { <Help/> }.into_any(),
        Panel::Details => view! { <Details/> }.into_any(),
        Panel::FramedDetails => view! { <FramedDetails/> }.into_any(),
        Panel::Banner
        | Panel::Compare
        | Panel::Share
        | Panel::Clients
        | Panel::SharingActions
        | Panel::SecretFields
        | Panel::Evidence
        | Panel::Auth
        | Panel::DeepMode
        | Panel::Keys => ().into_any(),
    }
}
