//! The address bar.

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::window;
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

/// The address of this page with a fragment, for sharing.
pub fn with(fragment: &str) -> String {
    let location = window().location();
    let origin = location.origin().unwrap_or_default();
    let path = location.pathname().unwrap_or_default();
    format!("{origin}{path}{fragment}")
}

/// Calls `then` with the link and the fragment whenever that changes, for as long as the page is open.
pub fn on_fragment(then: impl Fn(Link, String) + 'static) {
    let listener = Closure::<dyn FnMut()>::new(move || {
        let fragment = fragment();
        then(link::parse(&fragment, ""), fragment);
    });
    let listener = listener.into_js_value();
    let _ = window().add_event_listener_with_callback("hashchange", listener.unchecked_ref());
}
