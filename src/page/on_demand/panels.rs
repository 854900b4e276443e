//! The parts of the page that the on-demand chunk draws. Their style stands in `style/later/`.

use leptos::prelude::*;

use crate::app::on_demand_panel::OnDemandPanel;
use crate::page::components::auth::Auth;
use crate::page::components::clients::Clients;
use crate::page::components::compare::Compare;
use crate::page::components::evidence::Evidence;
use crate::page::components::help::Help;
use crate::page::components::keys::Keys;
use crate::page::components::share::Share;

/// Draws a part of the page.
pub fn draw(panel: OnDemandPanel) -> AnyView {
    match panel {
        OnDemandPanel::Auth => view! { <Auth/> }.into_any(),
        OnDemandPanel::Compare => view! { <Compare/> }.into_any(),
        OnDemandPanel::Clients => view! { <Clients/> }.into_any(),
        OnDemandPanel::Evidence => view! { <Evidence/> }.into_any(),
        OnDemandPanel::Help => view! { <Help/> }.into_any(),
        OnDemandPanel::Keys => view! { <Keys/> }.into_any(),
        OnDemandPanel::Share => view! { <Share/> }.into_any(),
    }
}
