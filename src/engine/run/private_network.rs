//! A redirect that leads from a public server into a private network is stopped as soon as its head is there.
//!
//! The browser has followed it by then: it tells of a redirect only where it led. What answered there lies behind the
//! user's firewall, where the server could not look itself (2026-07-28 `basic/security_best_practices`, "Server-Side
//! Request Forgery"); so nothing of it is kept but that it answered. Addresses that a server *names* are refused before
//! anything is asked there (`steps/sign_in`).

use super::Run;
use crate::protocol::address::{AddressClass, ParsedAddress};
use crate::protocol::http::Headers;
use crate::protocol::url::Url;
use crate::trace::transcript::{Abort, EventKind};
use crate::trace::wire::{Head, Id};

impl Run {
    /// Writes a head down. One that came from inside ends its exchange, before a byte of the body is read.
    pub(super) fn take_head(&mut self, at: f64, id: Id, head: Head) {
        if !self.is_led_inside(id, &head) {
            return self.record(at, EventKind::Head { id, head });
        }
        let headers = Headers::default();
        let head = Head { headers, ..head };
        self.record(at, EventKind::Head { id, head });
        self.abort(at, id, Abort::PrivateAddress);
    }

    /// Whether a public server had this request answered in a private network. A user whose own server is there has
    /// agreed to ask there.
    fn is_led_inside(&self, id: Id, head: &Head) -> bool {
        let is_local =
            |url: &str| Url::parse(url).is_ok_and(|url| AddressClass::from_url(&url).is_local());
        let Some(ParsedAddress::Target(target)) = &self.address else {
            return false;
        };
        let asked = self.recording.exchange(id);
        let asked_outside = asked.is_some_and(|exchange| !is_local(&exchange.request.url));
        !target.class.is_local() && asked_outside && is_local(&head.url)
    }
}
