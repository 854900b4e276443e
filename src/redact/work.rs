//! How much work a text may take, and how much of it is done at a time. Everything here is linear in the length of a text,
//! and this holds it to that: what took more would be withheld, and the page goes on.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// Steps for each byte of a text: many times what prose takes, and more than the worst text does that the tests make.
pub const PER_BYTE: u64 = 128;

/// A text with nothing in it takes some, too.
const AT_LEAST: u64 = 4_096;

/// So many bytes are looked at before it may rest.
pub const BLOCK: usize = 8 << 10;

/// So many steps are taken before it rests: about a millisecond on a machine that is slowed six times.
const SLICE: u64 = 32 << 10;

/// The steps that were taken, and how many may be.
#[derive(Debug, Default)]
pub struct Work {
    /// Bytes looked at, and moves of the automaton.
    pub done: u64,
    most: u64,
    /// The steps since the last rest.
    slice: u64,
    /// The most steps between two rests.
    pub longest: u64,
}

impl Work {
    /// For a text of this length.
    pub fn on(bytes: usize, per_byte: u64) -> Work {
        Work {
            most: (bytes as u64 * per_byte).saturating_add(AT_LEAST.min(per_byte * AT_LEAST)),
            ..Work::default()
        }
    }

    /// Whether to stop.
    pub fn is_over(&self) -> bool {
        self.done > self.most
    }

    /// After so many steps, the place at which whoever polls may do something else first.
    pub async fn rest(&mut self, steps: u64) {
        self.slice += steps;
        if self.slice < SLICE {
            return;
        }
        self.longest = self.longest.max(self.slice);
        self.slice = 0;
        let mut has_rested = false;
        poll_fn(|_| match std::mem::replace(&mut has_rested, true) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
    }
}

/// Where work may be interrupted. A page does something else then, if its time is up.
pub type Rest<'r> = dyn Fn() -> Pin<Box<dyn Future<Output = ()>>> + 'r;

/// Nobody waits.
pub fn no_rest() -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(std::future::ready(()))
}

/// Does the work without a rest.
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    loop {
        if let Some(done) = go_on(work.as_mut()) {
            return done;
        }
    }
}

/// Goes on until the next rest; what comes of the work, if that was all.
pub fn go_on<T>(work: Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Option<T> {
    match work.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    }
}
