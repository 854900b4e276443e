//! What the page that comes back from a sign-in and the tab that waits prove to each other. The values are those of another
//! implementation of HMAC; `src/browser/oauth/callback.js` is held to the same by the end-to-end tests.

use faultfinder::protocol::oauth::handover::{taken, unmask};

const STATE: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const NONCE: &str = "000102030405060708090a0b0c0d0e0f";
const MASKED: &str =
    "https://faultfinder.example/oauth/callback.html?code=c&state=000102030405060708090a0b0c0d0e0f";
const PROOF: &str = "804939321f282fe841d41c569aae115911dbd92de985b3270634764f42b08154";

#[test]
fn the_answer_comes_back_whole() {
    let whole = MASKED.replace(NONCE, STATE);
    assert!(!MASKED.contains(STATE) && whole.contains(STATE));
    assert_eq!(unmask(STATE, NONCE, MASKED, PROOF), Some(whole));
}

#[test]
fn taking_it_is_proved_too() {
    let expected = "e968c5c0729778be53f2209cf482717f2cfc23274fe41ac648ac017ec210ca03";
    assert_eq!(taken(STATE, NONCE), expected);
}

fn an_answer_is_not_believed(state: &str, nonce: &str, masked: &str, proof: &str) {
    assert_eq!(unmask(state, nonce, masked, proof), None);
}

rows! { an_answer_is_not_believed;
    of_another_state: ("another", NONCE, MASKED, PROOF),
    of_no_state: ("", NONCE, MASKED, PROOF),
    of_another_nonce: (STATE, "000102030405060708090a0b0c0d0e00", MASKED, PROOF),
    with_another_code: (STATE, NONCE, &MASKED.replace("code=c", "code=d"), PROOF),
    that_goes_on: (STATE, NONCE, &[MASKED, "&code=d"].concat(), PROOF),
    without_proof: (STATE, NONCE, MASKED, ""),
    // What a tab says that took one proves no answer.
    by_what_a_tab_says: (STATE, NONCE, MASKED, &taken(STATE, NONCE)),
}
