//! The clock of a run, in a page that does not run all the time.

use faultfinder::browser::clock::Clock;
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
