//! The page's own files that load after the first paint.

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use web_sys::{RequestCache, RequestInit, Response};

use super::{document, window};

/// The help file's text. It is named by what is in it, so the browser may keep it for ever.
pub async fn load() -> Option<String> {
    let init = RequestInit::new();
    let response = fetch(option_env!("HELP_FILE")?, &init).await?;
    if !response.ok() {
        return None;
    }
    response.text().ok()?.await.ok()?.as_string()
}

/// Adds the style of what is drawn later.
pub fn load_style() -> Option<()> {
    let link = document().create_element("link").ok()?;
    link.set_attribute("rel", "stylesheet").ok()?;
    link.set_attribute("href", option_env!("LATER_STYLE")?)
        .ok()?;
    document().head()?.append_child(&link).ok().map(drop)
}

/// Asks the page's own host for a file, past every cache. An answer of any status is one.
pub(super) async fn own_file(name: &str) -> Option<Response> {
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoStore);
    fetch(name, &init).await
}

pub(super) async fn fetch(name: &str, init: &RequestInit) -> Option<Response> {
    let response: JsValue = window().fetch_with_str_and_init(name, init).await.ok()?;
    response.dyn_into().ok()
}
