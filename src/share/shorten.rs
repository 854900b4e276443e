//! Recordings made smaller: bodies go first where they matter least. What is left out is noted in the
//! recording itself, with the codes of all that was found before, so that a body that is not there is never
//! taken for an empty one.

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
fn deciding(report: &Report) -> Vec<Id> {
    let last = report.failed_step.unwrap_or(Step::Session);
    let step = report.steps.iter().find(|step| step.id == last);
    let mut ids: Vec<Id> = step.and_then(|step| step.decided_by).into_iter().collect();
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
    let mut left_out = false;
    for id in &cut.exchanges {
        let bytes = shorten_body(&mut shorter.events, *id, cut.how);
        left_out |= bytes > 0;
        note(&mut shorter, *id, bytes);
    }
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
    for exchange in &report.exchanges {
        let bytes = shorten_body(&mut bare.events, exchange.id, How::LeaveOut);
        note(&mut bare, exchange.id, bytes);
    }
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

/// Shortens the body of an exchange; says by how many bytes.
fn shorten_body(events: &mut Vec<Event>, id: Id, how: How) -> usize {
    let before = length(events, id);
    match how {
        How::LeaveOut => events.retain(|event| chunk_of(event, id).is_none()),
        How::Strings(most) => {
            let parts: Vec<&[u8]> = events.iter().filter_map(|one| chunk_of(one, id)).collect();
            let mut parts = strings::shorten(&parts, most).into_iter();
            for event in events.iter_mut() {
                match &mut event.kind {
                    EventKind::Chunk { id: other, bytes } if *other == id => {
                        *bytes = Bytes(parts.next().unwrap_or_default());
                    }
                    _ => {}
                }
            }
        }
    }
    before.saturating_sub(length(events, id))
}

fn length_of(transcript: &Transcript, ids: &[Id]) -> usize {
    ids.iter().map(|id| length(&transcript.events, *id)).sum()
}

fn length(events: &[Event], id: Id) -> usize {
    let parts = events.iter().filter_map(|event| chunk_of(event, id));
    parts.map(<[u8]>::len).sum()
}

fn chunk_of(event: &Event, wanted: Id) -> Option<&[u8]> {
    match &event.kind {
        EventKind::Chunk { id, bytes } if *id == wanted => Some(&bytes.0),
        _ => None,
    }
}

/// Writes down by how much an exchange was shortened, in all.
fn note(transcript: &mut Transcript, id: Id, more: usize) {
    if more == 0 {
        return;
    }
    for fact in &mut transcript.facts {
        match fact {
            Fact::Shortened { exchange, bytes } if *exchange == id => {
                *bytes += more;
                return;
            }
            _ => {}
        }
    }
    transcript.facts.push(Fact::Shortened {
        exchange: id,
        bytes: more,
    });
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
