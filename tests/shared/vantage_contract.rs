//! The contract between a run and its vantage (`engine/mod.rs`), as something that watches both: every driver of the
//! engine is held to it, the page's too.

use std::collections::BTreeMap;

use faultfinder::trace::wire::{Id, Input, Output};

/// Sees what the engine puts out and what it is told, in order.
#[derive(Debug, Default)]
pub struct ContractChecker {
    is_started: bool,
    now: f64,
    /// What was asked for, by its id.
    asked: BTreeMap<Id, Asked>,
}

#[derive(Debug)]
struct Asked {
    kind: Kind,
    has_head: bool,
    /// Nothing more may come.
    is_over: bool,
    /// The engine has given it up. What was under way may still come, in its order.
    is_aborted: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Request,
    Probe,
}

impl ContractChecker {
    /// What the engine puts out; panics where that breaks the contract.
    pub fn output(&mut self, output: &Output) {
        if let Err(why) = self.check_output(output) {
            panic!("the engine: {why}: {output:?}");
        }
    }

    /// What the engine is told at this time; panics where that breaks the contract.
    pub fn input(&mut self, now: f64, input: &Input) {
        if let Err(why) = self.check_input(now, input) {
            panic!("the vantage: {why}: {input:?}");
        }
    }

    pub fn check_output(&mut self, output: &Output) -> Result<(), &'static str> {
        match output {
            Output::Send { id, .. } => self.ask(*id, Kind::Request),
            Output::Probe { id, .. } => self.ask(*id, Kind::Probe),
            Output::Abort(id) => {
                let asked = self.asked.get_mut(id);
                asked.ok_or("gives up what it never asked for")?.is_aborted = true;
                Ok(())
            }
            Output::WakeAt(at) if at.is_nan() => Err("wants to be woken at no time"),
            Output::WakeAt(_) => Ok(()),
            Output::AskUser(_) | Output::Done => {
                let is_open = |asked: &Asked| !asked.is_over && !asked.is_aborted;
                match self.asked.values().any(is_open) {
                    true => Err("rests while something is open"),
                    false => Ok(()),
                }
            }
        }
    }

    pub fn check_input(&mut self, now: f64, input: &Input) -> Result<(), &'static str> {
        if now < self.now {
            return Err("time went backwards");
        }
        self.now = now;
        match (input, self.is_started) {
            (Input::Start(_), false) => {
                self.is_started = true;
                return Ok(());
            }
            (Input::Start(_), true) => return Err("started twice"),
            (_, false) => return Err("not started yet"),
            (_, true) => {}
        }
        match input {
            Input::Head { id, .. } => match self.open(*id, Kind::Request)? {
                asked if asked.has_head => Err("a second head"),
                asked => {
                    asked.has_head = true;
                    Ok(())
                }
            },
            Input::Chunk { id, .. } => self.with_head(*id).map(drop),
            Input::End { id } => self.with_head(*id).map(Asked::end),
            Input::Failed { id, .. } => self.open(*id, Kind::Request).map(Asked::end),
            Input::ProbeResult { id, .. } => self.open(*id, Kind::Probe).map(Asked::end),
            Input::Unsupported(id) => {
                let kind = self.asked.get(id).map_or(Kind::Request, |asked| asked.kind);
                match self.open(*id, kind)? {
                    asked if asked.has_head => Err("unsupported after it was answered"),
                    asked => {
                        asked.end();
                        Ok(())
                    }
                }
            }
            Input::Start(_) | Input::User(_) | Input::Tick => Ok(()),
        }
    }

    fn ask(&mut self, id: Id, kind: Kind) -> Result<(), &'static str> {
        let newest = self.asked.last_key_value().map_or(0, |(newest, _)| *newest);
        if id <= newest {
            return Err("an id again, or an older one");
        }
        let asked = Asked {
            kind,
            has_head: false,
            is_over: false,
            is_aborted: false,
        };
        self.asked.insert(id, asked);
        Ok(())
    }

    /// What is not over yet.
    fn open(&mut self, id: Id, kind: Kind) -> Result<&mut Asked, &'static str> {
        match self.asked.get_mut(&id) {
            None => Err("nobody asked for it"),
            Some(asked) if asked.kind != kind => Err("an answer of another kind"),
            Some(asked) if asked.is_over => Err("it was over"),
            Some(asked) => Ok(asked),
        }
    }

    fn with_head(&mut self, id: Id) -> Result<&mut Asked, &'static str> {
        match self.open(id, Kind::Request)? {
            asked if asked.has_head => Ok(asked),
            _ => Err("no head came before"),
        }
    }
}

impl Asked {
    fn end(&mut self) {
        self.is_over = true;
    }
}
