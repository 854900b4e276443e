//! The parts of the page that the deferred chunk draws. Their style stands in `style/later/`.

use leptos::prelude::*;

use crate::page::components::banner::Banner;
use crate::page::components::deep_mode::DeepMode;
use crate::page::components::exchange::Exchange;
use crate::page::components::findings::{Findings, FramedFindings};
use crate::page::components::footer_links::FooterLinks;
use crate::page::components::form_note::FormNote;
use crate::page::components::former_runs::FormerRuns;
use crate::page::components::recordings::Recordings;
use crate::page::components::secret_fields::SecretFields;
use crate::page::components::verdict_actions::VerdictActions;
use crate::page::components::verdict_details::VerdictDetails;
use crate::page::panel::Panel;

/// Draws a part of the page.
pub fn draw(panel: Panel) -> AnyView {
    match panel {
        Panel::FormNote => view! { <FormNote/> }.into_any(),
        Panel::Recordings => view! { <Recordings/> }.into_any(),
        Panel::Banner => view! { <Banner/> }.into_any(),
        Panel::DeepMode => view! { <DeepMode/> }.into_any(),
        Panel::VerdictDetails => view! { <VerdictDetails/> }.into_any(),
        Panel::VerdictActions => view! { <VerdictActions/> }.into_any(),
        Panel::SecretFields => view! { <SecretFields/> }.into_any(),
        Panel::Findings => view! { <Findings/> }.into_any(),
        Panel::Exchange => view! { <Exchange/> }.into_any(),
        Panel::FormerRuns => view! { <FormerRuns/> }.into_any(),
        Panel::FooterLinks => view! { <FooterLinks/> }.into_any(),
        Panel::FramedFindings => view! { <FramedFindings/> }.into_any(),
    }
}
