//! JSON-RPC 2.0 messages as MCP uses them (JSON-RPC 2.0, sections 4 to 6; MCP `basic/index`).
//!
//! Reading never fails. A message that can be told from noise is returned, whatever is wrong with it, and each thing
//! that is wrong is a [`Problem`] beside it: most clients accept what they can, so a diagnosis must as well.

mod message;
mod problem;
mod read;
mod syntax;
mod write;

pub use message::{Id, JsonType, Message};
pub use problem::{NotJson, Problem};
pub use read::{Reading, from_value, parse, parse_counted};
pub use write::{notification, request};
