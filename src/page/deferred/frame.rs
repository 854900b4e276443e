//! What the page in a frame and its host say to each other. docs/embedding.md has the types.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;

use crate::app::frame::KeyGuard;
use crate::app::message::Message;
use crate::app::modes::{Phase, Theme};
use crate::app::state::AppState;
use crate::browser::host::{self, Asked, Host};
use crate::browser::{self, location};
use crate::page::dom;
use crate::page::runtime::Runtime;
use crate::share::{self, Link};
use crate::trace::step::Status;

/// Listens to the host page and tells it what happens, for as long as the page is open.
pub fn join(runtime: Runtime) {
    dom::open_links_elsewhere();
    let Some(host) = Host::find() else { return };
    let bridge = Rc::new(EmbedBridge {
        host,
        is_known: Cell::new(false),
        height: Cell::new(0),
        sent: RefCell::default(),
        keys: RefCell::default(),
        next: RefCell::default(),
    });
    let hearing = Rc::clone(&bridge);
    host::listen(Rc::clone(&bridge), move |asked| {
        hearing.greet(runtime);
        hearing.answer(runtime, asked);
    });
    guard_keys(&bridge);
    bridge.greet(runtime);
    let measured = Rc::clone(&bridge);
    host::on_height(".page", move |height| {
        measured.height.set(height);
        measured.host.tell(&share::Message::resize(height));
    });
    let inner = runtime.inner();
    let follow = move || {
        Effect::new(move || inner.state.with(|state| bridge.tell_news(state)));
    };
    match &inner.owner {
        Some(owner) => owner.with(follow),
        None => follow(),
    }
}

/// Keys that may have been meant for the host page press nothing here.
fn guard_keys(bridge: &Rc<EmbedBridge>) {
    let (pressed, pointed) = (Rc::clone(bridge), Rc::clone(bridge));
    host::guard_keys(move |key, is_released, now| {
        let mut keys = pressed.keys.borrow_mut();
        keys.refuses(key, is_released, now)
    });
    host::on_pointer(move || pointed.keys.borrow_mut().lower());
}

/// The page as its host sees it.
struct EmbedBridge {
    host: Host,
    /// Whether the host has been told that the page listens.
    is_known: Cell<bool>,
    height: Cell<u32>,
    sent: RefCell<SentState>,
    keys: RefCell<KeyGuard>,
    /// The server that the host has asked for last, until it is put into the form.
    next: RefCell<Option<Link>>,
}

/// What the host knows of the run.
#[derive(Default)]
struct SentState {
    is_on: bool,
    statuses: Vec<Status>,
}

impl AsRef<Host> for EmbedBridge {
    fn as_ref(&self) -> &Host {
        &self.host
    }
}

impl EmbedBridge {
    /// Says that the page listens, as soon as it is known to whom.
    fn greet(&self, runtime: Runtime) {
        if self.host.origin().is_some() && !self.is_known.replace(true) {
            let has_report = runtime.read_state(|state| state.run().report.is_some());
            self.host.tell(&share::Message::ready(has_report));
            if self.height.get() > 0 {
                self.host.tell(&share::Message::resize(self.height.get()));
            }
        }
    }

    /// Does what the host page asks for. None of it starts a run.
    fn answer(self: &Rc<Self>, runtime: Runtime, asked: Asked) {
        match asked {
            Asked::Cancel => runtime.dispatch(Message::CancelRequested),
            Asked::Theme(theme) => {
                let theme = theme.map_or(Theme::Auto, |theme| Theme::parse(theme.id()));
                runtime.dispatch(Message::ThemeShown(theme));
            }
            Asked::Server(link) => self.change_server(runtime, link),
            Asked::FocusRun => {
                self.keys.borrow_mut().raise(browser::now());
                dom::focus(".frame-bar");
            }
        }
    }

    /// Of all that come within a frame the last one counts, however many they are. By a timer: a frame that is out of sight
    /// is given no animation frames.
    fn change_server(self: &Rc<Self>, runtime: Runtime, link: Link) {
        if self.next.replace(Some(link)).is_some() {
            return;
        }
        let bridge = Rc::clone(self);
        dom::next_frame(move || {
            if let Some(link) = bridge.next.take() {
                location::write(&link);
                runtime.follow(link, location::fragment(), None);
            }
        });
    }

    fn tell_news(&self, state: &AppState) {
        let run = state.run();
        let mut sent = self.sent.borrow_mut();
        // Another link came, and the run before it is nobody's business any more.
        if run.phase == Phase::Idle {
            *sent = SentState::default();
        }
        if run.phase == Phase::Starting {
            if !sent.is_on || !sent.statuses.is_empty() {
                self.host.tell(&share::Message::started());
                sent.statuses.clear();
            }
            sent.is_on = true;
            return;
        }
        let Some(report) = run.report.as_ref().filter(|_| sent.is_on) else {
            return;
        };
        let steps = report.steps.iter().chain(&report.survey);
        for (index, step) in steps.enumerate() {
            let before = sent.statuses.get(index).copied();
            if step.status != before.unwrap_or(Status::Pending) {
                self.host.tell(&share::Message::step(step));
            }
            match sent.statuses.get_mut(index) {
                Some(status) => *status = step.status,
                None => sent.statuses.push(step.status),
            }
        }
        // It is told so once, with everything.
        let is_closing = report
            .survey
            .iter()
            .any(|step| step.status == Status::Running);
        if !run.phase.is_on() && report.outcome.is_some() && !is_closing {
            let host = self.host.origin().unwrap_or_default();
            self.host.tell(&share::Message::finished(report, &host));
            sent.is_on = false;
        }
    }
}
