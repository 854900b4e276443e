//! The half of the engine that few runs need: steps 5 to 10, where a server asks for credentials, and deep mode. A page
//! may start without it and bring it later; until then such a run waits.

pub use super::plan::DeferredSteps;
use super::steps::{deep, sign_in};

impl DeferredSteps {
    pub fn new() -> DeferredSteps {
        DeferredSteps {
            authorize: sign_in::authorize,
            missing_401: sign_in::missing_401::fault,
            token_fact: sign_in::token::fact,
            deep_mode: deep::run,
        }
    }
}

impl Default for DeferredSteps {
    fn default() -> DeferredSteps {
        DeferredSteps::new()
    }
}
