//! The plan: the whole run as one function over what is known.
//!
//! It is evaluated anew after every input. A line that needs an answer which is not there yet leaves a
//! [`Command`] and ends the evaluation with [`Interrupt::Wait`]; the next evaluation finds the answer and goes on.
//! So the run reads from top to bottom, and every moment of it can be replayed from the recording.

use super::transition::{Effect, good_ending, transition};
use crate::engine::opened::Opened;
use crate::protocol::address::{ParsedAddress, Target, Url, same_origin};
use crate::protocol::jsonrpc;
use crate::protocol::mcp::request::Call;
use crate::trace::fault::Fault;
use crate::trace::purpose::Purpose;
use crate::trace::reason::Reason;
use crate::trace::recording::{Exchange, Recording};
use crate::trace::step::{Status, Step};
use crate::trace::transcript::{Fact, Origin};
use crate::trace::vantage::{Environment, Options};
use crate::trace::wire::{
    Id, Mode, Probe, ProbeResult, Redirect, Request, ResponseKind, UserRequest,
};

/// Why an evaluation ended early.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Interrupt {
    /// Something asked for has not come yet.
    Wait,
    /// A step failed.
    Stop,
    /// Only the user can go on.
    AwaitUser(UserRequest),
    /// The server wants a credential, or another one than it got: it answered this exchange with 401.
    SignIn(Id),
    /// The token that was sent with this exchange does not reach far enough.
    StepUp(Id),
}

/// Something the plan lacks.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Exchange {
        step: Step,
        purpose: Purpose,
        request: Request,
        mode: Mode,
        redirect: Redirect,
    },
    Probe {
        step: Step,
        probe: Probe,
    },
}

/// When an exchange has told what it was sent for.
#[derive(Clone, Debug, PartialEq)]
pub enum CompleteWhen {
    Head,
    /// The answer to this JSON-RPC id, or the end.
    Answer(jsonrpc::Id),
    /// The first event of the stream, or the end.
    Event,
    End,
}

/// The way from a 401 to a token. Reached through pointers only, so that its code can lie in a file of its own.
#[derive(Clone, Copy)]
pub struct DeferredSteps {
    /// Goes on from this 401.
    pub(super) authorize: fn(&mut Plan, &Target, Id) -> Result<(), Interrupt>,
    /// The fault of an answer that wants a credential without saying 401.
    pub(super) missing_401: fn(&mut Plan, &Exchange) -> Result<Option<Fault>, Interrupt>,
    /// What a token says that came with this exchange, at this time.
    pub(super) token_fact: fn(&Recording, &Exchange, &Target, &Environment, f64) -> Option<Fact>,
    /// Sends what no healthy client sends, after the session was closed.
    pub(super) deep_mode: fn(&mut Plan, &Opened) -> Result<(), Interrupt>,
}

impl std::fmt::Debug for DeferredSteps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guide")
    }
}

/// How each step stands in this evaluation.
#[derive(Debug, Default)]
pub struct StepStates {
    pub(super) states: [(Status, Option<Reason>, Option<Id>); 16],
}

impl StepStates {
    pub fn get(&self, step: Step) -> (Status, Option<&Reason>, Option<Id>) {
        let (status, reason, by) = &self.states[step.index()];
        (*status, reason.as_ref(), *by)
    }

    pub fn status(&self, step: Step) -> Status {
        self.states[step.index()].0
    }

    pub(super) fn set(
        &mut self,
        step: Step,
        status: Status,
        reason: Option<Reason>,
        by: Option<Id>,
    ) {
        self.states[step.index()] = (status, reason, by);
    }
}

/// One evaluation.
#[derive(Debug)]
pub struct Plan<'a> {
    pub recording: &'a Recording,
    pub deferred_steps: Option<DeferredSteps>,
    pub options: &'a Options,
    pub environment: &'a Environment,
    pub address: &'a ParsedAddress,
    pub now: f64,
    pub states: StepStates,
    pub commands: Vec<Command>,
    /// Open exchanges that have nothing more to tell.
    pub to_abort: Vec<Id>,
    /// When to evaluate again, should nothing come before.
    pub wake: Option<f64>,
    /// Answers come from live exchanges, or from pasted ones.
    pub source: Origin,
    /// What the sign-in brought: goes along with every message from then on.
    pub token: Option<String>,
    /// What was sent up to here does not answer what is asked now, as the run knows more since.
    pub ignore_up_to: Id,
}

/// So many lists and streams at once, and no more (DESIGN 3).
const IN_FLIGHT: usize = 4;

impl<'a> Plan<'a> {
    pub fn new(
        (recording, deferred_steps): (&'a Recording, Option<DeferredSteps>),
        options: &'a Options,
        environment: &'a Environment,
        address: &'a ParsedAddress,
        now: f64,
    ) -> Plan<'a> {
        Plan {
            recording,
            deferred_steps,
            options,
            environment,
            address,
            now: recording.done_at.unwrap_or(now),
            states: StepStates::default(),
            commands: Vec::new(),
            to_abort: Vec::new(),
            wake: None,
            source: Origin::Live,
            token: None,
            ignore_up_to: 0,
        }
    }

    /// Says that work on a step has begun.
    pub fn begin(&mut self, step: Step) {
        if self.states.status(step) == Status::Pending {
            self.states.set(step, Status::Running, None, None);
        }
    }

    /// Ends a step with a reason that lets the run go on.
    pub fn end(&mut self, step: Step, reason: Reason, by: Option<Id>) {
        let (status, _) = transition(step, &reason);
        self.states.set(step, status, Some(reason), by);
    }

    /// Ends a step well.
    pub fn pass(&mut self, step: Step, by: Id) {
        self.end(step, Reason::Settled, Some(by));
    }

    /// Ends a step as failed. In the eleven steps the run is over; in the survey it goes on.
    pub fn fail(&mut self, fault: Fault, by: Option<Id>) -> Interrupt {
        let step = fault.step();
        let reason = Reason::Fault { fault };
        let (status, effect) = transition(step, &reason);
        if step == Step::Session {
            self.settle_steps_before_session(by);
        }
        self.states.set(step, status, Some(reason), by);
        match effect {
            Effect::Continue => Interrupt::Wait,
            Effect::AwaitUser => Interrupt::Stop,
            Effect::Stop => {
                for later in Step::ALL {
                    if matches!(self.states.status(later), Status::Pending | Status::Running) {
                        self.end(later, Reason::Earlier, None);
                    }
                }
                Interrupt::Stop
            }
        }
    }

    /// A session that fails was reached: an MCP endpoint answered, and asked for nothing.
    fn settle_steps_before_session(&mut self, by: Option<Id>) {
        let sign_in = if self.token.is_some() {
            Reason::CredentialAccepted
        } else if self.options.has_credentials() {
            Reason::CredentialGiven
        } else {
            Reason::OpenServer
        };
        for step in Step::ALL.into_iter().filter(|step| *step < Step::Session) {
            if matches!(self.states.status(step), Status::Pending | Status::Running) {
                let skipped = Step::SIGN_IN.contains(&step);
                let reason = if skipped {
                    sign_in.clone()
                } else {
                    good_ending(step, self.environment)
                };
                self.end(step, reason, by);
            }
        }
    }

    /// A readable head settles steps 2 and 3, unless an earlier exchange has.
    pub fn pass_reach_and_cors(&mut self, exchange: &Exchange) {
        for step in [Step::Reach, Step::Cors] {
            if !self.is_settled(step) {
                let reason = good_ending(step, self.environment);
                self.end(step, reason, Some(exchange.id));
            }
        }
    }

    /// Ends the run at a fault of step 2 or 3; what lies before it has passed.
    pub fn fail_reach_or_cors(&mut self, fault: Fault, exchange: &Exchange) -> Interrupt {
        if fault.step() > Step::Cors {
            self.pass_reach_and_cors(exchange);
        } else if fault.step() > Step::Reach && !self.is_settled(Step::Reach) {
            self.pass(Step::Reach, exchange.id);
        }
        self.fail(fault, Some(exchange.id))
    }

    /// Whether a step has come to a good end already.
    pub fn is_settled(&self, step: Step) -> bool {
        let reason = self.states.get(step).1;
        matches!(reason, Some(Reason::Settled | Reason::NoCorsHere))
    }

    /// Leaves a step to the user. Later steps stay pending.
    pub fn await_user(
        &mut self,
        step: Step,
        reason: Reason,
        by: Option<Id>,
        ask: UserRequest,
    ) -> Interrupt {
        for open in Step::ALL {
            if self.states.status(open) == Status::Running {
                self.states.set(open, Status::Pending, None, None);
            }
        }
        for later in Step::SIGN_IN.into_iter().filter(|later| *later > step) {
            if self.states.status(later) == Status::Skipped {
                self.states.set(later, Status::Pending, None, None);
            }
        }
        let (status, _) = transition(step, &reason);
        self.states.set(step, status, Some(reason), by);
        Interrupt::AwaitUser(ask)
    }

    /// Sends a message of the run to the server, with what the user entered, and waits for its answer.
    pub fn call(
        &mut self,
        step: Step,
        target: &Target,
        purpose: Purpose,
        url: &str,
        call: &Call,
    ) -> Result<&'a Exchange, Interrupt> {
        let when = match &call.rpc_id {
            Some(id) => CompleteWhen::Answer(id.clone()),
            None => CompleteWhen::End,
        };
        self.call_until(step, target, purpose, url, call, &when)
    }

    /// As [`Plan::call`]. A request with something that the user entered follows no redirect by itself: the
    /// browser would take the headers along.
    pub fn call_until(
        &mut self,
        step: Step,
        target: &Target,
        purpose: Purpose,
        url: &str,
        call: &Call,
        when: &CompleteWhen,
    ) -> Result<&'a Exchange, Interrupt> {
        let bare = Request {
            method: call.http_method.to_owned(),
            url: url.to_owned(),
            headers: call.headers.clone(),
            body: call.body.clone(),
        };
        if !self.has_credentials() {
            return self.exchange(step, purpose, bare, (Mode::Cors, Redirect::Follow), when);
        }
        let full = self.with_credentials(bare.clone());
        let how = (Mode::Cors, Redirect::Manual);
        let exchange = self.exchange(step, purpose.clone(), full, how, when)?;
        let redirects = exchange
            .head
            .as_ref()
            .is_some_and(|head| head.kind == ResponseKind::OpaqueRedirect);
        if !redirects {
            return self.with_token_accepted(exchange);
        }
        let to = self.redirect_target(target, bare, exchange)?;
        let full = self.with_credentials(Request {
            method: call.http_method.to_owned(),
            url: to,
            headers: call.headers.clone(),
            body: call.body.clone(),
        });
        let exchange = self.exchange(step, purpose, full, how, when)?;
        self.with_token_accepted(exchange)
    }

    /// A token that is good and does not reach far enough is answered with 403 (RFC 6750, 3.1).
    fn with_token_accepted(&self, exchange: &'a Exchange) -> Result<&'a Exchange, Interrupt> {
        let is_refused = exchange.status() == Some(403) && !exchange.names_origin();
        if self.token.is_none() || !is_refused {
            return Ok(exchange);
        }
        let challenge = exchange.header("www-authenticate").unwrap_or_default();
        let says = |text: &str| text.contains("insufficient_scope");
        Err(match says(challenge) || says(&exchange.body_text()) {
            true => Interrupt::StepUp(exchange.id),
            false => Interrupt::SignIn(exchange.id),
        })
    }

    /// Whether a message to the server carries something that lets it in.
    pub fn has_credentials(&self) -> bool {
        self.token.is_some() || self.options.has_credentials()
    }

    /// Where a redirect leads, learnt without credentials. Only the same origin may get them.
    fn redirect_target(
        &mut self,
        target: &Target,
        bare: Request,
        exchange: &Exchange,
    ) -> Result<String, Interrupt> {
        let how = (Mode::Cors, Redirect::Follow);
        let probe = self.exchange(
            Step::Endpoint,
            Purpose::RedirectTarget,
            bare,
            how,
            &CompleteWhen::Head,
        )?;
        let head = probe.head.as_ref().filter(|head| !head.is_opaque());
        if head.is_some_and(|head| !head.redirected) {
            // Without the credential nobody is sent anywhere, and with it a page does not learn where to.
            self.pass_reach_and_cors(exchange);
            return Err(self.fail(Fault::CredentialRedirected, Some(exchange.id)));
        }
        let Some(url) = head.and_then(|head| Url::parse(&head.url).ok()) else {
            return Err(self.fail_reach_or_cors(Fault::RedirectWithoutCors, exchange));
        };
        if same_origin(&target.url, &url) {
            return Ok(url.into());
        }
        self.pass_reach_and_cors(exchange);
        let fault = Fault::EndpointRedirectsElsewhere { to: url.into() };
        Err(self.fail(fault, Some(exchange.id)))
    }

    /// The request with everything that the user entered, or signed in for.
    pub fn with_credentials(&self, mut request: Request) -> Request {
        if let Some(token) = self.token.as_ref().or(self.options.bearer.as_ref()) {
            request
                .headers
                .set("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in &self.options.headers {
            request.headers.set(name, value.clone());
        }
        request
    }

    /// Takes the board as it stands in the recording: nothing is decided any more.
    pub fn copy_recorded_states(&mut self) {
        for step in Step::ALL {
            let state = self.recording.step_state(step);
            self.states
                .set(step, state.status, state.reason.clone(), state.by);
        }
    }

    /// Pasted exchanges begin with this purpose and have nothing of the newer transports.
    pub fn pasted_only(&self, purpose: &Purpose) -> bool {
        self.source == Origin::Pasted
            && self.recording.pasted_exchange(purpose).is_some()
            && !self.recording.exchanges.iter().any(|exchange| {
                exchange.origin == Origin::Pasted && matches!(exchange.purpose, Purpose::Discover)
            })
    }

    /// The exchange for this purpose and URL, when it has told what it was sent for; else it is wanted.
    pub fn exchange(
        &mut self,
        step: Step,
        purpose: Purpose,
        request: Request,
        (mode, redirect): (Mode, Redirect),
        when: &CompleteWhen,
    ) -> Result<&'a Exchange, Interrupt> {
        let recording = self.recording;
        let known = recording.exchanges.iter().find(|exchange| {
            exchange.id > self.ignore_up_to
                && exchange.purpose == purpose
                && exchange.origin == self.source
                && (self.source == Origin::Pasted || exchange.request.url == request.url)
        });
        match known {
            Some(exchange) if is_complete(exchange, when) => {
                if ends_early(&purpose, when) && !exchange.is_over() {
                    self.to_abort.push(exchange.id);
                }
                Ok(exchange)
            }
            Some(_) => Err(Interrupt::Wait),
            None if self.source == Origin::Pasted => Err(Interrupt::Wait),
            None => {
                if step < Step::Tools || self.in_flight() < IN_FLIGHT {
                    self.commands.push(Command::Exchange {
                        step,
                        purpose,
                        request,
                        mode,
                        redirect,
                    });
                }
                Err(Interrupt::Wait)
            }
        }
    }

    /// What a probe saw; `None` where this vantage lacks it or got no answer.
    pub fn probe(
        &mut self,
        step: Step,
        probe: Probe,
    ) -> Result<Option<&'a ProbeResult>, Interrupt> {
        let recording = self.recording;
        match recording.probes.iter().find(|probed| probed.probe == probe) {
            Some(probed) => match &probed.answer {
                Some(answer) => Ok(answer.as_ref()),
                None => Err(Interrupt::Wait),
            },
            None if self.source == Origin::Pasted => Err(Interrupt::Wait),
            None => {
                self.commands.push(Command::Probe { step, probe });
                Err(Interrupt::Wait)
            }
        }
    }

    /// What knows the way to a token; the run waits where it is not there yet.
    pub fn deferred_steps(&self) -> Result<DeferredSteps, Interrupt> {
        self.deferred_steps.ok_or(Interrupt::Wait)
    }

    /// Asks to be evaluated again at this time.
    pub fn wake_at(&mut self, at: f64) {
        self.wake = Some(self.wake.map_or(at, |wake| wake.min(at)));
    }

    /// Lists that are under way or about to be sent.
    fn in_flight(&self) -> usize {
        let is_list = |purpose: &Purpose| matches!(purpose, Purpose::List { .. });
        let open = self.recording.exchanges.iter().filter(|exchange| {
            exchange.origin == Origin::Live && is_list(&exchange.purpose) && !exchange.is_over()
        });
        let wanted = self.commands.iter().filter(|command| match command {
            Command::Exchange { purpose, .. } => is_list(purpose),
            Command::Probe { .. } => false,
        });
        open.count() + wanted.count()
    }
}

fn is_complete(exchange: &Exchange, when: &CompleteWhen) -> bool {
    exchange.is_over()
        || match when {
            CompleteWhen::Head => exchange.head.is_some(),
            CompleteWhen::Answer(id) => exchange.answer(id).is_some(),
            CompleteWhen::Event => !exchange.events.is_empty(),
            CompleteWhen::End => false,
        }
}

/// Whether nothing more of the answer is wanted once it has told that much.
fn ends_early(purpose: &Purpose, when: &CompleteWhen) -> bool {
    match purpose {
        Purpose::ProbeRequest { .. } => *when == CompleteWhen::Head,
        Purpose::NegativeTest { .. } => true,
        _ => false,
    }
}
