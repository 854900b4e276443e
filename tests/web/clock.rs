//! The clock of a run, in a page that does not run all the time.

use faultfinder::browser::clock::{Clock, Timer};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_sleep_is_not_counted_and_a_second_one_in_a_row_is() {
    const DUE: Option<f64> = Some(10_000.0);
    let clock = Clock::default();
    assert!(!clock.wakes(100.0, None));
    assert!(!clock.wakes(600.0, DUE));
    // Late by less than a second and a half: a timer of a tab that nobody looks at.
    assert!(!clock.wakes(11_400.0, DUE));
    assert!(clock.wakes(86_411_400.0, DUE));
    assert_eq!(clock.at(86_411_500.0), 11_500.0);
    assert!(!clock.wakes(86_511_400.0, DUE));
}

#[wasm_bindgen_test]
fn a_timer_that_went_off_too_early_is_set_again() {
    let timer = Timer::default();
    assert!(!timer.goes_off_by(1_000.0), "there is none");
    timer.set(Some(1), 1_000.0);
    assert!(timer.goes_off_by(1_000.0));
    assert!(!timer.goes_off_by(900.0), "it is too late for that");
    // At 999.9, say.
    timer.went_off();
    assert!(!timer.goes_off_by(1_000.0));
    assert_eq!(timer.due(), Some(1_000.0));
    timer.set(Some(2), 1_000.0);
    assert_eq!(timer.take(), Some(2));
    assert!(!timer.goes_off_by(1_000.0));
}
