//! The one loop: what the engine wants is done, what comes of it is handed back. Only this file spawns tasks.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

use super::clock::{Clock, Timer};
use super::probes::Span;
use super::request::{self, Violations};
use super::{environment, now, performance, probes, window};
use crate::engine::DeferredSteps;
use crate::engine::Run;
use crate::trace::vantage::Options;
use crate::trace::wire::{Action, Failure, Id, Input, Output, Probe};

/// What passes between a run and this driver, in its order.
#[derive(Debug)]
pub enum Passing<'a> {
    /// What the run wants done.
    Output(&'a Output),
    /// With the time at which the run is told.
    Input(f64, &'a Input),
}

/// Sees what passes: a test holds it to the contract (`engine/mod.rs`).
pub type Observe = Box<dyn Fn(Passing<'_>)>;

/// One run in this browser. Dropping it gives up everything that is still open.
pub struct Driver(Rc<Inner>);

impl Driver {
    /// Starts a run. `on_change` is called after every input that the engine has handled, first when this
    /// function has returned; it may read the run and act.
    pub fn start(
        options: Options,
        deferred_steps: Option<DeferredSteps>,
        on_change: impl Fn() + 'static,
    ) -> Driver {
        let run = Run::with_deferred_steps(options, deferred_steps);
        Driver::start_observed(run, on_change, None)
    }

    /// As [`Driver::start`], and shows what passes.
    pub fn start_observed(
        run: Run,
        on_change: impl Fn() + 'static,
        observe: Option<Observe>,
    ) -> Driver {
        make_room_for_timings();
        let driver = Driver::new(run, Box::new(on_change), observe);
        let started = Rc::downgrade(&driver.0);
        spawn_local(async move { feed(&started, Input::Start(environment::detect())) });
        driver
    }

    /// Takes a run over that is on already. Nothing happens before something is handed over.
    pub fn resume(run: Run, on_change: impl Fn() + 'static) -> Driver {
        Driver::new(run, Box::new(on_change), None)
    }

    fn new(run: Run, on_change: Box<dyn Fn()>, observe: Option<Observe>) -> Driver {
        Driver(Rc::new_cyclic(|weak| {
            Inner::new(weak, run, on_change, observe)
        }))
    }

    /// Hands over the half of the engine that a run needs which is asked for credentials.
    pub fn install_deferred_steps(&self, deferred_steps: DeferredSteps) {
        self.0
            .run
            .borrow_mut()
            .install_deferred_steps(deferred_steps);
        self.0.feed(Input::Tick);
    }

    /// Hands over what the user did.
    pub fn act(&self, action: Action) {
        self.0.feed(Input::User(action));
    }

    /// Gives up everything that is open: nothing is handled any more.
    pub fn give_up(&self) {
        self.0.gone.set(true);
        self.0.close_all();
    }

    /// Lets go of a part of what a run that was given up has read. Whether there is more.
    pub fn forget_some(&self) -> bool {
        self.0.run.borrow_mut().forget_some()
    }

    /// Reads the run.
    pub fn with<T>(&self, read: impl FnOnce(&Run) -> T) -> T {
        read(&self.0.run.borrow())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.give_up();
    }
}

/// Never hold a `RefCell` borrow across an await or `on_change`: each borrow lasts for one statement.
struct Inner {
    run: RefCell<Run>,
    on_change: Box<dyn Fn()>,
    observe: Option<Observe>,
    /// Inputs that wait because another is being handled.
    inputs: RefCell<VecDeque<Input>>,
    handling: Cell<bool>,
    /// The driver was dropped, perhaps by `on_change`: nothing is handled any more.
    gone: Cell<bool>,
    /// What has been asked for and not answered yet.
    open: RefCell<Vec<(Id, AbortController)>>,
    sent: RefCell<Vec<Sent>>,
    clock: Clock,
    /// The only timer there is.
    timer: Timer,
    tick: Closure<dyn FnMut()>,
    violations: Rc<Violations>,
    /// This run, for the tasks that it spawns: they do not keep it alive.
    weak: Weak<Inner>,
}

/// What the Resource Timing probe needs to find an exchange's entry again.
struct Sent {
    id: Id,
    span: Span,
}

impl Inner {
    fn new(
        weak: &Weak<Inner>,
        run: Run,
        on_change: Box<dyn Fn()>,
        observe: Option<Observe>,
    ) -> Inner {
        let ticking = weak.clone();
        Inner {
            run: RefCell::new(run),
            on_change,
            observe,
            inputs: RefCell::default(),
            handling: Cell::new(false),
            gone: Cell::new(false),
            open: RefCell::default(),
            sent: RefCell::default(),
            clock: Clock::default(),
            timer: Timer::default(),
            tick: Closure::new(move || tick(&ticking)),
            violations: Violations::watch(),
            weak: weak.clone(),
        }
    }

    /// Handles an input, and those that arrive meanwhile, in order. The engine is drained between two.
    fn feed(&self, input: Input) {
        self.inputs.borrow_mut().push_back(input);
        if self.handling.replace(true) {
            return;
        }
        while let Some(input) = self.next_input() {
            let now = self.read_clock();
            self.show(Passing::Input(now, &input));
            self.run.borrow_mut().handle(now, input);
            self.drain();
            (self.on_change)();
        }
        self.handling.set(false);
    }

    /// The time at which an input is handled. A timer that comes too late to count is set anew by what follows.
    fn read_clock(&self) -> f64 {
        let (now, due) = (now(), self.timer.due());
        if self.clock.wakes(now, due) {
            self.clear_timer();
        }
        self.clock.at(now)
    }

    fn show(&self, passing: Passing) {
        if let Some(observe) = &self.observe {
            observe(passing);
        }
    }

    fn next_input(&self) -> Option<Input> {
        let mut inputs = self.inputs.borrow_mut();
        if self.gone.get() {
            None
        } else {
            inputs.pop_front()
        }
    }

    fn drain(&self) {
        loop {
            let output = self.run.borrow_mut().poll();
            self.show(Passing::Output(&output));
            match output {
                Output::Send {
                    id,
                    request,
                    mode,
                    redirect,
                    cache,
                } => self.send(id, |signal| {
                    request::build(&request, mode, redirect, cache, signal)
                }),
                Output::Probe { id, probe } => self.probe(id, probe),
                Output::Abort(id) => self.close(id),
                Output::WakeAt(at) => return self.wake_at(at),
                // The browser may be holding an exchange back until the user answers: nothing is given up.
                Output::AskUser(_) => return self.clear_timer(),
                Output::Done => return self.close_all(),
            }
        }
    }

    fn send(&self, id: Id, build: impl FnOnce(&AbortSignal) -> Result<web_sys::Request, String>) {
        let Some(signal) = self.open(id) else {
            return self.inputs.borrow_mut().push_back(Input::Unsupported(id));
        };
        let ready = match build(&signal) {
            Ok(ready) => ready,
            Err(message) => {
                self.close(id);
                let failure = Failure {
                    message,
                    not_sent: true,
                    ..Failure::default()
                };
                return self
                    .inputs
                    .borrow_mut()
                    .push_back(Input::Failed { id, failure });
            }
        };
        let url = request::without_fragment(&ready.url()).to_owned();
        let (from, until) = (now(), f64::INFINITY);
        let span = Span { url, from, until };
        self.sent.borrow_mut().push(Sent { id, span });
        let (run, violations) = (self.weak.clone(), self.violations.clone());
        spawn_local(async move {
            request::send(id, ready, &violations, &|input| report(&run, id, input)).await;
        });
    }

    fn probe(&self, id: Id, probe: Probe) {
        let Some(signal) = self.open(id) else {
            return self.inputs.borrow_mut().push_back(Input::Unsupported(id));
        };
        let run = self.weak.clone();
        let seen = match probe {
            Probe::ResourceTiming { of } => self.timing_of(of),
            _ => None,
        };
        spawn_local(async move {
            let input = match probes::run_probe(&probe, seen, &signal).await {
                Some(result) => Input::ProbeResult { id, result },
                None => Input::Unsupported(id),
            };
            report(&run, id, input);
        });
    }

    fn timing_of(&self, id: Id) -> Option<Span> {
        let sent = self.sent.borrow();
        let sent = sent.iter().find(|sent| sent.id == id)?;
        Some(sent.span.clone())
    }

    /// Takes what a task saw, unless the engine has given it up.
    fn report(&self, id: Id, input: Input) {
        let is_open = self.open.borrow().iter().any(|(other, _)| *other == id);
        if !is_open {
            return;
        }
        if !matches!(input, Input::Head { .. } | Input::Chunk { .. }) {
            self.close(id);
        }
        self.feed(input);
    }

    fn open(&self, id: Id) -> Option<AbortSignal> {
        let controller = AbortController::new().ok()?;
        let signal = controller.signal();
        self.open.borrow_mut().push((id, controller));
        Some(signal)
    }

    /// Ends an exchange or a probe. Aborting one that is over frees what it may still hold: the body of an
    /// opaque response is never read, and an event stream would keep one of six connections to its host.
    fn close(&self, id: Id) {
        let controller = {
            let mut open = self.open.borrow_mut();
            let place = open.iter().position(|(other, _)| *other == id);
            place.map(|place| open.swap_remove(place).1)
        };
        if let Some(sent) = self.sent.borrow_mut().iter_mut().find(|sent| sent.id == id) {
            sent.span.until = sent.span.until.min(now());
        }
        if let Some(controller) = controller {
            controller.abort();
        }
    }

    fn close_all(&self) {
        self.clear_timer();
        for (_, controller) in self.open.take() {
            controller.abort();
        }
    }

    /// A timer that goes off earlier stays: the engine then says anew when to wake it. Almost every input moves
    /// the time, and setting a timer is not free.
    fn wake_at(&self, at: f64) {
        let now = self.clock.at(now());
        if self.timer.goes_off_by(at) {
            return;
        }
        self.clear_timer();
        // Rounded up, so that the engine is never woken a fraction too early; `as` keeps any number in range.
        let delay = (at - now).max(0.0).ceil() as i32;
        let tick = self.tick.as_ref().unchecked_ref();
        let timer = window().set_timeout_with_callback_and_timeout_and_arguments_0(tick, delay);
        self.timer.set(timer.ok(), at);
    }

    fn clear_timer(&self) {
        if let Some(timer) = self.timer.take() {
            window().clear_timeout_with_handle(timer);
        }
    }
}

fn feed(run: &Weak<Inner>, input: Input) {
    if let Some(run) = run.upgrade() {
        run.feed(input);
    }
}

fn tick(run: &Weak<Inner>) {
    if let Some(run) = run.upgrade() {
        run.timer.went_off();
        run.feed(Input::Tick);
    }
}

fn report(run: &Weak<Inner>, id: Id, input: Input) {
    if let Some(run) = run.upgrade() {
        run.report(id, input);
    }
}

/// The browser keeps 250 entries and drops the rest, which would look like requests that were never sent.
fn make_room_for_timings() {
    performance().clear_resource_timings();
    performance().set_resource_timing_buffer_size(2000);
}
