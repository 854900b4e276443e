//! What is cut out of a text: places from several readings of it, made into one list.

use super::scan::{self, Hit};
use super::view::View;
use super::work::Work;
use crate::protocol::sort::sorted;
use crate::protocol::url::percent_decode;

/// The steps that a cut of such a length takes: its bytes are only copied.
pub fn steps(length: usize) -> u64 {
    64 + length as u64 / 8
}

/// A place, and what stands there afterwards.
pub struct Cut {
    pub from: usize,
    pub to: usize,
    pub instead: Instead,
}

/// What stands in the place of a secret.
pub enum Instead {
    /// The tag of one that is known.
    Tag(String),
    /// The tag of this, of such a kind.
    Guess(&'static str, String),
}

impl Instead {
    /// The tag, where it is known.
    pub fn tag(&self) -> &str {
        match self {
            Instead::Tag(tag) => tag,
            Instead::Guess(..) => "",
        }
    }
}

impl Cut {
    pub fn new(from: usize, to: usize, instead: Instead) -> Cut {
        Cut { from, to, instead }
    }
}

/// What looks like a secret by what surrounds it: in the text, and in what it reads when it is percent-decoded.
pub async fn guessed(text: &[u8], work: &mut Work) -> Vec<Cut> {
    let words = View::of_words(text, work).await;
    let mut cuts = guessed_in(&words, work).await;
    work.done += text.len() as u64;
    if text.contains(&b'%') {
        let decoded = words.percent_decoded(work).await;
        cuts.extend(guessed_in(&decoded, work).await);
    }
    cuts
}

async fn guessed_in(view: &View<'_>, work: &mut Work) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for hit in scan::secrets(&view.bytes, work).await {
        let value = view.bytes.get(hit.from..hit.to).unwrap_or_default();
        cuts.push(cut_of(view, &hit, value));
        work.rest(steps(value.len())).await;
    }
    cuts
}

fn cut_of(view: &View, hit: &Hit, value: &[u8]) -> Cut {
    // A form writes it otherwise than it was entered; it is the same secret.
    let plain = percent_decode(&String::from_utf8_lossy(value));
    let plain = String::from_utf8_lossy(&plain).into_owned();
    let (from, to) = (view.source(hit.from), view.source(hit.to));
    Cut::new(from, to, Instead::Guess(hit.kind, plain))
}

/// In order, and those that overlap as one: the longest of those that begin first says what it is.
pub fn merged(text: &[u8], cuts: Vec<Cut>) -> Vec<Cut> {
    let is_guess = |cut: &Cut| matches!(cut.instead, Instead::Guess(..));
    let order = |a: &Cut, b: &Cut| {
        let ends = b.to.cmp(&a.to);
        a.from
            .cmp(&b.from)
            .then(ends)
            .then(is_guess(a).cmp(&is_guess(b)))
    };
    let mut merged: Vec<Cut> = Vec::new();
    for mut cut in sorted(cuts, &order) {
        match merged.last_mut().filter(|last| cut.from < last.to) {
            Some(last) => last.to = last.to.max(cut.to),
            None => {
                let begun = merged.last().map_or(0, |last| last.to);
                cut.from = before_escape(text, begun, cut.from);
                merged.push(cut);
            }
        }
    }
    merged
}

/// A backslash that escapes what is cut goes with it: alone, it would escape what stands there afterwards.
fn before_escape(text: &[u8], begun: usize, from: usize) -> usize {
    let before = text.get(begun..from).unwrap_or_default();
    let slashes = before.iter().rev().take_while(|b| **b == b'\\').count();
    from - slashes % 2
}

/// The parts of a text, by their lengths, without what is cut; what replaces it stands in the part where it began.
pub fn apply(lengths: &[usize], whole: &[u8], cuts: Vec<(usize, usize, String)>) -> Vec<Vec<u8>> {
    let mut clean = Vec::with_capacity(lengths.len());
    let mut cuts = cuts.into_iter().peekable();
    let (mut start, mut skip_to) = (0, 0);
    for length in lengths {
        let end = start + length;
        let mut kept = Vec::with_capacity(*length);
        let mut at = start.max(skip_to.min(end));
        while let Some((from, to, tag)) = cuts.next_if(|(from, _, _)| *from < end) {
            kept.extend_from_slice(whole.get(at..from).unwrap_or_default());
            kept.extend_from_slice(tag.as_bytes());
            skip_to = to;
            at = to.min(end);
        }
        kept.extend_from_slice(whole.get(at..end).unwrap_or_default());
        clean.push(kept);
        start = end;
    }
    clean
}
