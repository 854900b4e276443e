//! The sans-IO engine. Input: what a vantage observed. Output: what it should do next. Has no clock.
//!
//! # The contract between a run and its vantage
//!
//! A [`Run`] does no input or output. Its vantage (the page's driver, a played world of the tests, a native program)
//! owns connections and clock, and repeats two calls: [`Run::handle`] with what happened, then [`Run::poll`] until it
//! answers `WakeAt`, `AskUser` or `Done`. `tests/shared/vantage_contract.rs` holds every vantage to the following, and
//! the run to its part.
//!
//! **Start.** The first input is `Start`, and comes once. Before it `poll` answers `Done`.
//!
//! **Time.** `now` is in milliseconds from any fixed origin and never goes backwards. `WakeAt` is on the same clock.
//! It asks for a call of `handle` at that time or later, with `Tick` if nothing else happened. An earlier `Tick` does
//! no harm, so a timer need not be set anew for each `WakeAt`. Every limit (patience, idle time, size) is the run's; a
//! vantage may give up earlier and say so with `Failed`.
//!
//! **Order.** Outputs are to be carried out in the order in which they come. Inputs may be handed over before all
//! outputs are polled, but nobody may sleep before `poll` has answered one of the three that end a round.
//!
//! **Ids.** `Send` and `Probe` carry ids that only grow; none is used again. Only what `poll` has given out may be
//! answered.
//!
//! **A request** is answered by one of
//! - `Head`, any number of `Chunk`s, then `End`, or `Failed` where the body broke off;
//! - `Failed`: no response. With a `cause` where the vantage knows one; the run then asks nothing more;
//! - `Unsupported`: this vantage cannot send such a thing. It takes the place of everything else.
//!
//! `End`, `Failed` and `Unsupported` are final: nothing follows, no `Chunk` after `Failed`. A vantage may also stay
//! silent; the run gives up by its limits.
//!
//! **A probe** is answered by one `ProbeResult` or by `Unsupported`, which is final too: the probe is not asked again.
//!
//! **`Abort`** closes a request or a probe; nothing more is expected and nothing needs to be confirmed. It may name what
//! is over already, and then means nothing.
//!
//! **Late news** is no breach: what was under way when `Abort` came, or after the run ended, may be handed over in its
//! order and is dropped. It is never taken for the answer to anything else.
//!
//! **`AskUser`**: nothing is open any more and nothing will happen before the user acts; there is no timer. A window
//! that the user has open elsewhere stays open.
//!
//! **`Done`**: nothing is open any more. A later act of the user (signing in, evidence, deep mode) may open the run
//! again; then `poll` has outputs.
//!
//! **Breaches.** `handle` never fails and never panics, whatever it is told. What breaks this contract is dropped, or
//! written down as it came; nothing is promised of such a run but that it ends.

mod deferred_steps;
mod evaluate;
mod limits;
mod open_session;
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

pub use plan::DeferredSteps;
pub use run::Run;
pub use steps::sign_in;
