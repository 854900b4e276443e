//! What the page in a frame and its host say to each other. docs/embedding.md has the types.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::dom;
use super::modes::{Phase, Theme};
use super::page::Page;
use super::state::State;
use crate::browser::host::{self, Asked, Host};
use crate::share::Message;
use crate::trace::step::Status;

/// Listens to the host page and tells it what happens, for as long as the page is open.
pub fn join(state: State) {
    dom::open_links_elsewhere();
    let Some(host) = Host::find() else { return };
    let host = Rc::new(Guest {
        host,
        is_known: Cell::new(false),
        height: Cell::new(0),
        told: RefCell::default(),
    });
    let guest = Rc::clone(&host);
    host::listen(Rc::clone(&host), move |asked| {
        guest.greet(state);
        answer(state, asked);
    });
    host.greet(state);
    let guest = Rc::clone(&host);
    host::on_height(".page", move |height| {
        guest.height.set(height);
        guest.host.tell(&Message::resize(height));
    });
    state.watch(Box::new(move || host.tell_news(&state.page())));
}

/// The page as its host sees it.
struct Guest {
    host: Host,
    /// Whether the host has been told that the page listens.
    is_known: Cell<bool>,
    height: Cell<u32>,
    told: RefCell<Told>,
}

/// What the host knows of the run.
#[derive(Default)]
struct Told {
    is_on: bool,
    statuses: Vec<Status>,
}

impl AsRef<Host> for Guest {
    fn as_ref(&self) -> &Host {
        &self.host
    }
}

impl Guest {
    /// Says so as soon as it is known to whom.
    fn greet(&self, state: State) {
        if self.host.origin().is_some() && !self.is_known.replace(true) {
            self.host
                .tell(&Message::ready(state.page().report.is_some()));
            if self.height.get() > 0 {
                self.host.tell(&Message::resize(self.height.get()));
            }
        }
    }

    fn tell_news(&self, page: &Page) {
        let mut told = self.told.borrow_mut();
        // Another link came, and the run before it is nobody's business any more.
        if page.phase == Phase::Idle {
            *told = Told::default();
        }
        if page.phase == Phase::Starting {
            if !told.is_on || !told.statuses.is_empty() {
                self.host.tell(&Message::started());
                told.statuses.clear();
            }
            told.is_on = true;
            return;
        }
        let Some(report) = page.report.as_ref().filter(|_| told.is_on) else {
            return;
        };
        let steps = report.steps.iter().chain(&report.survey);
        for (index, step) in steps.enumerate() {
            let before = told.statuses.get(index).copied();
            if step.status != before.unwrap_or(Status::Pending) {
                self.host.tell(&Message::step(step));
            }
            match told.statuses.get_mut(index) {
                Some(status) => *status = step.status,
                None => told.statuses.push(step.status),
            }
        }
        if !page.phase.is_on() && report.outcome.is_some() {
            let host = self.host.origin().unwrap_or_default();
            self.host.tell(&Message::finished(report, &host));
            told.is_on = false;
        }
    }
}

/// Does what the host page asks for. None of it starts a run.
fn answer(state: State, asked: Asked) {
    match asked {
        Asked::Cancel => state.cancel(),
        Asked::Theme(theme) => {
            let theme = theme.map_or(Theme::Auto, |theme| Theme::parse(theme.id()));
            state.show_theme(theme);
        }
        Asked::Server(link) => state.follow_host(link),
        Asked::FocusRun => dom::focus(".frame-bar [data-action=run]"),
    }
}
