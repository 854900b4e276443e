//! What to do next. Takes what a vantage saw, says what it should do; holds the clock of nobody.

mod limits;
pub mod millis;
mod pasted;
mod plan;
mod probes;
pub mod recording;
mod run;
mod session;
pub mod step;
mod steps;
pub mod transcript;
pub mod vantage;
pub mod wire;

pub use session::Session;
