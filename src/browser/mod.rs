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

pub(crate) fn performance() -> Performance {
    window()
        .performance()
        .expect("every browser that runs WebAssembly has a clock")
}
