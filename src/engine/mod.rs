//! What to do next. Takes what a vantage saw, says what it should do; holds the clock of nobody.

pub mod deferred_steps;
mod evaluate;
mod limits;
mod opened;
mod pasted;
mod plan;
mod probes;
mod run;
mod steps;
pub mod transition;

pub use run::Run;
pub use steps::sign_in;
