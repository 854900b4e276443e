//! The code of each fault: the id of its step and its name on the wire. What a fault is called
//! elsewhere than it is shown, and where a fact of the run decides, stands below.

use crate::checks::case::{Case, answer_of};
use crate::checks::sign_in;
use crate::protocol::jsonrpc::Message;
use crate::trace::exchange::Exchange;
use crate::trace::fault::Fault;

/// The code under which a fault is explained. `tests/engine/registry.rs` holds that each has a row.
pub fn code(case: &Case, why: &Fault, exchange: Option<&Exchange>) -> String {
    let word = match why {
        Fault::Address { problem, .. } => problem.id(),
        // Steps 5 to 10 share their faults: the same thing can be wrong with two documents.
        Fault::SignIn { step, fault, .. } => return sign_in::code(*step, *fault),
        Fault::ListFailed { method } => return list(case, method, exchange),
        Fault::Network { cause } => return cause.fault_code().to_owned(),
        // Codes were published before the faults got these names, and never change.
        Fault::HeaderValue { .. } => "header-value-invalid",
        Fault::EndpointRedirectsElsewhere { .. } => "redirects-elsewhere",
        Fault::TokenRefused => "refused",
        Fault::SessionLost => "lost",
        why => why.word(),
    };
    [why.step().id(), "/", word].concat()
}

/// A list fails in three ways: an error, a result that is none, pages without end.
fn list(case: &Case, method: &str, exchange: Option<&Exchange>) -> String {
    let area = method.split('/').next().unwrap_or("tools");
    let result = exchange.and_then(|exchange| answer_of(case.recording, exchange));
    let bad_thing = match result {
        Some(Message::Response { result, .. }) => {
            // The one member that is not called as its method.
            let member = match method {
                "resources/templates/list" => "resourceTemplates",
                _ => area,
            };
            // With the list in order, what the run broke on is where its pages lead.
            match result.get(member).is_some_and(serde_json::Value::is_array) {
                true => "pagination-loop",
                false => "list-malformed",
            }
        }
        _ => "list-failed",
    };
    [area, "/", bad_thing].concat()
}
