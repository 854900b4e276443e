//! The exchanges as an HTTP archive (HAR 1.2, <http://www.softwareishard.com/blog/har-12-spec/>), which developer tools and
//! proxies open.
//!
//! Members that begin with `_` are ours, as the format allows. What a page cannot see is left out where that is optional, and
//! else has the value that the format has for it: -1 for a size or a time, 0 for a status.

use serde_json::{Value, json};

use crate::protocol::http::Headers;
use crate::protocol::time;
use crate::protocol::url::Url;
use crate::redact::Redacted;
use crate::report::{ExchangeReport, Report, Response};
use crate::trace::wire::Request;

/// The archive. Probes that are no requests are not in it.
pub fn har(report: &Redacted<Report>) -> String {
    let entries: Vec<Value> = report
        .exchanges
        .iter()
        .filter_map(|exchange| entry(report, exchange))
        .collect();
    let (browser, version) = report
        .browser
        .split_once(' ')
        .unwrap_or((&report.browser, ""));
    let archive = json!({
        "log": {
            "version": "1.2",
            "creator": { "name": "Faultfinder", "version": report.tool.version },
            "browser": { "name": browser, "version": version },
            "pages": [],
            "entries": entries,
            "comment": report.verdict.headline,
        }
    });
    format!("{archive:#}\n")
}

fn entry(report: &Report, exchange: &ExchangeReport) -> Option<Value> {
    let request = exchange.request.as_ref()?;
    let timing = &exchange.timing;
    let end = timing.end_ms.unwrap_or(timing.start_ms);
    let first = timing.first_byte_ms.unwrap_or(end);
    let (wait, receive) = (whole(first - timing.start_ms), whole(end - first));
    Some(json!({
        "startedDateTime": time::later(&report.started_at, whole(timing.start_ms)),
        "time": wait + receive,
        "request": request_of(request),
        "response": response_of(exchange.response.as_ref()),
        "cache": {},
        "timings": { "blocked": -1, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": wait, "receive": receive },
        "comment": exchange.label,
        "_exchange": exchange.id,
        "_step": exchange.step.id(),
        "_origin": exchange.origin.id(),
        "_error": exchange.failure.as_ref().map(|failure| failure.message.clone()),
    }))
}

/// Milliseconds without a fraction: to write floats costs the page 10 kB.
fn whole(ms: f64) -> i64 {
    ms.max(0.0).round() as i64
}

fn request_of(request: &Request) -> Value {
    let query = Url::parse(&request.url)
        .map(|url| url.query_pairs())
        .unwrap_or_default();
    let body = request.body.as_ref();
    let mut value = json!({
        "method": request.method,
        "url": request.url,
        "httpVersion": "unknown",
        "cookies": [],
        "headers": headers(&request.headers),
        "queryString": query.iter().map(|(name, value)| pair(name, value)).collect::<Vec<_>>(),
        "headersSize": -1,
        "bodySize": body.map_or(0, String::len),
    });
    if let Some(body) = body {
        let media_type = request.headers.get("content-type").unwrap_or_default();
        value["postData"] = json!({ "mimeType": media_type, "text": body });
    }
    value
}

/// Where nothing came back, or the browser shows nothing of it, the status is 0, as developer tools write it.
fn response_of(response: Option<&Response>) -> Value {
    let none = Headers::default();
    let header = response.map_or(&none, |response| &response.headers);
    let body = response.map_or("", |response| response.body.as_str());
    let is_cut = response.is_some_and(|response| response.truncated);
    json!({
        "status": response.and_then(|response| response.status).unwrap_or(0),
        "statusText": "",
        "httpVersion": "unknown",
        "cookies": [],
        "headers": headers(header),
        "content": {
            "size": body.len(),
            "mimeType": header.get("content-type").unwrap_or_default(),
            "text": body,
            "comment": if is_cut { "The end of the body is missing." } else { "" },
        },
        "redirectURL": header.get("location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": -1,
    })
}

fn headers(headers: &Headers) -> Vec<Value> {
    headers
        .iter()
        .map(|(name, value)| pair(name, value))
        .collect()
}

fn pair(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value })
}
