//! What to do next. Takes what a vantage saw, says what it should do; holds the clock of nobody.

pub mod recording;
pub mod step;
pub mod transcript;
pub mod vantage;
pub mod wire;
