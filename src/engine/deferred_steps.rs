//! Steps 5-10 and deep mode, as function pointers, so the page can load their code later. Few runs need them: a server
//! has to ask for credentials, or the user for deep mode. A page may start without them and bring them later; until then
//! such a run waits.

use super::plan::DeferredSteps;
use super::steps::{deep, sign_in};

impl DeferredSteps {
    /// All of them. Whoever names this function has their code in the same file: the page calls it
    /// from its deferred chunk only.
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
