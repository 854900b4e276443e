//! What the harness prints.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::runner::Done;

/// Passed and failed cases, in all and by what the lab's causes have in common.
#[derive(Debug, Default)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
    by_step: BTreeMap<String, Share>,
    by_certainty: BTreeMap<String, Share>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Share {
    passed: usize,
    all: usize,
}

impl Tally {
    pub fn add(&mut self, suite: &str, done: &[Done]) {
        for Done { row, .. } in done {
            let passed = row.problems.is_empty();
            if passed {
                self.passed += 1;
            } else {
                self.failed += 1;
            }
            // Only the lab declares what each cause must come to; the other suites would blur the totals.
            if let ("lab", Some(step)) = (suite, &row.step) {
                self.by_step.entry(step.clone()).or_default().count(passed);
                let certainty = if row.certainty.is_empty() {
                    "(none)"
                } else {
                    &row.certainty
                };
                self.by_certainty
                    .entry(certainty.to_owned())
                    .or_default()
                    .count(passed);
            }
        }
    }

    pub fn print(&self) {
        for (what, shares) in [("step", &self.by_step), ("certainty", &self.by_certainty)] {
            if shares.is_empty() {
                continue;
            }
            println!("\nCauses as expected, by {what}:");
            for (name, share) in shares {
                println!("  {name:<22} {:>3} of {:>3}", share.passed, share.all);
            }
        }
        println!("\n{} passed, {} failed", self.passed, self.failed);
    }
}

impl Share {
    fn count(&mut self, passed: bool) {
        self.all += 1;
        self.passed += usize::from(passed);
    }
}

/// Prints one suite: a line per case, and below a failed one what is wrong with it.
pub fn print_suite(suite: &str, done: &[Done], took: Duration) {
    println!("\n{suite} ({:.1} s)", took.as_secs_f64());
    let width = |text: &dyn Fn(&Done) -> usize, least: usize| {
        done.iter()
            .map(text)
            .max()
            .unwrap_or_default()
            .clamp(least, 52)
    };
    let name = width(&|d| d.name.chars().count(), 8);
    let expected = width(&|d| d.row.expected.chars().count(), 8);
    let got = width(&|d| d.row.got.chars().count(), 4);
    println!(
        "     {:<name$}  {:<expected$}  {:<got$}  {:<9}  {:>6}",
        "case", "expected", "got", "certainty", "ms"
    );
    for Done { name: case, row } in done {
        let mark = if row.problems.is_empty() {
            "ok  "
        } else {
            "FAIL"
        };
        let ms = row
            .took
            .map(|t| t.as_millis().to_string())
            .unwrap_or_default();
        println!(
            "{mark} {case:<name$}  {:<expected$}  {:<got$}  {:<9}  {ms:>6}",
            row.expected, row.got, row.certainty
        );
        for problem in &row.problems {
            println!("       ! {problem}");
        }
    }
    for note in done.iter().flat_map(|d| &d.row.notes) {
        println!("     {note}");
    }
}
