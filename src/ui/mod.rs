//! What the user sees. Components show; they do not decide.

mod components;
mod dom;
mod facts;
mod form;
mod keys;
mod labels;
mod lanes;
mod markdown;
mod pretty;
mod scale;
mod state;
mod text;

use leptos::prelude::*;

use components::evidence_panel::EvidencePanel;
use components::examples::Examples;
use components::exchange::Exchange;
use components::finding::MainFinding;
use components::findings::Findings;
use components::footer::Footer;
use components::header::Header;
use components::help::HelpPanel;
use components::keys_dialog::KeysDialog;
use components::offers::Offers;
use components::server_form::ServerForm;
use components::timeline::Timeline;
use components::verdict::Verdict;
use state::State;

/// Puts the page into the document's body.
pub fn mount() {
    mount_to_body(App);
}

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let state = State::new();
    provide_context(state);
    keys::listen(state);
    dom::follow_theme(state);
    state.open();
    let report = move || state.report.get();
    let outcome = move || report()?.outcome.map(labels::outcome);
    let failed_step = move || report()?.failed_step.map(|step| step.id());
    let code = move || report()?.code.clone();
    view! {
        <div class="page">
            <Header />
            <main
                data-state=move || state.phase.get().id()
                data-outcome=outcome
                data-failed-step=failed_step
                data-code=code
            >
                <ServerForm />
                <Verdict />
                <EvidencePanel />
                <HelpPanel />
                <Timeline />
                <Examples />
                <div class="columns">
                    <div class="column">
                        <MainFinding />
                        <Findings />
                        <Offers />
                    </div>
                    <Exchange />
                </div>
            </main>
            <Footer />
            <KeysDialog />
            <p class="toast" role="status" class:shown=move || !state.said.get().is_empty()>
                {move || state.said.get()}
            </p>
        </div>
    }
}
