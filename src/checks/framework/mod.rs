//! What every check is made of: the run as checks see it, what they say of it, and the words for that.

pub mod allowed_origin;
pub mod case;
pub mod catalogue;
pub mod consequences;
pub mod draft;
pub mod fill;
pub mod finding;
pub mod one_line_fix;
pub mod placeholder;
pub mod quote;
pub mod retained_findings;
pub mod run_failure;
pub mod snippets;
