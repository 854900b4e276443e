//! The fault lab, where the page is served beside one: `./dev run` names it in a `meta` element.

use web_sys::RequestInit;

use super::document;
use super::help::fetch;

/// Where it is.
pub fn address() -> Option<String> {
    let meta = document()
        .query_selector("meta[name=faultfinder-lab]")
        .ok()??;
    meta.get_attribute("content")
}

/// What the lab's list of causes says, as JSON text.
pub async fn causes() -> Option<String> {
    let lab = address()?;
    let url = format!("{}/causes.json", lab.trim_end_matches('/'));
    let response = fetch(&url, &RequestInit::new()).await?;
    response.text().ok()?.await.ok()?.as_string()
}
