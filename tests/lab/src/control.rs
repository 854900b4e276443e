//! The lab's own pages: the index, the list for machines, and the request log.

use hyper::Method;
use hyper::http::request::Parts;
use serde_json::json;

use crate::Handler;
use crate::cause::{Cause, Client, Group, SignIn, Then};
use crate::cors::Cors;
use crate::message::Reply;
use crate::server::not_found;

/// Answers a request that belongs to no cause.
pub fn answer(handler: &Handler, parts: &Parts, path: &str) -> Reply {
    let query = parts.uri.query().unwrap_or_default();
    let cause = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("cause="));
    let mut reply = match (path, &parts.method) {
        // Whoever asks a port of its own, or the second origin, asks a plain server.
        _ if !handler.cause.is_empty() || handler.is_second => return not_found(),
        ("" | "causes.json" | "log" | "mended", &Method::OPTIONS) => Reply::empty(204),
        ("", &Method::GET) => Reply::text(200, "text/html; charset=utf-8", index(&handler.causes)),
        ("causes.json", &Method::GET) => Reply::json(200, &json!({ "causes": *handler.causes })),
        ("log", &Method::GET) => match cause {
            Some(cause) => Reply::json(
                200,
                &json!({ "cause": cause, "requests": handler.state.log(cause) }),
            ),
            None => Reply::text(
                400,
                "text/plain; charset=utf-8",
                "Name a cause: /log?cause=<id>\n",
            ),
        },
        ("log", &Method::DELETE) => {
            handler.state.clear(cause);
            Reply::empty(204)
        }
        ("mended", &Method::POST | &Method::DELETE) => {
            let is_fixed = parts.method == Method::POST;
            handler.state.set_fixed(cause.unwrap_or_default(), is_fixed);
            Reply::empty(204)
        }
        _ => return not_found(),
    };
    Cors::permissive().apply(parts.method == Method::OPTIONS, &mut reply);
    reply
}

const CHAPTERS: [(Group, &str); 11] = [
    (Group::Healthy, "Healthy servers"),
    (Group::Address, "Step 1: the address"),
    (Group::Reach, "Step 2: reaching it"),
    (Group::Cors, "Step 3: cross-origin access"),
    (
        Group::Endpoint,
        "Steps 4 and 5: the endpoint and its challenge",
    ),
    (Group::Metadata, "Steps 5 to 7: where to sign in"),
    (Group::SignIn, "Steps 8 to 10: signing in"),
    (Group::Token, "Step 10: a credential entered"),
    (Group::Session, "Step 11: the session"),
    (Group::Survey, "The survey after it"),
    (Group::Deep, "Deep mode"),
];

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}\
    table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0;\
    border-bottom:1px solid color-mix(in srgb,currentColor 15%,transparent)}code{font:14px ui-monospace,monospace;\
    overflow-wrap:anywhere}th{font-weight:600}";

fn index(causes: &[Cause]) -> String {
    let chapters: String = CHAPTERS
        .iter()
        .map(|(group, title)| chapter(causes, *group, title))
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>The fault lab</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head><body>\
         <h1>The fault lab</h1><p>One endpoint per way an MCP connection breaks: {} in all, healthy ones included. Paste an address into any \
         client. For machines: <a href=\"/causes.json\">causes.json</a>; what an endpoint received: \
         <code>/log?cause=&lt;id&gt;</code>. <code>?delay=ms</code> slows any of them down.</p>\n{chapters}</body></html>\n",
        causes.len()
    )
}

fn chapter(causes: &[Cause], group: Group, title: &str) -> String {
    let rows: String = causes
        .iter()
        .filter(|cause| cause.group == group)
        .map(row)
        .collect();
    format!(
        "<h2>{title}</h2><table><thead><tr><th>Cause</th><th>Address to paste</th><th>Expected in Chromium</th></tr>\
         </thead><tbody>{rows}</tbody></table>\n"
    )
}

fn row(cause: &Cause) -> String {
    let expect = &cause.expect.chromium;
    let outcome = json!(expect.outcome);
    let outcome = outcome.as_str().unwrap_or_default();
    let code = expect.code.unwrap_or_default();
    let mut entered = String::new();
    if let Some(bearer) = cause.options.bearer {
        entered.push_str(&format!("<br>bearer <code>{}</code>", escape(bearer)));
    }
    for (name, value) in &cause.options.headers {
        entered.push_str(&format!(
            "<br>header <code>{}: {}</code>",
            escape(name),
            escape(value)
        ));
    }
    if let Some(sign_in) = &cause.sign_in {
        entered.push_str(&describe_sign_in(sign_in));
    }
    if cause.deep {
        entered.push_str("<br>then ask for deep mode");
    }
    let shown: String = cause.url.chars().take(200).collect();
    let more = if shown.len() < cause.url.len() {
        "…"
    } else {
        ""
    };
    format!(
        "<tr id=\"{id}\"><td><b>{title}</b><br>{wrong} <small>{failures}</small></td><td><code>{url}{more}</code>{entered}</td>\
         <td>{outcome}<br><code>{code}</code></td></tr>",
        id = cause.id,
        title = escape(cause.title),
        wrong = escape(cause.wrong),
        failures = cause.failures.join(", "),
        url = escape(&shown),
    )
}

/// How to sign in, as the user is told.
fn describe_sign_in(sign_in: &SignIn) -> String {
    let mut words = match sign_in.client {
        Client::Dynamic => "<br>register, then sign in".to_owned(),
        Client::Document => "<br>use the client metadata document, then sign in".to_owned(),
        Client::Entered => format!(
            "<br>client id <code>{}</code>{}, then sign in",
            sign_in.client_id.unwrap_or_default(),
            match sign_in.client_secret {
                Some(secret) => format!(", secret <code>{secret}</code>"),
                None => String::new(),
            }
        ),
    };
    words.push_str(match sign_in.then {
        None => "",
        Some(Then::ChooseSecond) => "; choose the second authorization server first",
        Some(Then::NoAnswer) => "; nothing comes back",
        Some(Then::PasteToken) => "; send the token request by hand and paste the answer",
        Some(Then::StepUp) => "; agree to the wider scope",
        Some(Then::Refresh) => "; then refresh the token",
    });
    words
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
