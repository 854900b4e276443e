//! The whole page, alone or within another one.

use leptos::prelude::*;

use super::deferred::{Deferred, OnDemand};
use super::details::{Details, FramedDetails};
use super::dialogs::{KeysDialog, ShareDialog};
use super::examples::Examples;
use super::frame_bar::FrameBar;
use super::header::{Footer, Header};
use super::server_form::ServerForm;
use super::timeline::Timeline;
use super::verdict::Verdict;
use crate::app::contract::Contract;
use crate::app::modes::Phase;
use crate::app::on_demand_panel::OnDemandPanel;
use crate::app::state::AppState;
use crate::page::context::{AppContext, use_app};
use crate::page::panel::Panel;
use crate::page::runtime::code::Loaders;
use crate::page::runtime::{Runtime, stored_theme};
use crate::page::{deferred, dom, keyboard, on_demand};

#[component]
pub fn App() -> impl IntoView {
    let state = RwSignal::new(AppState {
        theme: stored_theme(),
        ..AppState::default()
    });
    let loaders = Loaders {
        deferred: deferred::load,
        on_demand: on_demand::load,
    };
    let runtime = Runtime::new(state, loaders);
    let app = AppContext {
        state,
        runtime,
        deferred: runtime.inner().deferred,
        on_demand: runtime.inner().on_demand,
    };
    provide_context(app);
    keyboard::listen(app);
    runtime.open();
    let theme = app.select(|state| state.theme);
    Effect::new(move || dom::show_theme(theme.get()));
    let is_framed = app.select(|state| state.frame.is_some());
    view! {
        <div class=move || if is_framed.get() { "page framed" } else { "page" }>
            {move || match is_framed.get() {
                true => view! { <FramedPage/> }.into_any(),
                false => view! { <WholePage/> }.into_any(),
            }}
            <Toast/>
        </div>
    }
}

#[component]
fn WholePage() -> impl IntoView {
    view! {
        <Header/>
        <Main>
            <ServerForm/>
            <Slot panel=Panel::Banner/>
            <Verdict/>
            <OnDemandSlot panel=OnDemandPanel::Auth/>
            <OnDemandSlot panel=OnDemandPanel::Compare/>
            <OnDemandSlot panel=OnDemandPanel::Clients/>
            <OnDemandSlot panel=OnDemandPanel::Evidence/>
            <OnDemand panel=OnDemandPanel::Help/>
            <Recordings/>
            <Timeline/>
            <Examples/>
            <Details/>
            <Slot panel=Panel::DeepMode/>
            <Slot panel=Panel::FormerRuns/>
        </Main>
        <Footer/>
        <KeysDialog/>
        <ShareDialog/>
    }
}

#[component]
fn FramedPage() -> impl IntoView {
    view! {
        <Main>
            <div>
                <FrameBar/>
            </div>
            <Slot panel=Panel::Banner/>
            <Verdict/>
            <Timeline/>
            <FramedDetails/>
        </Main>
    }
}

/// The element that scripts read.
#[component]
fn Main(children: Children) -> impl IntoView {
    let contract = use_app().select(Contract::of);
    view! {
        <main
            data-state=move || contract.with(|contract| contract.state)
            data-outcome=move || contract.with(|contract| contract.outcome)
            data-failed-step=move || contract.with(|contract| contract.failed_step)
            data-code=move || contract.with(|contract| contract.code.clone())
            data-recorded=move || contract.with(|contract| contract.is_recorded.then_some(""))
            data-embed=move || contract.with(|contract| contract.is_framed.then_some(""))
        >
            {children()}
        </main>
    }
}

/// A place of its own, so that what comes and goes in it moves nothing around it.
#[component]
fn Slot(panel: Panel) -> impl IntoView {
    view! {
        <div>
            <Deferred panel/>
        </div>
    }
}

/// The same for what loads when somebody wants it.
#[component]
fn OnDemandSlot(panel: OnDemandPanel) -> impl IntoView {
    view! {
        <div>
            <OnDemand panel/>
        </div>
    }
}

/// Recordings to try, before the first run. They come later: their place is kept.
#[component]
fn Recordings() -> impl IntoView {
    let is_empty = use_app().select_run(|run| run.report.is_none() && run.phase == Phase::Idle);
    move || {
        is_empty.get().then(|| {
            view! {
                <div class="recordings">
                    <Deferred panel=Panel::Recordings/>
                </div>
            }
        })
    }
}

/// A short notice, for as long as it takes to read it.
#[component]
fn Toast() -> impl IntoView {
    let toast = use_app().select(|state| state.toast);
    view! {
        <p class=move || if toast.get().is_empty() { "toast" } else { "toast shown" } role="status">
            {move || toast.get()}
        </p>
    }
}
