//! What to do next. Takes what a vantage saw, says what it should do; holds the clock of nobody.

pub mod guide;
mod limits;
mod opened;
mod pasted;
mod plan;
mod probes;
mod run;
mod session;
mod steps;
pub mod transition;

pub use session::Session;
pub use steps::sign_in;
