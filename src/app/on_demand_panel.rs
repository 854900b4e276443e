//! The parts of the page that few visits look at, and when their code is loaded.

use super::auth_panel::AuthPanel;
use super::state::AppState;

/// A part of the page that the on-demand chunk draws.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OnDemandPanel {
    /// What there is to do in steps 5 to 10.
    Auth,
    /// Two diagnoses of one server.
    Compare,
    /// What to write into other clients.
    Clients,
    /// The way past the browser.
    Evidence,
    /// The help of one code, or the list of all.
    Help,
    /// What stands in the dialog of the keys.
    Keys,
    /// What stands in the share dialog.
    Share,
}

impl OnDemandPanel {
    /// Whether it would show anything, so that its code is to be loaded.
    pub fn is_wanted(self, state: &AppState) -> bool {
        let run = state.run();
        match self {
            OnDemandPanel::Auth => AuthPanel::of(run) != AuthPanel::Hidden,
            OnDemandPanel::Compare => run.earlier.is_compared,
            OnDemandPanel::Clients => run.clients_open,
            OnDemandPanel::Evidence => run.view.evidence_open,
            OnDemandPanel::Help => state.topic.is_some(),
            OnDemandPanel::Keys => state.keys_open,
            OnDemandPanel::Share => state.dialog.is_some(),
        }
    }
}
