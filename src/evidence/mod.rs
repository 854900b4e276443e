//! Evidence from outside the page: a script that asks with curl what a browser may not ask, and the
//! reading of what people paste back. Pure: text in, values out.

mod browser_code;
mod cause;
mod command;
mod conclude;
mod curl;
mod error;
mod read;
mod script;
mod tools;
mod transcript;

pub use error::EvidenceError;
pub use read::read;
pub use script::{ScriptOptions, Scripts, Shell, variables};
