//! The page's own files that load after the first paint, or when they are asked for. They are named by what is in them,
//! so the browser may keep them for ever.

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use web_sys::{RequestCache, RequestInit, Response};

use super::{document, window};

include!(concat!(env!("OUT_DIR"), "/help_files.rs"));

/// The file with the long texts of an area; or why it did not load, as a sentence.
pub async fn load(area: &str) -> Result<String, String> {
    let file = HELP_FILES.iter().find(|(of, _)| *of == area);
    on_demand(file.map(|(_, name)| *name)).await
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
    let unreachable = || "The host of this page did not answer, or sent something else.".to_owned();
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
    let name = option_env!("LATER_STYLE")?;
    link.set_attribute("href", name).ok()?;
    if let Some(integrity) = integrity(name) {
        link.set_attribute("integrity", &integrity).ok()?;
    }
    document().head()?.append_child(&link).ok().map(drop)
}

/// Asks the page's own host for a file, past every cache. An answer of any status is one.
pub(super) async fn own_file(name: &str) -> Option<Response> {
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoStore);
    fetch(name, &init).await
}

/// What the build found in a file of the page (Subresource Integrity). A page that `./dev build` did not make has no list.
fn integrity(name: &str) -> Option<String> {
    let list = document()
        .query_selector("meta[name=integrity]")
        .ok()??
        .get_attribute("content")?;
    let mut words = list.split(' ').skip_while(|word| *word != name);
    words.nth(1).map(str::to_owned)
}

pub(super) async fn fetch(name: &str, init: &RequestInit) -> Option<Response> {
    if let Some(integrity) = integrity(name) {
        init.set_integrity(&integrity);
    }
    let response: JsValue = window().fetch_with_str_and_init(name, init).await.ok()?;
    response.dyn_into().ok()
}
