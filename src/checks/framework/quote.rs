//! Quotations: exact, and cut at a fixed length.
//!
//! Whatever a server sent passes through here before it stands in a sentence: on one line,
//! without the backticks that would end the quotation in Markdown, and no longer than a sentence
//! bears. Evidence may be longer, and keeps its lines.

use crate::checks::finding::{Evidence, Part};
use crate::trace::exchange::{Ending, Exchange};
use crate::trace::purpose::Purpose;
use crate::trace::recording::Probed;
use crate::trace::transcript::Abort;
use crate::trace::wire::{Permission, ProbeResult, ResponseKind};

/// So much of a server's text a sentence bears.
const SENTENCE: usize = 120;

/// So much of a body proves what it is.
const BODY: usize = 300;

/// The text, or its beginning and an ellipsis.
pub fn cut(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A server's words inside one of our sentences: one line, no backticks.
pub fn inline(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    cut(&words.join(" ").replace('`', "'"), SENTENCE)
}

/// A list in words: `a`, `b` and `c`.
pub fn listed(items: &[String]) -> String {
    let quoted: Vec<String> = items
        .iter()
        .map(|item| format!("`{}`", inline(item)))
        .collect();
    joined(&quoted)
}

/// So many of them are named.
const NAMED: usize = 5;

/// The first of a crowd, and how many more there are. Each is ready for a sentence.
pub fn several(items: impl Iterator<Item = String>, one: &str) -> String {
    let mut items: Vec<String> = items.collect();
    let more = items.len().saturating_sub(NAMED);
    items.truncate(NAMED);
    if more > 0 {
        items.push(format!(
            "{more} more {one}{}",
            if more == 1 { "" } else { "s" }
        ));
    }
    joined(&items)
}

/// `a, b and c`, of parts that are quoted already.
fn joined(items: &[String]) -> String {
    match items.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "nothing".into(),
    }
}

/// `POST https://…`
pub fn request_line(exchange: &Exchange) -> String {
    format!("{} {}", exchange.request.method, exchange.request.url)
}

/// How an exchange went, in one line: the evidence that every explanation can show.
pub fn outcome(exchange: &Exchange) -> Evidence {
    let line = request_line(exchange);
    let (part, text) = match (&exchange.head, &exchange.ending) {
        (Some(head), _) if head.kind == ResponseKind::Opaque => (
            Part::Status,
            format!("{line} → responded, the browser hides how"),
        ),
        // The user's own window went there, and this page was told where it came back to.
        (Some(head), _) if exchange.purpose == Purpose::Authorize => (
            Part::Status,
            [&line, " → came back to ", &head.url].concat(),
        ),
        (None, Some(_)) if exchange.purpose == Purpose::Authorize => {
            (Part::Status, [&line, " → nothing came back"].concat())
        }
        // With `redirect: manual` a browser shows that there was one, and nothing else (Fetch
        // standard, 2.2.6).
        (Some(head), _) if head.kind == ResponseKind::OpaqueRedirect => (
            Part::Status,
            format!("{line} → redirected, the browser hides where to"),
        ),
        (Some(head), _) => (Part::Status, format!("{line} → {}", head.status)),
        (None, Some(Ending::Failed(failure))) => (
            Part::Failure,
            format!("{line} → {}", inline(&failure.message)),
        ),
        // This program gave up waiting; nothing was refused.
        (None, Some(Ending::Aborted(Abort::NoHead))) => (
            Part::Timing,
            format!("{line} → no answer in {}", waited(exchange)),
        ),
        (None, _) => (Part::Request, line),
    };
    Evidence {
        exchange: exchange.id,
        part,
        text,
    }
}

/// A response header, or that it is missing.
pub fn header(exchange: &Exchange, name: &str) -> Evidence {
    let text = match exchange.header(name) {
        // A header that is there is shown as it came.
        Some(value) => format!("{name}: {}", cut(value, BODY)),
        // A browser shows a page only what the server exposes, so absence proves nothing.
        None => format!("{name}: (not sent, or not readable)"),
    };
    Evidence {
        exchange: exchange.id,
        part: Part::ResponseHeader,
        text,
    }
}

/// The beginning of a body.
pub fn body(exchange: &Exchange) -> Evidence {
    // A letter has at most four bytes, so this is enough of it; a letter that is cut in two is
    // dropped with the rest.
    let head = exchange.body.get(..BODY * 4).unwrap_or(&exchange.body);
    let text = String::from_utf8_lossy(head);
    let text = if text.trim().is_empty() {
        "(empty)".into()
    } else {
        cut(text.trim(), BODY)
    };
    Evidence {
        exchange: exchange.id,
        part: Part::Body,
        text,
    }
}

/// A header that the request carried.
pub fn request_header(exchange: &Exchange, name: &str) -> Option<Evidence> {
    let value = exchange.request.headers.get(name)?;
    Some(Evidence {
        exchange: exchange.id,
        part: Part::RequestHeader,
        text: format!("{name}: {}", cut(value, BODY)),
    })
}

/// What a probe saw, in words.
pub fn probe(probed: &Probed) -> Evidence {
    Evidence {
        exchange: probed.id,
        part: Part::Probe,
        text: describe_probe_result(probed),
    }
}

/// What a probe saw, for the evidence and for the list of exchanges.
pub fn describe_probe_result(probed: &Probed) -> String {
    let Some(answer) = &probed.answer else {
        return "no response yet".into();
    };
    let Some(result) = answer else {
        return "this browser cannot tell".into();
    };
    match result {
        // HTML standard, 9.2.2: it goes on connecting after a network error, and gives up at an
        // answer of the wrong type.
        ProbeResult::EventSource { ready_state: 0 } => {
            "the event source is still connecting: no HTTP response".into()
        }
        ProbeResult::EventSource { ready_state: 1 } => "the event source is open".into(),
        ProbeResult::EventSource { .. } => "the event source is closed: something responded".into(),
        // RFC 6455, 7.4.1: never sent by anybody, and reported where TLS failed.
        ProbeResult::WebSocket { code: Some(1015) } => "close code 1015: TLS failed".into(),
        ProbeResult::WebSocket { code: Some(code) } => format!("close code {code}"),
        ProbeResult::WebSocket { code: None } => "the browser refused to open it".into(),
        ProbeResult::CspRedirect { left_origin: true } => "the request left the origin".into(),
        ProbeResult::CspRedirect { left_origin: false } => {
            "the request stayed on the origin".into()
        }
        ProbeResult::Permission { state } => match state {
            Permission::Granted => "permission granted".into(),
            Permission::Denied => "permission denied".into(),
            Permission::Prompt => "permission not asked for yet".into(),
            Permission::Unknown => "this browser does not have this permission".into(),
        },
        ProbeResult::OwnOrigin { online, answers } => {
            let online = if *online { "online" } else { "offline" };
            let answers = if *answers {
                "answers"
            } else {
                "does not answer"
            };
            format!("the browser says {online}; the page's own origin {answers}")
        }
        ProbeResult::ResourceTiming {
            duration_ms: Some(ms),
        } => format!("{} ms in Resource Timing", ms.round() as u64),
        ProbeResult::ResourceTiming { duration_ms: None } => "no entry in Resource Timing".into(),
    }
}

/// How long an exchange was waited for, such as `15 s` or `9 ms`.
pub fn waited(exchange: &Exchange) -> String {
    let end = exchange.ended_at.unwrap_or_else(|| exchange.last_at());
    duration(end - exchange.sent_at)
}

/// From integers: formatting floats would put 10 kB into the page.
pub fn duration(ms: f64) -> String {
    let ms = ms.round() as u64;
    let tenths = (ms + 50) / 100;
    // Three digits at most: no server's speed is told by more.
    if ms >= 10_000 {
        format!("{} s", (ms + 500) / 1000)
    } else if ms >= 1000 {
        format!("{}.{} s", tenths / 10, tenths % 10)
    } else {
        format!("{ms} ms")
    }
}
