//! Links and files that anybody may have changed: ten thousand of them, always the same.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use faultfinder_fuzz::mutate::{Numbers, inputs};
use faultfinder_fuzz::target;
use faultfinder_fuzz::work::worst_cases::cost;

/// The page stands still for no longer, in a build that is some twenty times slower than it.
const LONGEST: Duration = Duration::from_secs(1);

fn survives(name: &str, count: usize) {
    let target = target(name).expect("a target");
    let inputs = inputs(name);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut broken = Vec::new();
    for place in 0..count {
        let input = numbers.changed(&inputs, place);
        let mut is_sound = false;
        let took = cost(1, || {
            is_sound = catch_unwind(AssertUnwindSafe(|| (target.run)(&input))).is_ok();
        });
        if !is_sound || took > LONGEST {
            broken.push((took, String::from_utf8_lossy(&input).into_owned()));
        }
    }
    assert!(broken.is_empty(), "{}: {broken:#?}", broken.len());
}

#[test]
fn seven_thousand_changed_links_are_survived() {
    survives("link", 7_000);
}

#[test]
fn three_thousand_changed_files_are_survived() {
    survives("recorded", 3_000);
}
