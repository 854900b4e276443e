//! What is entered in place of a URL, and what the address bar says of a run.

use crate::app::entry::Reading;
use crate::app::message::{Entry, EntryKind, Message};
use crate::browser::{clipboard, location};
use crate::page::runtime::Runtime;
use crate::share::{self, Link};

/// Reads a text with which the user wants a run.
pub fn read(runtime: Runtime, text: &str) {
    runtime.dispatch(Message::EntryRead(Reading::of_submitted(text)));
}

/// Reads what is pasted into the URL field, before the field drops its line ends.
pub fn accept_pastes(runtime: Runtime) {
    clipboard::on_paste("input[name=server]", move |text| {
        let is_framed = runtime.read_state(|state| state.frame.is_some());
        let reading = Reading::of_pasted(text).filter(|_| !is_framed);
        let is_read = reading.is_some();
        if let Some(reading) = reading {
            runtime.dispatch(Message::EntryRead(reading));
        }
        is_read
    });
}

/// Shows a run in the address bar. What it came to is no part of that: a reload asks for nothing to be compared.
pub fn write(entry: &Entry) {
    let link = Link {
        expected: None,
        ..share::rerun_link(&entry.report, Link::default())
    };
    // Any text may have been entered, such as a sentence.
    let server = link.server.as_deref().unwrap_or_default();
    let is_url = server.starts_with("http") && server.len() <= share::SHORT;
    let link = if is_url { link } else { Link::default() };
    let shown = Some(&link).filter(|_| entry.kind != EntryKind::Numbered);
    location::write_entry(shown, entry.number, entry.kind == EntryKind::New);
}
