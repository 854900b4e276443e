//! The reading of a transcript: its events gathered into exchanges and probes, bodies parsed. The engine
//! decides on it while a run is on, checks explain from it afterwards; both read by this one code.

use std::collections::HashMap;

use super::exchange::{Ending, Exchange};
use super::purpose::{NegativeTest, Purpose};
use super::reason::Reason;
use super::step::{Status, Step};
use super::transcript::{Abort, Event, EventKind, Fact, Origin, Sent, Transcript};
use super::user_action::UserAction;
use super::wire::{Head, Id, Mode, Pasted, Probe, ProbeResult, Redirect, Request, ResponseKind};
use crate::protocol::http::Headers;

/// A transcript, read.
#[derive(Debug, Default)]
pub struct Recording {
    /// In the order in which they were sent.
    pub exchanges: Vec<Exchange>,
    /// In the order in which they were sent.
    pub probes: Vec<Probed>,
    /// The newest ending of each step, by [`Step::index`].
    pub step_states: [StepState; 16],
    /// What the user pasted from elsewhere.
    pub pasted: Vec<Pasted>,
    /// What the user did during authorization.
    pub user_actions: Vec<(Id, UserAction)>,
    /// What is known only from before redaction.
    pub facts: Vec<Fact>,
    /// The user stopped the run.
    pub cancelled: bool,
    /// When the run came to its end, if it has.
    pub done_at: Option<f64>,
    /// Where each exchange stands, by its id.
    places: HashMap<Id, usize>,
}

/// The state of one step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepState {
    /// Where it stands.
    pub status: Status,
    /// Why it ended.
    pub reason: Option<Reason>,
    /// The exchange or probe that decided it.
    pub by: Option<Id>,
    /// When it first ran or waited.
    pub started: Option<f64>,
    /// When it ended, if it has.
    pub ended: Option<f64>,
}

/// A probe and what it saw (`None` inside `answer`: this vantage lacks it).
#[derive(Clone, Debug)]
pub struct Probed {
    /// Names it within the run.
    pub id: Id,
    /// The step that asked for it.
    pub step: Step,
    /// Where it looked.
    pub probe: Probe,
    /// When it began to look.
    pub sent_at: f64,
    /// When it had looked.
    pub answered_at: Option<f64>,
    /// What it saw; absent while it looks.
    pub answer: Option<Option<ProbeResult>>,
}

impl Recording {
    /// Reads a whole transcript.
    pub fn from_transcript(transcript: &Transcript) -> Recording {
        let mut recording = Recording::of_facts(transcript.facts.clone());
        for event in &transcript.events {
            recording.apply(event);
        }
        recording
    }

    /// What is known only from before redaction, and no event yet.
    pub fn of_facts(facts: Vec<Fact>) -> Recording {
        Recording {
            facts,
            ..Recording::default()
        }
    }

    /// Takes in some events from this one on: as many as bring so many bytes, or up to the end of a body, which is read
    /// then. The next one to take in.
    pub fn take_some(&mut self, transcript: &Transcript, from: usize, bytes: usize) -> usize {
        let mut taken = 0;
        for (index, event) in transcript.events.iter().enumerate().skip(from) {
            self.apply(event);
            match &event.kind {
                EventKind::Chunk { bytes, .. } => taken += bytes.0.len(),
                EventKind::End { .. } | EventKind::Abort { .. } => taken = taken.max(bytes),
                _ => {}
            }
            if taken >= bytes {
                return index + 1;
            }
        }
        transcript.events.len()
    }

    /// Takes in one more event.
    pub fn apply(&mut self, event: &Event) {
        let at = event.at;
        match &event.kind {
            EventKind::Send(sent) => self.add(Exchange::new(sent.clone(), at)),
            EventKind::Head { id, head } => self.with(*id, |exchange| exchange.take_head(at, head)),
            EventKind::Chunk { id, bytes } => {
                self.with(*id, |exchange| exchange.take(at, &bytes.0))
            }
            EventKind::End { id } => self.with(*id, |exchange| exchange.end(at, Ending::Complete)),
            EventKind::Failed { id, failure } => self.with(*id, |exchange| {
                exchange.end(at, Ending::Failed(failure.clone()));
            }),
            EventKind::Abort { id, why } => {
                self.with(*id, |exchange| exchange.end(at, Ending::Aborted(*why)));
            }
            EventKind::Probe { id, step, probe } => self.probes.push(Probed {
                id: *id,
                step: *step,
                probe: probe.clone(),
                sent_at: at,
                answered_at: None,
                answer: None,
            }),
            EventKind::ProbeResult { id, result } => {
                self.answer_probe(*id, at, Some(result.clone()))
            }
            EventKind::Unsupported { id } => {
                self.answer_probe(*id, at, None);
                self.with(*id, |exchange| exchange.end(at, Ending::Unsupported));
            }
            EventKind::Cancel => self.cancelled = true,
            EventKind::UserAction { id, action } => self.apply_user_action(*id, action, at),
            EventKind::Paste { pasted } => self.pasted.push(pasted.clone()),
            EventKind::Step {
                step,
                status,
                reason,
                by,
            } => self.set(*step, *status, reason, *by, at),
            EventKind::Done => {
                self.done_at.get_or_insert(at);
            }
        }
    }

    /// Whether the run has read as much as it may. A fact, since bodies change when they are redacted.
    pub fn is_budget_spent(&self) -> bool {
        let mut facts = self.facts.iter();
        facts.any(|fact| matches!(fact, Fact::Budget { .. }))
    }

    /// Whether a list was given up after this page.
    pub fn is_list_cut(&self, page: Id) -> bool {
        let mut facts = self.facts.iter();
        facts.any(|fact| matches!(fact, Fact::ListCut { exchange, .. } if *exchange == page))
    }

    /// The exchange with this id.
    pub fn exchange(&self, id: Id) -> Option<&Exchange> {
        self.exchanges.get(*self.places.get(&id)?)
    }

    /// The first exchange with this purpose.
    pub fn find(&self, purpose: &Purpose) -> Option<&Exchange> {
        self.exchanges
            .iter()
            .find(|exchange| exchange.purpose == *purpose)
    }

    /// The newest of what the user did that is wanted, and its id.
    pub fn newest<T>(&self, wanted: impl Fn(&UserAction) -> Option<T>) -> Option<(Id, T)> {
        let mut actions = self.user_actions.iter().rev();
        actions.find_map(|(id, action)| Some((*id, wanted(action)?)))
    }

    /// Whether the user asked for deep mode.
    pub fn is_deep_mode_started(&self) -> bool {
        let mut actions = self.user_actions.iter();
        actions.any(|(_, action)| *action == UserAction::StartDeepMode)
    }

    /// What deep mode tried, in the order in which it was sent.
    /// An answer that the budget cut off proves nothing.
    pub fn negative_tests(&self) -> impl Iterator<Item = (NegativeTest, u32, &Exchange)> {
        let is_whole =
            |exchange: &&Exchange| exchange.ending != Some(Ending::Aborted(Abort::Budget));
        let exchanges = self.exchanges.iter().filter(is_whole);
        exchanges.filter_map(|exchange| match exchange.purpose {
            Purpose::NegativeTest { test, index } => Some((test, index, exchange)),
            _ => None,
        })
    }

    /// The newest exchange with this purpose.
    pub fn last(&self, purpose: &Purpose) -> Option<&Exchange> {
        let mut exchanges = self.exchanges.iter().rev();
        exchanges.find(|exchange| exchange.purpose == *purpose)
    }

    /// The pasted exchange with this purpose.
    pub fn pasted_exchange(&self, purpose: &Purpose) -> Option<&Exchange> {
        let mut exchanges = self.exchanges.iter();
        exchanges.find(|exchange| exchange.origin == Origin::Pasted && exchange.purpose == *purpose)
    }

    /// Where this step stands.
    pub fn step_state(&self, step: Step) -> &StepState {
        &self.step_states[step.index()]
    }

    /// All that is under way is the end of the session: the verdict stands.
    pub fn is_closing(&self) -> bool {
        self.step_state(Step::Closing).status == Status::Running
    }

    /// What the user does elsewhere is drawn and explained like an exchange of the run.
    fn apply_user_action(&mut self, id: Id, action: &UserAction, at: f64) {
        self.done_at = None;
        self.user_actions.push((id, action.clone()));
        match action {
            UserAction::Choose { .. }
            | UserAction::UseClient { .. }
            | UserAction::Refresh
            | UserAction::StartDeepMode => {}
            UserAction::WaitLonger => {
                let open = self.exchanges.iter_mut().filter(|one| !one.is_over());
                open.for_each(|one| one.extensions = one.extensions.saturating_add(1));
            }
            UserAction::AuthorizationStarted { url, .. } => {
                self.close_authorization_request(at, None, Abort::NoLongerNeeded);
                let sent = Sent {
                    id,
                    step: Step::Authorization,
                    purpose: Purpose::Authorize,
                    request: Request::get(url),
                    mode: Mode::NoCors,
                    redirect: Redirect::Follow,
                    origin: Origin::Live,
                };
                self.add(Exchange::new(sent, at));
            }
            UserAction::CallbackReceived { url } => {
                let head = Head {
                    kind: ResponseKind::OpaqueRedirect,
                    status: 0,
                    url: url.clone(),
                    redirected: true,
                    headers: Headers::default(),
                };
                self.close_authorization_request(at, Some(head), Abort::NoLongerNeeded);
            }
            UserAction::NoCallback => self.close_authorization_request(at, None, Abort::Cancelled),
            UserAction::TokenResponsePasted { body } => {
                self.add_pasted_token_response(id, body, at)
            }
        }
    }

    /// Ends the authorization request that is open.
    fn close_authorization_request(&mut self, at: f64, with: Option<Head>, why: Abort) {
        let mut exchanges = self.exchanges.iter_mut();
        let open = exchanges
            .find(|exchange| exchange.purpose == Purpose::Authorize && !exchange.is_over());
        match (open, with) {
            (Some(exchange), Some(head)) => {
                exchange.take_head(at, &head);
                exchange.end(at, Ending::Complete);
            }
            (Some(exchange), None) => exchange.end(at, Ending::Aborted(why)),
            (None, _) => {}
        }
    }

    /// The answer that this page could not read, to the request that it sent.
    fn add_pasted_token_response(&mut self, id: Id, body: &str, at: f64) {
        let Some(asked) = self.last(&Purpose::Token) else {
            return;
        };
        let request = asked.request.clone();
        let head = Head {
            kind: ResponseKind::Basic,
            status: 200,
            url: request.url.clone(),
            redirected: false,
            headers: Headers::default(),
        };
        let sent = Sent {
            id,
            step: Step::Token,
            purpose: Purpose::Token,
            request,
            mode: Mode::Cors,
            redirect: Redirect::Follow,
            origin: Origin::Pasted,
        };
        self.add(Exchange::new(sent, at));
        self.with(id, |exchange| {
            exchange.take_head(at, &head);
            exchange.take(at, body.as_bytes());
            exchange.end(at, Ending::Complete);
        });
    }

    fn with(&mut self, id: Id, change: impl FnOnce(&mut Exchange)) {
        let place = self.places.get(&id);
        if let Some(exchange) = place.and_then(|place| self.exchanges.get_mut(*place)) {
            change(exchange);
        }
    }

    /// Of several with one id, which only a recording from elsewhere can hold, the first is meant.
    fn add(&mut self, exchange: Exchange) {
        self.places
            .entry(exchange.id)
            .or_insert(self.exchanges.len());
        self.exchanges.push(exchange);
    }

    fn answer_probe(&mut self, id: Id, at: f64, answer: Option<ProbeResult>) {
        if let Some(probed) = self.probes.iter_mut().find(|probed| probed.id == id) {
            probed.answered_at = Some(at);
            probed.answer = Some(answer);
        }
    }

    fn set(
        &mut self,
        step: Step,
        status: Status,
        reason: &Option<Reason>,
        by: Option<Id>,
        at: f64,
    ) {
        let state = &mut self.step_states[step.index()];
        state.status = status;
        state.reason.clone_from(reason);
        state.by = by;
        match status {
            Status::Pending => {}
            Status::Running | Status::Waiting => {
                state.started.get_or_insert(at);
                state.ended = None;
            }
            Status::Pass
            | Status::Warn
            | Status::Fail
            | Status::Skipped
            | Status::Unseen
            | Status::Unreached => {
                state.started.get_or_insert(at);
                state.ended = Some(at);
            }
        }
    }
}
