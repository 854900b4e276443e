//! Runs against a server, a browser and a user that do anything, at any time: each comes to an end, asks a bounded
//! number of times, writes down no more than it heard, and everything that is made of it holds together.

use proptest::prelude::*;

use crate::reports::sound;

#[path = "../shared/hostile.rs"]
mod anything;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_run_ends(tape in proptest::collection::vec(any::<u8>(), 0..800)) {
        holds(&tape);
    }

    /// Small bytes are parties that behave, so that these come far before something is wrong.
    #[test]
    fn any_run_that_begins_well_ends(tape in proptest::collection::vec(proptest::prop_oneof![5 => 0_u8..60, 1 => any::<u8>()], 0..800)) {
        holds(&tape);
    }
}

fn holds(tape: &[u8]) {
    let ran = anything::run(tape);
    anything::assert_bounded(&ran);
    sound(ran.session.transcript());
}
