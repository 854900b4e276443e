use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::quote;

/// mcp-checks `net-latency`: up to two seconds nobody minds.
const SLOW_MS: f64 = 2000.0;

pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // Over HTTP+SSE the answer comes on another exchange's stream.
    if case.opened.is_none_or(|opened| opened.is_http_sse()) {
        return;
    }
    let slow = case.pages("tools/list").find_map(|(exchange, _)| {
        let took = exchange.head_at? - exchange.sent_at;
        (took > SLOW_MS).then_some((exchange, took))
    });
    if let Some((exchange, took)) = slow {
        let took = quote::duration(took);
        let text = format!("{} → answered after {took}", quote::request_line(exchange));
        findings.add(Draft::new("tools/slow").value("took", took).seen(
            exchange.id,
            Part::Timing,
            text,
        ));
    }
}
