//! Probes that are not requests of the run: what the browser reveals by other means.

use js_sys::{Error, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, CloseEvent, EventSource, PerformanceEntry, WebSocket};

use super::wait::{first_of, pause};
use super::{help, oracle, performance, window};
use crate::trace::wire::{Permission, Probe, ProbeResult};

/// An exchange as the Resource Timing buffer knows it: its URL, and when it was under way.
#[derive(Clone)]
pub struct Span {
    /// Where the exchange was sent.
    pub url: String,
    /// When it was sent (`performance.now()`).
    pub from: f64,
    /// When it was over.
    pub until: f64,
}

/// Served beside the page, and small: whether it still comes says whether the page's own site answers.
const OWN_FILE: &str = "oracle.js";

/// Runs a probe. `None` where this browser or this page cannot, and after an abort, when no answer is expected any more.
pub async fn run_probe(
    probe: &Probe,
    seen: Option<Span>,
    signal: &AbortSignal,
) -> Option<ProbeResult> {
    match probe {
        Probe::EventSource { url } => event_source(url, signal).await,
        Probe::WebSocket { url } => web_socket(url, signal).await,
        Probe::CspRedirect { url } => {
            let left_origin = oracle::leaves_origin(url, signal).await?;
            Some(ProbeResult::CspRedirect { left_origin })
        }
        Probe::Permission { name, .. } => Some(ProbeResult::Permission {
            state: permission(name).await.unwrap_or(Permission::Unknown),
        }),
        Probe::OwnOrigin => Some(ProbeResult::OwnOrigin {
            online: window().navigator().on_line(),
            answers: help::own_file(OWN_FILE).await.is_some(),
        }),
        Probe::ResourceTiming { .. } => {
            let duration_ms = duration(&seen?).await;
            Some(ProbeResult::ResourceTiming { duration_ms })
        }
    }
}

async fn event_source(url: &str, signal: &AbortSignal) -> Option<ProbeResult> {
    let source = EventSource::new(url).ok()?;
    first_of(&[(&source, "error"), (&source, "open"), (signal, "abort")]).await;
    // Read before it is closed, which sets it to 2. Left open, it would connect again and again.
    let ready_state = source.ready_state() as u8;
    source.close();
    Some(ProbeResult::EventSource { ready_state })
}

async fn web_socket(url: &str, signal: &AbortSignal) -> Option<ProbeResult> {
    let socket = match WebSocket::new(url) {
        Ok(socket) => socket,
        Err(error) => {
            let not_a_url = Error::from(error).name() == "SyntaxError";
            return (!not_a_url).then_some(ProbeResult::WebSocket { code: None });
        }
    };
    let events = [
        (socket.as_ref(), "open"),
        (socket.as_ref(), "close"),
        (signal.as_ref(), "abort"),
    ];
    let mut event = first_of(&events).await?;
    if event.type_() != "close" {
        let _ = socket.close();
        event = first_of(&events[1..2]).await?;
    }
    let code = event.dyn_ref::<CloseEvent>().map(CloseEvent::code);
    Some(ProbeResult::WebSocket { code })
}

/// `None` where the browser does not know the name (it rejects) or has no permissions (an insecure page).
async fn permission(name: &str) -> Option<Permission> {
    let wanted = Object::new();
    Reflect::set(&wanted, &"name".into(), &name.into()).ok()?;
    let permissions = window().navigator().permissions().ok()?;
    let status: JsValue = permissions.query(&wanted).ok()?.await.ok()?;
    match Reflect::get(&status, &"state".into())
        .ok()?
        .as_string()?
        .as_str()
    {
        "granted" => Some(Permission::Granted),
        "denied" => Some(Permission::Denied),
        "prompt" => Some(Permission::Prompt),
        _ => None,
    }
}

/// The entry comes up to 30 ms after the failure it belongs to (measured); 50 without one mean that there is none.
async fn duration(span: &Span) -> Option<f64> {
    for _ in 0..5 {
        if let Some(duration) = find_duration(span) {
            return Some(duration);
        }
        pause(10).await;
    }
    find_duration(span)
}

fn find_duration(span: &Span) -> Option<f64> {
    // Browsers round these times, Firefox to a whole millisecond.
    let during = |entry: &PerformanceEntry| {
        entry.start_time() >= span.from - 1.0 && entry.start_time() <= span.until + 1.0
    };
    let entries = performance().get_entries_by_name(&span.url);
    let mut entries = entries
        .iter()
        .filter_map(|entry| entry.dyn_into::<PerformanceEntry>().ok());
    entries.rfind(during).map(|entry| entry.duration())
}
