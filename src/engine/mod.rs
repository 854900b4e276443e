//! The sans-IO engine. Input: what a vantage observed. Output: what it should do next. Has no clock.

pub mod deferred_steps;
mod evaluate;
mod limits;
mod opened;
mod outcome;
mod pasted;
mod plan;
mod probes;
mod run;
mod states;
mod steps;
#[cfg(test)]
mod testing;
pub mod transition;

pub use run::Run;
pub use steps::sign_in;
