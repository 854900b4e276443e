//! The one page from which runs are played: in the tests of the engine, beside its code, and under the fuzzer.

use faultfinder::protocol::address::AddressClass;
use faultfinder::trace::vantage::{Browser, BrowserEngine, Environment, Vantage};

/// A public https page in Chromium, whose capabilities follow from that.
pub fn environment() -> Environment {
    Environment {
        vantage: Vantage::Browser,
        browser: Browser {
            engine: BrowserEngine::Chromium,
            version: "156".to_owned(),
        },
        page_origin: "https://page.test".to_owned(),
        page_is_https: true,
        secure_context: true,
        page_class: AddressClass::Public,
        started_at: "2026-11-23T12:00:00Z".to_owned(),
        nonce: "f1a2b3".to_owned(),
        capabilities: None,
        client: None,
    }
}
