//! A key that was meant for the host page presses nothing in the frame.

use faultfinder::app::frame::KeyGuard;

/// A key that goes down or is released, at a time; the host moves the focus at 1000.
type Pressed = (&'static str, bool, f64);

const DOWN: bool = false;
const UP: bool = true;

/// What the last of these keys does, where the host has moved the focus.
fn the_last_key_is(refused: bool, keys: &[Pressed]) {
    let mut guard = KeyGuard::default();
    guard.raise(1_000.0);
    let seen = keys
        .iter()
        .map(|(key, is_up, at)| guard.refuses(key, *is_up, *at));
    assert_eq!(seen.last(), Some(refused), "{keys:?}");
}

rows! { the_last_key_is;
    refused_at_once: (true, &[("Enter", DOWN, 1_010.0)]),
    refused_as_space: (true, &[(" ", DOWN, 1_010.0)]),
    // Firefox presses a button when the space bar is released.
    refused_when_released: (true, &[(" ", DOWN, 1_010.0), (" ", UP, 1_090.0)]),
    refused_when_released_late: (true, &[("Enter", DOWN, 1_010.0), ("Enter", UP, 9_000.0)]),
    // The word that was being typed, and its end.
    refused_within_a_word: (true, &[("a", UP, 1_060.0), ("b", DOWN, 1_100.0), ("b", UP, 1_180.0), ("Enter", DOWN, 1_300.0)]),
    // From field to field, and on.
    refused_after_a_quick_tab: (true, &[("Tab", DOWN, 1_100.0), ("Tab", UP, 1_200.0), ("Enter", DOWN, 1_350.0)]),
    refused_however_late: (true, &[("Enter", DOWN, 60_000.0)]),
    taken_after_a_look_and_a_step: (false, &[("Tab", DOWN, 1_600.0), ("Tab", UP, 1_680.0), ("Enter", DOWN, 1_700.0)]),
    taken_at_the_second_try: (false, &[("Enter", DOWN, 1_900.0), ("Enter", UP, 1_980.0), ("Enter", DOWN, 2_300.0)]),
    taken_that_moves_on: (false, &[("Tab", DOWN, 1_010.0)]),
    taken_that_closes: (false, &[("Escape", DOWN, 1_010.0)]),
}

#[test]
fn who_points_at_the_frame_is_in_it() {
    let mut guard = KeyGuard::default();
    guard.raise(1_000.0);
    guard.lower();
    assert!(!guard.refuses("Enter", DOWN, 1_010.0));
}

#[test]
fn without_the_hosts_doing_every_key_is_taken() {
    assert!(!KeyGuard::default().refuses("Enter", DOWN, 10.0));
}
