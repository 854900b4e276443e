//! Plain http from a page over https: what a browser may stop before it is sent, and where it asks the user instead.

use faultfinder::protocol::address::ParsedAddress;
use faultfinder::trace::fault::Fault;
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::vantage::BrowserEngine::{self, Chromium, Firefox, Safari};

use crate::reports::sound;
use crate::scenario::Scenario;

const MIXED: &str = "address/mixed-content";

/// Where such a request fails, what is said first of all.
fn what_may_have_stopped_it(engine: BrowserEngine, url: &str, expected: Option<&str>) {
    let run = Scenario::new(url).environment(|environment| {
        environment.browser.engine = engine;
        environment.page_is_https = true;
    });
    let run = run.call(Purpose::Discover, "server/discover").fails("E");
    let report = sound(&run.stops(Fault::NoConnection));
    let finding = &report.findings[0];
    assert_eq!(finding.code, "reach/no-connection");
    assert_eq!(finding.certainty.id(), "unknown");
    let codes: Vec<&str> = finding.candidates.iter().map(|one| one.code).collect();
    match expected {
        Some(code) => assert_eq!(codes.first(), Some(&code), "{codes:?}"),
        None => assert!(!codes.contains(&MIXED), "{codes:?}"),
    }
}

rows! { what_may_have_stopped_it;
    chromium_asks_the_user: (Chromium, "http://192.168.1.20:3000/mcp", None),
    chromium_knows_multicast_dns: (Chromium, "http://box.local/mcp", None),
    chromium_cannot_know_that_it_is_near: (Chromium, "http://nas/mcp", Some(MIXED)),
    firefox_near: (Firefox, "http://192.168.1.20:3000/mcp", Some(MIXED)),
    firefox_on_this_machine: (Firefox, "http://localhost:3000/mcp", None),
    safari_on_this_machine: (Safari, "http://localhost:3000/mcp", Some(MIXED)),
    safari_over_https: (Safari, "https://192.168.1.20:3000/mcp", None),
}

/// Of a public name no browser makes an exception.
#[test]
fn a_public_name_is_refused_at_once() {
    let run = Scenario::new("http://mcp.example.com/mcp").environment(|environment| {
        environment.page_is_https = true;
    });
    let transcript = run.done();
    let environment = transcript.environment.as_ref();
    let address = transcript.options.address(environment);
    assert!(matches!(address, ParsedAddress::Rejected { .. }));
}
