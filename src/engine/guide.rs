//! The half of the engine that only a run needs which is asked for credentials: steps 5 to 10. A page may start
//! without it and bring it later; until then such a run waits.

use super::plan::{Halt, Plan};
use super::recording::{Exchange, Recording};
use super::step::Fault;
use super::steps::sign_in;
use super::transcript::Fact;
use super::vantage::Environment;
use super::wire::Id;
use crate::protocol::address::Target;

/// The way from a 401 to a token. Reached through pointers only, so that its code can lie in a file of its own.
#[derive(Clone, Copy)]
pub struct Guide {
    /// Goes on from this 401.
    pub(super) walk: fn(&mut Plan, &Target, Id) -> Result<(), Halt>,
    /// The fault of an answer that wants a credential without saying 401.
    pub(super) disguise: fn(&mut Plan, &Exchange) -> Result<Option<Fault>, Halt>,
    /// What a token says that came with this exchange, at this time.
    pub(super) fact: fn(&Recording, &Exchange, &Target, &Environment, f64) -> Option<Fact>,
}

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

impl std::fmt::Debug for Guide {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guide")
    }
}
