//! The page's own files that load after the first paint, or when they are asked for. They are named by what is in them,
//! so the browser may keep them for ever.

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use web_sys::{RequestCache, RequestInit, Response};

use super::{document, window};

/// The help file's text.
pub async fn load() -> Option<String> {
    let response = fetch(option_env!("HELP_FILE")?, &RequestInit::new()).await?;
    match response.ok() {
        true => text(&response).await,
        false => None,
    }
}

/// The file with the scripts of the evidence panel; or why it did not load, as a sentence.
pub async fn load_scripts() -> Result<String, String> {
    on_demand(option_env!("SCRIPTS_FILE")).await
}

/// The file with the recordings that come with the page; or why it did not load, as a sentence.
pub async fn load_recordings() -> Result<String, String> {
    on_demand(option_env!("RECORDINGS_FILE")).await
}

async fn on_demand(name: Option<&str>) -> Result<String, String> {
    let unreachable = || "The host of this page did not answer.".to_owned();
    let response = fetch(name.unwrap_or_default(), &RequestInit::new()).await;
    let response = response.ok_or_else(unreachable)?;
    match response.ok() {
        true => text(&response).await.ok_or_else(unreachable),
        false => Err(format!(
            "The host of this page answered with status {}.",
            response.status()
        )),
    }
}

async fn text(response: &Response) -> Option<String> {
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
