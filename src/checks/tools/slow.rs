//! `tools/list` took longer than clients like to wait: they ask for the list whenever they
//! connect, and many give up after ten seconds or less (docs/checks.md, "Latency").
//!
//! Silent: up to two seconds, and over HTTP+SSE, where the answer comes on the stream of another
//! exchange.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;

/// Up to two seconds is fine (docs/checks.md, "Latency").
const SLOW_MS: f64 = 2000.0;

/// Until the head came, not the body: a long list takes its time on a slow line, which is not the
/// server's.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // Over HTTP+SSE the answer comes on another exchange's stream.
    if case
        .handshake
        .is_none_or(|handshake| handshake.is_http_sse())
    {
        return;
    }
    let slow = case.pages("tools/list").find_map(|(exchange, _)| {
        let took = exchange.head_at? - exchange.sent_at;
        (took > SLOW_MS).then_some((exchange, took))
    });
    if let Some((exchange, took)) = slow {
        let took = quote::duration(took);
        let text = format!("{} → answered after {took}", quote::request_line(exchange));
        findings.add(
            Draft::new("tools/slow")
                .value(Placeholder::TOOK, took)
                .seen(exchange.id, Part::Timing, text),
        );
    }
}
