//! The controls beneath the verdict that few runs need.

use super::modes::Phase;
use super::state::AppState;
use crate::report::Outcome;

/// What else can be done with a verdict.
#[derive(Clone, Debug, PartialEq)]
pub enum SharingAction {
    /// To show it on another page.
    Embed,
    /// With the recording, or with the run before.
    Compare {
        /// It is the recording.
        was_recorded: bool,
        /// It is shown already.
        is_open: bool,
    },
    /// Where the session opened, other clients can be told of it.
    UseIn {
        /// It is shown already.
        is_open: bool,
    },
    /// Where the session opened, there is more to ask. What that is stands at the end of the page, beside the button
    /// that sends it.
    ShowDeepMode,
    /// Where signing in brought a refresh token, on demand only.
    Refresh,
}

/// Those that the run offers as it stands.
pub fn sharing_actions(state: &AppState) -> Vec<SharingAction> {
    let run = state.run();
    let Some(report) = &run.report else {
        return Vec::new();
    };
    let earlier = run.earlier.of(report).filter(|_| run.is_live());
    let has_opened = matches!(report.outcome, Some(Outcome::Healthy | Outcome::Degraded));
    let can_go_on = run.phase == Phase::Done && run.is_live();
    let offers_deep = can_go_on && state.frame.is_none() && run.facts.offers_deep();
    let all = [
        Some(SharingAction::Embed),
        earlier.map(|(_, was_recorded)| SharingAction::Compare {
            was_recorded,
            is_open: run.earlier.is_compared,
        }),
        has_opened.then_some(SharingAction::UseIn {
            is_open: run.clients_open,
        }),
        offers_deep.then_some(SharingAction::ShowDeepMode),
        (can_go_on && run.facts.can_refresh).then_some(SharingAction::Refresh),
    ];
    all.into_iter().flatten().collect()
}
