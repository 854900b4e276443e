//! Recordings made smaller: bodies go first where they matter least. What is left out is noted in the
//! recording itself, with the codes of all that was found before, so that a body that is not there is never
//! taken for an empty one.

use std::collections::{HashMap, HashSet};

use crate::checks::retained_findings;
use crate::protocol::http::Headers;
use crate::report::{self, Report};
use crate::trace::step::Step;
use crate::trace::transcript::{Event, EventKind, Fact, Transcript};
use crate::trace::user_action::UserAction;
use crate::trace::wire::{Bytes, Id, Pasted};

mod strings;

/// One way to make a recording smaller.
pub struct Cut {
    exchanges: Vec<Id>,
    how: How,
}

/// More than this does not fit into a link with its strings cut either: it is left out at once.
const SHORTENABLE: usize = 512 << 10;

#[derive(Clone, Copy)]
enum How {
    /// Strings are cut to so many characters.
    Strings(usize),
    LeaveOut,
}

/// What to try, one after the other: tools first, then the rest of the survey, then what surrounds the
/// diagnosis, at last the exchanges that it rests on.
pub fn plan(report: &Report) -> Vec<Cut> {
    let deciding = deciding(report);
    let rank = |id: Id, step: Step| match step {
        _ if deciding.contains(&id) => 4,
        Step::Tools => 0,
        _ if step.number().is_none() => 1,
        Step::Session => 3,
        _ => 2,
    };
    let mut cuts = Vec::new();
    for group in 0..5 {
        let exchanges = report.exchanges.iter();
        let exchanges = exchanges.filter(|one| rank(one.id, one.step) == group);
        let exchanges: Vec<Id> = exchanges.map(|one| one.id).collect();
        for how in [How::Strings(80), How::Strings(24), How::LeaveOut] {
            let exchanges = exchanges.clone();
            cuts.push(Cut { exchanges, how });
        }
    }
    cuts
}

/// The exchanges that the verdict rests on: those that its finding shows, and the one that ended the step.
fn deciding(report: &Report) -> HashSet<Id> {
    let last = report.failed_step.unwrap_or(Step::Session);
    let step = report.steps.iter().find(|step| step.id == last);
    let mut ids: HashSet<Id> = step.and_then(|step| step.decided_by).into_iter().collect();
    let verdict = report.findings.iter();
    for finding in verdict.filter(|one| Some(one.code) == report.code.as_deref()) {
        ids.extend(finding.evidence.iter().map(|evidence| evidence.exchange));
    }
    ids
}

/// The transcript after a cut; `None` where that changes nothing, or changes what the run came to.
pub fn after(transcript: &Transcript, cut: &Cut, report: &Report) -> Option<Transcript> {
    if matches!(cut.how, How::Strings(_)) && length_of(transcript, &cut.exchanges) > SHORTENABLE {
        return None;
    }
    let mut shorter = transcript.clone();
    let left_out = shorten_bodies(&mut shorter, &cut.exchanges, cut.how);
    store_findings(&mut shorter, report);
    (left_out && keeps_verdict(&shorter, report)).then_some(shorter)
}

/// What every link leaves out: pasted exchanges a second time. They follow as events of their own.
pub fn drop_duplicate_pastes(transcript: &Transcript) -> Transcript {
    let mut smaller = transcript.clone();
    for event in &mut smaller.events {
        if let EventKind::Paste { pasted } = &mut event.kind {
            *pasted = Pasted {
                exchanges: Vec::new(),
                cause: pasted.cause.take(),
                quote: pasted.quote.take(),
            };
        }
    }
    smaller
}

/// The transcript without a body, of requests either.
pub fn without_bodies(transcript: &Transcript, report: &Report) -> Transcript {
    let mut bare = drop_duplicate_pastes(transcript);
    let exchanges: Vec<Id> = report.exchanges.iter().map(|one| one.id).collect();
    shorten_bodies(&mut bare, &exchanges, How::LeaveOut);
    for event in &mut bare.events {
        match &mut event.kind {
            EventKind::Send(sent) => sent.request.body = None,
            EventKind::UserAction {
                action: UserAction::TokenResponsePasted { body },
                ..
            } => body.clear(),
            _ => {}
        }
    }
    store_findings(&mut bare, report);
    bare
}

/// The transcript with its steps alone; where those do not carry the verdict, with what was asked and
/// answered too, without headers and bodies.
pub fn verdict_only(transcript: &Transcript, report: &Report) -> Transcript {
    let mut outlines = without_bodies(transcript, report);
    drop_stored_findings(&mut outlines, report);
    for event in &mut outlines.events {
        match &mut event.kind {
            EventKind::Send(sent) => sent.request.headers = Headers::new(),
            EventKind::Head { head, .. } => head.headers = Headers::new(),
            EventKind::Paste { pasted } => pasted.quote = None,
            _ => {}
        }
    }
    let mut steps = outlines.clone();
    let stays = |event: &Event| {
        let what = &event.kind;
        matches!(
            what,
            EventKind::Step { .. } | EventKind::Paste { .. } | EventKind::Cancel | EventKind::Done
        )
    };
    steps.events.retain(stays);
    // So that the recording says that there were exchanges.
    if let Some(first) = report.exchanges.first() {
        steps.facts.push(Fact::Shortened {
            exchange: first.id,
            bytes: 0,
        });
    }
    match keeps_verdict(&steps, report) || !keeps_verdict(&outlines, report) {
        true => steps,
        false => outlines,
    }
}

/// Whether the run came to the same by what is left of it.
pub fn keeps_verdict(transcript: &Transcript, before: &Report) -> bool {
    let after = report::compute(transcript);
    (after.outcome, after.failed_step, &after.code)
        == (before.outcome, before.failed_step, &before.code)
}

/// How many bytes of bodies a transcript holds.
pub fn body_bytes(transcript: &Transcript) -> usize {
    let bytes_of = |event: &Event| match &event.kind {
        EventKind::Chunk { bytes, .. } => bytes.0.len(),
        EventKind::Send(sent) => sent.request.body.as_ref().map_or(0, String::len),
        _ => 0,
    };
    transcript.events.iter().map(bytes_of).sum()
}

/// Shortens the bodies of some exchanges, and writes down by how much. Says whether that left anything out.
fn shorten_bodies(transcript: &mut Transcript, ids: &[Id], how: How) -> bool {
    let wanted: HashSet<Id> = ids.iter().copied().collect();
    let before = lengths(&transcript.events, &wanted);
    match how {
        How::LeaveOut => {
            let is_wanted =
                |event: &Event| chunk(event).is_some_and(|(id, _)| wanted.contains(&id));
            transcript.events.retain(|event| !is_wanted(event));
        }
        How::Strings(most) => shorten_strings(&mut transcript.events, &wanted, most),
    }
    let after = lengths(&transcript.events, &wanted);
    let left_out = |id: &Id| {
        let length = |lengths: &HashMap<Id, usize>| lengths.get(id).copied().unwrap_or_default();
        length(&before).saturating_sub(length(&after))
    };
    let fewer = ids.iter().map(|id| (*id, left_out(id)));
    let fewer: HashMap<Id, usize> = fewer.filter(|(_, bytes)| *bytes > 0).collect();
    note(transcript, ids, &fewer);
    !fewer.is_empty()
}

fn shorten_strings(events: &mut [Event], wanted: &HashSet<Id>, most: usize) {
    let mut bodies: HashMap<Id, Vec<&[u8]>> = HashMap::new();
    for (id, bytes) in events.iter().filter_map(chunk) {
        if wanted.contains(&id) {
            bodies.entry(id).or_default().push(bytes);
        }
    }
    let shorter = bodies.into_iter().map(|(id, parts)| {
        let parts = strings::shorten(&parts, most);
        (id, parts.into_iter())
    });
    let mut shorter: HashMap<Id, std::vec::IntoIter<Vec<u8>>> = shorter.collect();
    for event in events {
        if let EventKind::Chunk { id, bytes } = &mut event.kind
            && let Some(parts) = shorter.get_mut(id)
        {
            *bytes = Bytes(parts.next().unwrap_or_default());
        }
    }
}

fn length_of(transcript: &Transcript, ids: &[Id]) -> usize {
    let wanted = ids.iter().copied().collect();
    lengths(&transcript.events, &wanted).values().sum()
}

/// How long the body of each of these exchanges is.
fn lengths(events: &[Event], wanted: &HashSet<Id>) -> HashMap<Id, usize> {
    let mut lengths = HashMap::new();
    for (id, bytes) in events.iter().filter_map(chunk) {
        if wanted.contains(&id) {
            *lengths.entry(id).or_default() += bytes.len();
        }
    }
    lengths
}

fn chunk(event: &Event) -> Option<(Id, &[u8])> {
    match &event.kind {
        EventKind::Chunk { id, bytes } => Some((*id, &bytes.0)),
        _ => None,
    }
}

/// Writes down by how much each exchange was shortened, in all.
fn note(transcript: &mut Transcript, ids: &[Id], fewer: &HashMap<Id, usize>) {
    let mut noted = HashSet::new();
    for fact in &mut transcript.facts {
        if let Fact::Shortened { exchange, bytes } = fact
            && let Some(more) = fewer.get(exchange)
            && noted.insert(*exchange)
        {
            *bytes += more;
        }
    }
    let new = ids.iter().filter(|id| noted.insert(**id));
    let new = new.filter_map(|id| {
        Some(Fact::Shortened {
            exchange: *id,
            bytes: *fewer.get(id)?,
        })
    });
    transcript.facts.extend(new);
}

/// Writes down what was found while everything was there. A recording that was shortened before knows better.
fn store_findings(transcript: &mut Transcript, report: &Report) {
    let is_known = |fact: &Fact| matches!(fact, Fact::RetainedFindings { .. });
    if !transcript.facts.iter().any(is_known) {
        transcript.facts.push(Fact::RetainedFindings {
            findings: report
                .findings
                .iter()
                .map(retained_findings::stub)
                .collect(),
        });
    }
}

/// Of what was found, the verdict alone.
fn drop_stored_findings(transcript: &mut Transcript, report: &Report) {
    for fact in &mut transcript.facts {
        if let Fact::RetainedFindings { findings } = fact {
            findings.retain(|one| Some(one.code.as_str()) == report.code.as_deref());
        }
    }
}
