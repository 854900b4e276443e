//! What happened in a run: everything that was asked, seen and done, and how that is read. No decisions: `engine`
//! makes a trace, `checks` say what it means, and neither needs the other.

pub mod exchange;
pub mod fault;
pub mod network_cause;
pub mod purpose;
pub mod readers;
pub mod reason;
pub mod recording;
pub mod step;
pub mod transcript;
pub mod user_action;
pub mod vantage;
pub mod wire;
