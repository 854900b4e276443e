//! The places of the parts that the later chunks draw.

use leptos::prelude::*;

use crate::app::on_demand_panel::OnDemandPanel;
use crate::page::context::use_app;
use crate::page::derived::unsubscribe_when_gone;
use crate::page::panel::Panel;
use crate::page::runtime::UNLOADED;
use crate::page::runtime::code::OnDemandChunk;

/// Empty as long as the deferred chunk is not there.
#[component]
pub fn Deferred(panel: Panel) -> impl IntoView {
    let deferred = use_app().deferred;
    move || {
        unsubscribe_when_gone();
        deferred.get().map(|code| (code.draw)(panel))
    }
}

/// Empty until something is to be seen in it, for which the on-demand chunk loads then.
#[component]
pub fn OnDemand(panel: OnDemandPanel) -> impl IntoView {
    let app = use_app();
    let is_wanted = app.select(move |state| panel.is_wanted(state));
    Effect::new(move || {
        if is_wanted.get() {
            app.runtime.with_on_demand(|_| ());
        }
    });
    move || match app.on_demand.get() {
        OnDemandChunk::Here(code) => (code.draw)(panel),
        OnDemandChunk::Absent if is_wanted.get() => view! {
            <p class="meta" role="status">
                "Loading…"
            </p>
        }
        .into_any(),
        OnDemandChunk::Failed if is_wanted.get() => view! {
            <p class="alert" role="alert">
                {UNLOADED}
            </p>
        }
        .into_any(),
        OnDemandChunk::Absent | OnDemandChunk::Failed => ().into_any(),
    }
}
