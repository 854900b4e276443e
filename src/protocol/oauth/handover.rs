//! How the page that an authorization server sends people back to finds the tab that waits, over a channel that every
//! page of the origin hears (`BroadcastChannel`).
//!
//! The two share the `state` of the request and nothing else. Who knows it can make an answer that the tab believes, so
//! it is never spoken: a shared origin (`user.github.io/<project>/`) has pages of others. Instead
//!
//! - the callback page makes up a nonce and says where it came to, with the nonce in the place of the `state`, and an
//!   HMAC of both under the `state`. Only the tab whose request had that `state` can check it, and no one else can make
//!   it; a text that is changed on the way does not fit. Said again it does no harm: a tab takes one answer.
//! - The tab answers with an HMAC of the nonce under the `state`, so that nobody else can say that the answer was taken.
//!
//! An HMAC, as a bare hash could be continued (length extension). `state` is 32 random bytes: nobody finds it by trying.
//! What the channel does tell is the code; without the verifier, which stays in the tab, it buys nothing (RFC 7636).
//!
//! An answer with another `state` can be anybody's: any site can open the callback page. It moves nothing by itself: it is
//! offered after a click there, put into a field here, and used after a click here. So nothing that is heard without
//! proof ends a run, and the answer that comes later still finds its tab.
//!
//! `browser/oauth/callback.js` is the other side, with a SHA-256 of its own: `crypto.subtle` is missing in pages that are no
//! secure context.

use std::fmt::Write as _;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// An HMAC-SHA256 (RFC 2104) of these parts under the `state`, in hexadecimal. No part holds a line feed.
fn proof(state: &str, parts: &[&str]) -> String {
    let mut proof = String::new();
    // Any length of key will do (RFC 2104, 2).
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(state.as_bytes()) {
        mac.update(parts.join("\n").as_bytes());
        for byte in mac.finalize().into_bytes() {
            let _ = write!(proof, "{byte:02x}");
        }
    }
    proof
}

/// Where the answer came to, whole, if it is the one to the request with this `state`.
pub fn unmask(state: &str, nonce: &str, callback: &str, claimed: &str) -> Option<String> {
    // What is compared is no secret of ours, and a wrong one may be tried once per nonce: time tells nothing.
    let fits = !state.is_empty() && proof(state, &["callback", nonce, callback]) == claimed;
    (fits && !nonce.is_empty()).then(|| callback.replace(nonce, state))
}

/// Says that the answer was taken.
pub fn taken(state: &str, nonce: &str) -> String {
    proof(state, &["taken", nonce])
}
