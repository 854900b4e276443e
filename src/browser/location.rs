//! The address bar.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use web_sys::Event;

use super::{performance, window};
use crate::share::link::{self, Link};

/// Reads the link that opened the page. What other inspectors put into the query moves into the fragment at
/// once: a query is sent to the host of the page and stands in its logs, a fragment stays here. What the fragment
/// held comes along: it may say more than a link.
pub fn read() -> (Link, String) {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    let fragment = fragment();
    let link = link::parse(&fragment, &query);
    if link::is_in_query(&query) {
        write(&link);
    }
    (link, fragment)
}

/// The fragment as it stands in the address bar.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// Shows a link in the address bar, without a new entry in the history.
pub fn write(link: &Link) {
    let path = window().location().pathname().unwrap_or_default();
    let url = format!("{path}{}", link::emit(link));
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&url));
    }
}

/// Shows the link of a run in the address bar; without one, what stands there stays. The run's number goes into the
/// state of the entry, with what tells this document from those before a reload, whose runs are gone.
pub fn write_entry(link: Option<&Link>, number: u32, is_new: bool) {
    let path = window().location().pathname().unwrap_or_default();
    let url = link.map(|link| format!("{path}{}", link::emit(link)));
    let state = JsValue::from_str(&format!("{}{number}", document_mark()));
    let Ok(history) = window().history() else {
        return;
    };
    let _ = match is_new {
        true => history.push_state_with_url(&state, "", url.as_deref()),
        false => history.replace_state_with_url(&state, "", url.as_deref()),
    };
}

/// The number of the run that the entry was made for, if that was a run of this document.
fn entry() -> Option<u32> {
    let state = window().history().ok()?.state().ok()?.as_string()?;
    state.strip_prefix(&document_mark())?.parse().ok()
}

/// Two documents of a tab never begin in the same millisecond.
fn document_mark() -> String {
    format!("{}/", performance().time_origin() as u64)
}

/// The address of this page with a fragment, for sharing.
pub fn with(fragment: &str) -> String {
    let location = window().location();
    let origin = location.origin().unwrap_or_default();
    let path = location.pathname().unwrap_or_default();
    format!("{origin}{path}{fragment}")
}

/// Calls `then` with the link, the fragment and the number of the run whenever the user comes to another entry of the
/// history, for as long as the page is open.
pub fn on_step(then: impl Fn(Link, String, Option<u32>) + 'static) {
    let popped = RefCell::new(None);
    let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let fragment = fragment();
        // Where the fragment changes, both events come (HTML standard, 7.4.6.2); where it stays, `popstate` alone.
        if event.type_() == "popstate" {
            popped.replace(Some(fragment.clone()));
        } else if popped.take().as_ref() == Some(&fragment) {
            return;
        }
        then(link::parse(&fragment, ""), fragment, entry());
    });
    let listener = listener.into_js_value();
    for name in ["popstate", "hashchange"] {
        let _ = window().add_event_listener_with_callback(name, listener.unchecked_ref());
    }
}
