//! The half of the engine that only a run needs which is asked for credentials: steps 5 to 10. A page may start
//! without it and bring it later; until then such a run waits.

pub use super::plan::Guide;
use super::steps::sign_in;

impl Guide {
    pub fn new() -> Guide {
        Guide {
            walk: sign_in::walk,
            disguise: sign_in::disguise::of,
            fact: sign_in::token::fact,
        }
    }
}

impl Default for Guide {
    fn default() -> Guide {
        Guide::new()
    }
}
