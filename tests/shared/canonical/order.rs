//! The order and the times of a canonical transcript. Parallel answers arrive in any order and never at the same times,
//! so the engine runs again with the recorded answers, each given as soon as possible.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use faultfinder::engine::Run;
use faultfinder::protocol::document::{self, Read as _};
use faultfinder::trace::transcript::{Event, Transcript};
use faultfinder::trace::wire::{Input, Output};
use serde_json::{Value, json};

use super::super::input;
use super::read::begins;
use super::write::{Namer, Names, events_of};

/// More turns than any kept run takes.
const MOST_TURNS: usize = 20_000;

/// The unit of waits in milliseconds; shorter ones than two are left out. The lab's delays are a second or more, and
/// every limit of the engine is a multiple of this.
const UNIT: u64 = 500;

/// The events of this transcript in canonical order and with canonical times; `None` if the engine does not do the same
/// in this order.
pub fn ordered(transcript: &Value) -> Option<Vec<Value>> {
    let recorded = events_of(transcript);
    let session = Player::of(transcript)?.play()?;
    let played: Value = serde_json::from_str(&document::compact(session.transcript())).ok()?;
    let played = events_of(&played);
    let names = Names::of(played);
    let mut left = by_key(recorded);
    let mut events = Vec::with_capacity(recorded.len());
    for (event, key) in played.iter().zip(keys(played, &names)) {
        let mut own = left.get_mut(&key)?.pop_front()?;
        for member in ["at", "id", "by"] {
            if let Some(value) = event.get(member) {
                own[member] = value.clone();
            }
        }
        if let Some(of) = event.pointer("/probe/of") {
            own["probe"]["of"] = of.clone();
        }
        events.push(own);
    }
    left.values().all(VecDeque::is_empty).then_some(events)
}

/// The events in the recorded order, with canonical times.
pub fn timed(transcript: &Value) -> Vec<Value> {
    let mut begun = BTreeMap::new();
    let (mut now, mut before) = (0, 0);
    let mut events = Vec::new();
    for event in events_of(transcript) {
        let at = time(event);
        let id = event["id"].as_u64();
        let own = begun.get(&id).filter(|_| !begins(event));
        now = match own {
            Some((from, canonical)) => now.max(canonical + whole(at.saturating_sub(*from))),
            None if is_by_user(event) => now,
            None => now + whole(at.saturating_sub(before)),
        };
        if begins(event) {
            begun.insert(id, (at, now));
        }
        before = at;
        let mut event = event.clone();
        event["at"] = json!(now);
        events.push(event);
    }
    events
}

fn time(event: &Value) -> u64 {
    event["at"].as_u64().unwrap_or_default()
}

/// A wait without the noise of the machine.
fn whole(wait: u64) -> u64 {
    match wait / UNIT {
        0 | 1 => 0,
        units => units * UNIT,
    }
}

/// How long the user takes has no meaning.
fn is_by_user(event: &Value) -> bool {
    matches!(
        event["event"].as_str(),
        Some("consent" | "cancel" | "paste")
    )
}

/// What identifies an event in both orders: its name, or the change of the step.
fn keys<'a>(events: &'a [Value], names: &'a Names) -> impl Iterator<Item = String> + 'a {
    events.iter().map(|event| {
        let id = names.get(&event["id"]);
        let steps = ["step", "status", "reason"].map(|member| match begins(event) {
            true => &Value::Null,
            false => &event[member],
        });
        json!([event["event"], id, steps]).to_string()
    })
}

fn by_key(events: &[Value]) -> BTreeMap<String, VecDeque<Value>> {
    let names = Names::of(events);
    let mut all: BTreeMap<String, VecDeque<Value>> = BTreeMap::new();
    for (event, key) in events.iter().zip(keys(events, &names)) {
        all.entry(key).or_default().push_back(event.clone());
    }
    all
}

/// An input of the engine, as recorded.
struct Answer {
    event: Value,
    /// Milliseconds since its exchange began.
    after: u64,
    /// How many acts of the user came before it.
    acts: usize,
    /// The last exchange that began before it: what comes on a stream may answer a request of any other exchange.
    needs: Option<String>,
    /// It comes on the stream of HTTP+SSE, after the answer to the POST itself.
    is_last: bool,
}

/// A second run of the engine, with the recorded answers.
struct Player {
    session: Run,
    now: u64,
    namer: Namer,
    /// Exchanges, probes and acts of the user in order: id, name, and time of the beginning.
    begun: Vec<(u64, String, u64)>,
    /// How many events of the run have been read.
    seen: usize,
    answers: BTreeMap<String, VecDeque<Answer>>,
    /// What the user did, each with the number of events before it.
    acts: VecDeque<(usize, Value)>,
    acted: usize,
    /// How many events the recorded run has.
    length: usize,
}

impl Player {
    fn of(transcript: &Value) -> Option<Player> {
        let read = Transcript::read(transcript)?;
        let mut session = Run::new(read.options);
        session.handle(0.0, Input::Start(read.environment?));
        let events = events_of(transcript);
        let mut player = Player {
            session,
            now: 0,
            namer: Namer::default(),
            begun: Vec::new(),
            seen: 0,
            answers: BTreeMap::new(),
            acts: VecDeque::new(),
            acted: 0,
            length: events.len(),
        };
        player.learn(events);
        Some(player)
    }

    /// Takes the answers and the acts of the user from the recorded run.
    fn learn(&mut self, events: &[Value]) {
        let names = Names::of(events);
        let streams = streams(events);
        let mut begun: BTreeMap<u64, &Value> = BTreeMap::new();
        let mut last = None;
        for (index, event) in events.iter().enumerate() {
            let id = event["id"].as_u64().unwrap_or_default();
            let name = names.get(&event["id"]).as_str().map(str::to_owned);
            if is_by_user(event) {
                self.acts.push_back((index, event.clone()));
            }
            if begins(event) {
                begun.insert(id, event);
                last = name;
            } else if let (Some(begin), Some(name)) = (begun.get(&id), name)
                && event["event"] != "abort"
            {
                let is_later = streams.contains(&id) && event["event"] != "head";
                self.answers.entry(name).or_default().push_back(Answer {
                    after: whole(time(event).saturating_sub(time(begin))),
                    acts: self.acts.len(),
                    needs: last.clone().filter(|_| is_later),
                    is_last: is_later && begin["purpose"]["for"] == "open-sse",
                    event: event.clone(),
                });
            }
        }
    }

    fn play(mut self) -> Option<Run> {
        for _ in 0..MOST_TURNS {
            let wake = self.drain()?;
            if self.session.transcript().events.len() > self.length {
                return None;
            }
            if !self.act() && !self.answer(wake) && !self.tick(wake) {
                return Some(self.session);
            }
        }
        None
    }

    /// Polls the engine until it waits, and returns the time at which it wants to be woken.
    fn drain(&mut self) -> Option<Option<u64>> {
        let wake = loop {
            match self.session.poll() {
                Output::WakeAt(at) if at < 1e12 => break Some(at.floor() as u64),
                Output::WakeAt(_) | Output::AskUser(_) | Output::Done => break None,
                Output::Send { .. } | Output::Probe { .. } | Output::Abort(_) => {}
            }
        };
        let events = &self.session.transcript().events;
        for event in events.get(self.seen..)? {
            let event: Value = serde_json::from_str(&document::compact(event)).ok()?;
            if begins(&event) {
                let name = self.namer.name(&event);
                self.begun.push((event["id"].as_u64()?, name, time(&event)));
            }
        }
        self.seen = events.len();
        Some(wake)
    }

    /// The user's next act, once as many events have been recorded as before it in the recorded run.
    fn act(&mut self) -> bool {
        let is_time = |(index, _): &mut (usize, Value)| *index <= self.seen;
        match self.acts.pop_front_if(is_time) {
            Some((_, event)) => {
                self.acted += 1;
                self.handle(&event);
                true
            }
            None => false,
        }
    }

    /// The next answer, if it is due before the engine wakes: the earliest first, then in the order of the requests.
    fn answer(&mut self, wake: Option<u64>) -> bool {
        let has_begun = |name: &String| self.begun.iter().any(|(_, begun, _)| begun == name);
        let next = self
            .begun
            .iter()
            .enumerate()
            .filter_map(|(index, (_, name, from))| {
                let answer = self.answers.get(name)?.front()?;
                let is_ready = answer.acts == self.acted && answer.needs.iter().all(has_begun);
                let due = self.now.max(from + answer.after);
                is_ready.then_some((due, answer.is_last, index))
            });
        let Some((due, _, index)) = next.min() else {
            return false;
        };
        if wake.is_some_and(|wake| wake < due) {
            return false;
        }
        let (id, name, _) = &self.begun[index];
        let Some(answer) = self.answers.get_mut(name).and_then(VecDeque::pop_front) else {
            return false;
        };
        let mut event = answer.event;
        event["id"] = json!(id);
        self.now = due;
        self.handle(&event);
        true
    }

    /// Lets time pass until the engine wakes.
    fn tick(&mut self, wake: Option<u64>) -> bool {
        let Some(wake) = wake else {
            return false;
        };
        // An engine that was woken at this time already waits for a later one.
        self.now = wake.max(self.now + 1);
        self.session.handle(self.now as f64, Input::Tick);
        true
    }

    fn handle(&mut self, event: &Value) {
        if let Some(event) = Event::read(event) {
            self.session.handle(self.now as f64, input(&event));
        }
    }
}

/// The exchanges that opened a standing event stream and got one.
fn streams(events: &[Value]) -> BTreeSet<u64> {
    let opens = |event: &&Value| {
        let purpose = event["purpose"]["for"].as_str();
        matches!(purpose, Some("open-sse" | "get-stream" | "listen"))
    };
    let ids = |event: &Value| event["id"].as_u64();
    let opened: BTreeSet<u64> = events.iter().filter(opens).filter_map(ids).collect();
    let answered = events.iter().filter(|event| is_event_stream(event));
    let answered: BTreeSet<u64> = answered.filter_map(ids).collect();
    &opened & &answered
}

fn is_event_stream(head: &Value) -> bool {
    let headers = head["head"]["headers"].as_array().into_iter().flatten();
    headers
        .filter(|header| header[0] == "content-type")
        .filter_map(|header| header[1].as_str())
        .any(|value| value.starts_with("text/event-stream"))
}
