//! The parts of the page that the deferred chunk draws. Their style stands in `style/later/`.

use leptos::prelude::*;

use crate::page::components::auth::Auth;
use crate::page::components::banner::Banner;
use crate::page::components::clients::Clients;
use crate::page::components::compare::Compare;
use crate::page::components::deep_mode::DeepMode;
use crate::page::components::details::{Details, FramedDetails};
use crate::page::components::evidence::Evidence;
use crate::page::components::help::Help;
use crate::page::components::keys::Keys;
use crate::page::components::recordings::Recordings;
use crate::page::components::secret_fields::SecretFields;
use crate::page::components::share::Share;
use crate::page::components::sharing_actions::SharingActions;

/// A part of the page that is drawn once the chunk has loaded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Panel {
    /// Recordings to try, on the empty page.
    Recordings,
    /// That what is shown was recorded, or what a link expects.
    Banner,
    Compare,
    /// What stands in the share dialog.
    Share,
    Clients,
    /// The controls beneath the verdict that few runs need.
    SharingActions,
    /// What a link names and does not bring.
    SecretFields,
    Evidence,
    /// What there is to do on the way to a token.
    Auth,
    /// What there is to ask of a server whose session opened.
    DeepMode,
    /// The help of one code, or the list of all.
    Help,
    /// What stands in the dialog of the keys.
    Keys,
    /// Findings, tools and the exchange that is looked at.
    Details,
    /// The same in a frame.
    FramedDetails,
}

/// Draws a part of the page.
pub fn draw(panel: Panel) -> AnyView {
    match panel {
        Panel::Recordings => view! { <Recordings/> }.into_any(),
        Panel::Banner => view! { <Banner/> }.into_any(),
        Panel::Compare => view! { <Compare/> }.into_any(),
        Panel::Auth => view! { <Auth/> }.into_any(),
        Panel::Share => view! { <Share/> }.into_any(),
        Panel::DeepMode => view! { <DeepMode/> }.into_any(),
        Panel::Clients => view! { <Clients/> }.into_any(),
        Panel::SharingActions => view! { <SharingActions/> }.into_any(),
        Panel::SecretFields => view! { <SecretFields/> }.into_any(),
        Panel::Evidence => view! { <Evidence/> }.into_any(),
        Panel::Keys => view! { <Keys/> }.into_any(),
        Panel::Help => view! { <Help/> }.into_any(),
        Panel::Details => view! { <Details/> }.into_any(),
        Panel::FramedDetails => view! { <FramedDetails/> }.into_any(),
    }
}
