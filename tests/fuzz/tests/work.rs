//! Work in proportion: twice the input, at most two and a half times the work, whatever the input.
//!
//! Small inputs of every kind come first. Those that take the most of each target, and those that seem out of proportion, are
//! then made as large as what a server may send.

use std::time::Duration;

use faultfinder_fuzz::work::worst_cases::{nested, repeated, repetitions};
use faultfinder_fuzz::work::{SIGNS, cost, frames, words};
use faultfinder_fuzz::{TARGETS, Target};

/// For four times the input: 2.5 for each doubling.
const FOURFOLD: f64 = 6.25;

/// So little says nothing about proportions.
const LEAST: Duration = Duration::from_micros(400);

/// Large inputs of a target are made of so many of its small ones.
const CONFIRMED: usize = 2;

/// A text to be made to size, and what stands around it.
struct Case<'a> {
    text: String,
    close: Option<&'static str>,
    frame: &'a (&'static str, &'static str),
}

impl Case<'_> {
    fn input(&self, bytes: usize) -> Vec<u8> {
        let text = match self.close {
            Some(close) => nested(&self.text, close, bytes),
            None => repeated(&self.text, bytes),
        };
        let (before, after) = self.frame;
        [before, text.as_str(), after].concat().into_bytes()
    }
}

fn cases(target: &Target) -> Vec<Case<'static>> {
    let mut texts: Vec<(String, Option<&'static str>)> = Vec::new();
    texts.extend(repetitions(&SIGNS).into_iter().map(|text| (text, None)));
    texts.extend(words().into_iter().map(|text| (text, None)));
    for (open, close) in [("{\"a\":", "}"), ("[", "]"), ("(", ")"), ("\"", "\"")] {
        texts.push((open.to_owned(), Some(close)));
    }
    let of_frame = |frame: &'static (&'static str, &'static str)| {
        let cases = texts.iter().map(move |(text, close)| Case {
            text: text.clone(),
            close: *close,
            frame,
        });
        cases.collect::<Vec<_>>()
    };
    frames(target.name).iter().flat_map(of_frame).collect()
}

/// The cases of a target whose large forms are looked at: the first few by what they cost, and all that look bad.
fn suspects(target: &Target) -> Vec<Case<'static>> {
    let measured = cases(target).into_iter().map(|case| {
        let [small, large] = [1 << 10, 4 << 10].map(|bytes| cost(target, &case.input(bytes), 1));
        let is_bad = large > LEAST && large.as_secs_f64() > FOURFOLD * small.as_secs_f64();
        (is_bad, large, case)
    });
    let mut measured: Vec<(bool, Duration, Case)> = measured.collect();
    measured.sort_by_key(|(_, large, _)| std::cmp::Reverse(*large));
    let chosen = measured.into_iter().enumerate();
    let chosen = chosen.filter(|(place, (is_bad, ..))| *is_bad || *place < CONFIRMED);
    chosen.map(|(_, (.., case))| case).collect()
}

/// What is out of proportion. A time can only be too long by chance, so a bad pair is measured anew before it counts.
fn problem(target: &Target, case: &Case, sizes: [usize; 2]) -> Option<String> {
    let mut last = String::new();
    for runs in [1, 3, 5] {
        let [small, large] = sizes.map(|bytes| cost(target, &case.input(bytes), runs));
        let ratio = large.as_secs_f64() / small.as_secs_f64();
        if large < LEAST || ratio <= FOURFOLD {
            return None;
        }
        let (target, text, frame) = (target.name, &case.text, case.frame);
        last = format!("{target}: {text:?} in {frame:?}: {small:?}, {large:?} for {sizes:?} bytes");
    }
    Some(last)
}

/// Time goes to as many large inputs as a run of the tests has patience for.
fn is_worth_it(target: &Target, case: &Case) -> bool {
    cost(target, &case.input(16 << 10), 1) < Duration::from_millis(60)
}

#[test]
fn no_target_takes_work_out_of_proportion() {
    // What a target asserts of inputs of its own length, longer ones may break.
    std::panic::set_hook(Box::new(|_| {}));
    let mut problems = Vec::new();
    for target in &TARGETS {
        let suspects = suspects(target);
        for case in &suspects {
            problems.extend(problem(target, case, [4 << 10, 16 << 10]));
        }
        for case in suspects
            .iter()
            .take(CONFIRMED)
            .filter(|case| is_worth_it(target, case))
        {
            problems.extend(problem(target, case, [64 << 10, 256 << 10]));
            problems.extend(problem(target, case, [256 << 10, 1 << 20]));
        }
    }
    let _ = std::panic::take_hook();
    assert!(problems.is_empty(), "{problems:#?}");
}
