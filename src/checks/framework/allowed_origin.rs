//! Which origins the CORS headers of a fix allow. A fix that allowed this page alone would make the diagnosis green
//! and leave every other browser client outside.
//!
//! `*` shows nothing to anybody who could not have it anyway: a page reads what the server sends to all, or what it
//! sends to a token that the user gave to that page; with `*` a browser does not use cookies (Fetch standard, 3.3.3). A server in
//! one's own network that asks for no token is different: the network is what protects it, and every web page that its
//! user visits is within (2025-11-25 `basic/transports`, Security Warning).

use crate::protocol::address::Target;
use crate::trace::vantage::Options;

/// What the texts quote of it.
#[derive(Clone, Debug, PartialEq)]
pub struct AllowedOrigin {
    /// The value of `Access-Control-Allow-Origin`.
    pub value: &'static str,
    /// Why, and what else to do.
    pub note: String,
}

/// The value for a server that is public or asks for a token.
pub const ANY: &str = "*";

impl AllowedOrigin {
    /// For the server of this run.
    pub fn of(target: Option<&Target>, options: &Options, page: &str) -> AllowedOrigin {
        let is_local = target.is_some_and(|target| target.class.is_local());
        match is_local && !options.has_likely_credential() {
            false => AllowedOrigin {
                value: ANY,
                note: ANY_NOTE.to_owned(),
            },
            true => AllowedOrigin {
                value: "<the request's Origin, if it is allowed>",
                note: [NAMED_NOTE, page, "` (this page)."].concat(),
            },
        }
    }
}

/// Without a run too, for the help of a code.
pub const ANY_NOTE: &str = "`*` is safe for a server that uses no cookies: a page can only send a token that the user gave it.";

const NAMED_NOTE: &str = "Do not send `*`: this server is in your own network and requires no token, so every website that you visit could \
     use it. Compare `Origin` with a list, return it if it matches, and add `Vary: Origin`. The list has the origins of your web \
     clients, such as `https://your-app.example`, and `";
