//! Holds `registration/changed`, `registration/dynamic-deprecated`, `registration/expires`,
//! `registration/insecure-redirect`, `registration/not-201`,
//! `registration/secret-for-public-client`.
//!
//! Step 8: what the registration endpoint made of this page (RFC 7591, 3.2.1), and where the page
//! wants people sent back to. One table: each line is a part of the answer and what is worth
//! saying about it.
//!
//! Silent: where nothing was registered; at secrets that the user entered; about an expiry more
//! than ninety days away; about a redirect to this very machine, which has no way in between.

use super::case::Case;
use super::draft::{Draft, Findings};
use super::sign_in::{self, Notes};
use super::token::span;
use crate::protocol::address::AddressClass;
use crate::protocol::json;
use crate::protocol::oauth::registration::{self, Answer, Registered};
use crate::protocol::oauth::server_metadata;
use crate::protocol::time;
use crate::protocol::url::Url;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::Purpose;
use crate::trace::step::{Status, Step};

/// A secret that lives for less is worth a warning: by then nobody remembers where it came from.
const SOON: i64 = 90 * 86_400;

/// One table: each line is a part of the answer and what is worth saying about it.
pub(super) fn run(case: &Case, findings: &mut Findings) {
    insecure_redirect(case, findings);
    // The newest attempt: an earlier one was corrected by the user.
    let Some(exchange) = case.recording.last(&Purpose::Register) else {
        return;
    };
    let Some(registered) = registered(exchange) else {
        return;
    };
    let mut notes = Notes::new(findings, exchange);
    if takes_no_documents(case) {
        notes.note("registration/dynamic-deprecated", "");
    }
    let status = exchange.status().unwrap_or_default();
    // RFC 7591, 3.2.1 names no other status for success.
    if status != 201 {
        notes.note("registration/not-201", &status.to_string());
    }
    // A server may replace what was asked for, and must say so in the answer.
    if !registered.changed.is_empty() {
        let changed = registered.changed.iter();
        let changed: Vec<String> = changed.map(|name| (*name).to_owned()).collect();
        notes.note_list("registration/changed", "", &changed);
    }
    if registered.client_secret.is_some() {
        let method = registered.token_endpoint_auth_method.as_deref();
        // The default of RFC 7591, 2.
        let method = method.unwrap_or("client_secret_basic");
        notes.note("registration/secret-for-public-client", method);
        expiry(case, &registered, &mut notes);
    }
}

/// The client, if there is one in the answer.
fn registered(exchange: &Exchange) -> Option<Registered> {
    let is_success = exchange.status().is_some_and(|code| code / 100 == 2);
    let sent = json::parse(exchange.request.body.as_deref()?).ok()?;
    match registration::read(&exchange.body, sent.as_object()?).0 {
        Answer::Registered(registered) if is_success => Some(registered),
        _ => None,
    }
}

/// The newer way is a client id metadata document; where the server takes one, registering was this
/// program's choice.
fn takes_no_documents(case: &Case) -> bool {
    let found = sign_in::document_of(case, Step::AuthorizationServer);
    found.is_some_and(|found| {
        !server_metadata::read(&found.object)
            .0
            .takes_metadata_documents
    })
}

/// How long the secret lives, by the clock of the page when the run began.
fn expiry(case: &Case, registered: &Registered, notes: &mut Notes) {
    let page = case.transcript.environment.as_ref();
    let now = page.and_then(|page| time::seconds(&page.started_at));
    let (Some(at), Some(now)) = (registered.secret_expires_at, now) else {
        return;
    };
    match at.saturating_sub(now) {
        // `0` stands for never and was read as no expiry.
        ..0 => notes.note("registration/expires", "has expired already"),
        left @ ..SOON => {
            let lifetime = ["expires in ", &span(left)].concat();
            notes.note("registration/expires", &lifetime);
        }
        _ => {}
    }
}

/// A code that is sent to a page over http can be read on the way. On one's own machine there is no way.
fn insecure_redirect(case: &Case, findings: &mut Findings) {
    use Status::{Fail, Pass, Waiting, Warn};
    let status = case.recording.step_state(Step::Registration).status;
    let Some(page) = &case.transcript.environment else {
        return;
    };
    let is_open = Url::parse(&page.client().redirect_uri).is_ok_and(|url| {
        url.scheme() == "http" && AddressClass::from_url(&url) != AddressClass::Loopback
    });
    if is_open && matches!(status, Waiting | Pass | Warn | Fail) {
        findings.add(Draft::new("registration/insecure-redirect"));
    }
}
