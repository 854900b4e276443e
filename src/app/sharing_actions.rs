//! The menu beneath the verdict: what else can be done with it.

use super::facts::{may_go_past_the_browser, wants_credentials};
use super::modes::Phase;
use super::state::AppState;
use super::verdict_details::{Action, actions};
use crate::render::Format;
use crate::report::Outcome;
use crate::trace::step::Step;

/// What else can be done with a verdict.
#[derive(Clone, Debug, PartialEq)]
pub enum SharingAction {
    /// A token that the user has can stand in for what is broken.
    EnterCredentials,
    /// What another kind of client meets.
    PastTheBrowser,
    /// The report in another form, as a file or to paste.
    Export(Format),
    /// The report as Markdown; `true`: it is for the server's owner.
    CopyMarkdown(bool),
    /// The request that is looked at.
    CopyCurl,
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
    let Some(report) = run.report.as_ref().filter(|_| state.frame.is_none()) else {
        return Vec::new();
    };
    let shown = actions(state);
    let is_left = |action: Action| !shown.contains(&action);
    let is_live = run.is_live();
    let is_input = report.failed_step == Some(Step::Address);
    let is_the_servers = matches!(
        report.outcome,
        Some(Outcome::Failed | Outcome::Inconclusive | Outcome::Degraded)
    );
    let mut exchanges = report.exchanges.iter();
    let has_request = exchanges.any(|exchange| exchange.request.is_some());
    let may_enter = wants_credentials(report) && is_live && is_left(Action::EnterCredentials);
    let may_paste = may_go_past_the_browser(report) && is_live && is_left(Action::PastTheBrowser);
    let earlier = run.earlier.of(report).filter(|_| run.is_live());
    let has_opened = matches!(report.outcome, Some(Outcome::Healthy | Outcome::Degraded));
    let can_go_on = run.phase == Phase::Done && run.is_live();
    // While a run starts, what was there before is still shown.
    let is_shown = run.phase == Phase::Starting || can_go_on;
    let offers_deep = is_shown && run.facts.offers_deep();
    let all = [
        may_paste.then_some(SharingAction::PastTheBrowser),
        may_enter.then_some(SharingAction::EnterCredentials),
        earlier.map(|(_, was_recorded)| SharingAction::Compare {
            was_recorded,
            is_open: run.earlier.is_compared,
        }),
        has_opened.then_some(SharingAction::UseIn {
            is_open: run.clients_open,
        }),
        offers_deep.then_some(SharingAction::ShowDeepMode),
        (can_go_on && run.facts.can_refresh).then_some(SharingAction::Refresh),
        Some(SharingAction::CopyMarkdown(is_the_servers && !is_input)),
        Some(SharingAction::Export(Format::Chat)),
        has_request.then_some(SharingAction::CopyCurl),
        Some(SharingAction::Export(Format::Json)),
        has_request.then_some(SharingAction::Export(Format::Har)),
        has_request.then_some(SharingAction::Export(Format::Svg)),
        Some(SharingAction::Embed),
    ];
    all.into_iter().flatten().collect()
}
