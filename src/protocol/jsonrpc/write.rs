//! Messages as texts. They are put together by hand: `jsonrpc` comes first, as the specification prints it, and the
//! order of the members does not depend on how `serde_json` sorts an object.

use serde_json::Value;

use super::message::Id;

/// A request as one line of JSON, `jsonrpc` first, as the specification prints it.
pub fn request(id: &Id, method: &str, params: Option<&Value>) -> String {
    let mut text = String::from("{\"jsonrpc\":\"2.0\",\"id\":");
    text.push_str(&id.to_value().to_string());
    push_call(&mut text, method, params);
    text
}

/// A notification as one line of JSON.
pub fn notification(method: &str, params: Option<&Value>) -> String {
    let mut text = String::from("{\"jsonrpc\":\"2.0\"");
    push_call(&mut text, method, params);
    text
}

/// The members that requests and notifications share, and the closing brace. `params` is left out where there is none:
/// null is not allowed there (JSON-RPC 2.0, 4.2).
fn push_call(text: &mut String, method: &str, params: Option<&Value>) {
    text.push_str(",\"method\":");
    text.push_str(&Value::from(method).to_string());
    if let Some(params) = params {
        text.push_str(",\"params\":");
        text.push_str(&params.to_string());
    }
    text.push('}');
}
