//! Which checks there are. `registry.txt` has one row for each code: in which revisions it is said, and by what. `build.rs`
//! makes these lists of it, and refuses a row without a text, a text without a row, and a module that is not there.

use super::case::Case;
use super::draft::Findings;

/// A check looks at the whole run and adds what it finds. What an earlier one found is there already.
type Check = fn(&Case, &mut Findings);

include!(concat!(env!("OUT_DIR"), "/registry.rs"));
