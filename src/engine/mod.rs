//! What to do next. Takes what a vantage saw, says what it should do; holds the clock of nobody.

pub mod consent;
pub mod fault;
pub mod guide;
mod limits;
mod pasted;
mod plan;
mod probes;
mod purpose;
pub mod recording;
mod run;
mod session;
pub mod step;
mod steps;
pub mod transcript;
pub mod vantage;
pub mod wire;

pub use session::Session;
pub use steps::sign_in;
