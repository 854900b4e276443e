//! What a run is told about this browser and this page.

use js_sys::Date;

use super::window;
use crate::protocol::address::AddressClass;
use crate::protocol::url::Url;
use crate::trace::vantage::{Browser, BrowserEngine, Environment, Vantage};

/// Looks around.
pub fn detect() -> Environment {
    let window = window();
    let location = window.location();
    let page = location.href().ok().and_then(|href| Url::parse(&href).ok());
    Environment {
        vantage: Vantage::Browser,
        browser: browser_of(&window.navigator().user_agent().unwrap_or_default()),
        // Not the location's: in a sandbox it names the host, while requests say `null`.
        page_origin: window.origin(),
        page_is_https: location.protocol().is_ok_and(|scheme| scheme == "https:"),
        secure_context: window.is_secure_context(),
        page_class: page
            .as_ref()
            .map_or(AddressClass::Public, AddressClass::from_url),
        started_at: String::from(Date::new_0().to_iso_string()),
        nonce: nonce(),
        // A page is its own client, and what its browser can be trusted for was measured by the name.
        capabilities: None,
        client: None,
    }
}

/// The engine and its major version, from the user agent string: its frozen parts keep both.
pub fn browser_of(user_agent: &str) -> Browser {
    let version_after = |mark: &str| {
        let rest = user_agent.split(mark).nth(1)?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some(digits)
    };
    // On iOS every browser is WebKit, whatever its name; WebKit alone has `Version/`.
    let on_ios = ["iPhone", "iPad", "CriOS/", "FxiOS/"]
        .iter()
        .any(|mark| user_agent.contains(mark));
    let found = if on_ios {
        None
    } else if let Some(version) = version_after("Firefox/") {
        Some((BrowserEngine::Firefox, version))
    } else {
        // Headless Chromium writes HeadlessChrome/.
        version_after("Chrome/").map(|version| (BrowserEngine::Chromium, version))
    };
    let (engine, version) = found.unwrap_or_else(|| match version_after("Version/") {
        Some(version) if user_agent.contains("Safari/") => (BrowserEngine::Safari, version),
        _ if on_ios => (BrowserEngine::Safari, String::new()),
        _ => (BrowserEngine::Other, String::new()),
    });
    Browser { engine, version }
}

/// 64 random bits in hexadecimal; where the browser gives none, the time, which need not be secret here.
fn nonce() -> String {
    let mut bytes = [0; 8];
    let random = window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    if random.is_err() {
        bytes = Date::now().to_be_bytes();
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
