//! The page's contacts with the browser: the one loop from the engine's `Output` to its `Input`, and
//! clock, entropy, address bar, clipboard and downloads. Decides nothing.

pub mod build;
pub mod clipboard;
pub mod clock;
pub mod download;
pub mod driver;
pub mod environment;
pub mod files;
pub mod help;
pub mod host;
pub mod lab;
pub mod location;
pub mod oracle;
pub mod probes;
pub mod request;
pub mod sign_in;
pub mod storage;
pub mod tab;
mod wait;

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;

use web_sys::{Document, Performance, Window};

pub(crate) fn window() -> Window {
    web_sys::window().expect("the page is started in a window, not in a worker")
}

pub(crate) fn document() -> Document {
    window()
        .document()
        .expect("a window that runs a page has its document")
}

/// Milliseconds since the page was opened, never going back.
pub fn now() -> f64 {
    performance().now()
}

/// Lets the browser do what waits: draw, take a click. A timer would wait longer each time, and a second in a tab that
/// is not looked at (HTML standard, 8.7).
pub async fn breathe() {
    wait::next_task().await;
}

/// So long work goes on at a time, in milliseconds: a sixth of what a user notices. Every pause costs time as well: with 8
/// ms, a run of megabytes on a machine slowed six times took twice as long.
pub const SLICE: f64 = 16.0;

/// Rests for work that begins now: when a slice is over, the browser does what waits.
pub fn rests() -> impl Fn() -> Pin<Box<dyn Future<Output = ()>>> {
    let until = Rc::new(Cell::new(now() + SLICE));
    move || {
        let until = Rc::clone(&until);
        Box::pin(async move {
            if now() >= until.get() {
                breathe().await;
                until.set(now() + SLICE);
            }
        })
    }
}

/// Lets the browser draw a frame. By a timer: a tab that is not looked at is given no animation frames.
pub async fn frame() {
    wait::pause(16).await;
}

pub(crate) fn performance() -> Performance {
    window()
        .performance()
        .expect("every browser that runs WebAssembly has a clock")
}
