//! The half of the engine that few runs need: steps 5 to 10, where a server asks for credentials, and deep mode. A page
//! may start without it and bring it later; until then such a run waits.

pub use super::plan::Guide;
use super::steps::{deep, sign_in};

impl Guide {
    pub fn new() -> Guide {
        Guide {
            walk: sign_in::walk,
            disguise: sign_in::disguise::of,
            fact: sign_in::token::fact,
            deepen: deep::deepen,
        }
    }
}

impl Default for Guide {
    fn default() -> Guide {
        Guide::new()
    }
}
