//! One target under libFuzzer; its name stands in the environment. `./dev fuzz` builds and starts it.

#![no_main]

use std::sync::OnceLock;

use faultfinder_fuzz::{Target, target};
use libfuzzer_sys::fuzz_target;

static CHOSEN: OnceLock<&'static Target> = OnceLock::new();

fuzz_target!(
    init: {
        let name = std::env::var("FAULTFINDER_TARGET").unwrap_or_default();
        let chosen = target(&name).expect("FAULTFINDER_TARGET names a target");
        CHOSEN.get_or_init(|| chosen);
    },
    |bytes: &[u8]| {
        if let Some(target) = CHOSEN.get() {
            (target.run)(bytes);
        }
    }
);
