//! What the page says of one exchange.

use super::labels;
use super::scale::duration;
use crate::checks::finding::{Part, Severity};
use crate::report::{ExchangeReport, Report};
use crate::trace::wire::Id;

/// The exchanges before and after this one.
pub fn neighbours(report: &Report, id: Id) -> (Option<Id>, Option<Id>) {
    let exchanges = &report.exchanges;
    let at = exchanges.iter().position(|exchange| exchange.id == id);
    let at = at.unwrap_or(0);
    let other = |index: Option<usize>| Some(exchanges.get(index?)?.id);
    (other(at.checked_sub(1)), other(at.checked_add(1)))
}

/// What came of it, and after how long.
pub fn result(exchange: &ExchangeReport) -> (String, String) {
    let mut parts: Vec<String> = response(exchange).into_iter().collect();
    let failure = exchange.failure.as_ref();
    parts.extend(failure.map(|failure| failure.message.clone()));
    parts.extend(exchange.aborted.map(|why| labels::abort(why).to_owned()));
    parts.extend(exchange.observation.clone());
    let end = exchange.timing.end_ms;
    let after = end.map(|end| duration(end - exchange.timing.start_ms));
    let after = match (after, parts.is_empty()) {
        (Some(after), false) => format!(" after {after}"),
        (Some(after), true) => format!("no response after {after}"),
        (None, _) => " still on".to_owned(),
    };
    (parts.join("; "), after)
}

fn response(exchange: &ExchangeReport) -> Option<String> {
    let response = exchange.response.as_ref()?;
    Some(match (response.status, &response.redirected_to) {
        (Some(status), None) => status.to_string(),
        (Some(status), Some(url)) => format!("{status}, after a redirect to {url}"),
        (None, Some(url)) => format!("a redirect to {url}"),
        (None, None) => "a response that the browser hides".to_owned(),
    })
}

/// When it was sent, when the first byte came, when it ended.
pub fn timing(exchange: &ExchangeReport) -> Vec<(&'static str, f64)> {
    let timing = &exchange.timing;
    let mut rows = vec![("sent", timing.start_ms)];
    rows.extend(timing.first_byte_ms.map(|at| ("first byte", at)));
    rows.extend(timing.end_ms.map(|at| ("end", at)));
    rows
}

/// The headers of an exchange on which findings rest.
pub struct Marks(Vec<Mark>);

struct Mark {
    part: Part,
    text: String,
    class: &'static str,
}

impl Marks {
    /// Those of an exchange.
    pub fn of(report: &Report, id: Id) -> Marks {
        let mut marks = Vec::new();
        for finding in &report.findings {
            let class = match finding.severity {
                Severity::Fault => "marked fault",
                Severity::Warning | Severity::Note => "marked",
            };
            let evidence = finding.evidence.iter();
            let own = evidence.filter(|evidence| evidence.exchange == id);
            marks.extend(own.map(|evidence| Mark {
                part: evidence.part,
                text: evidence.text.to_ascii_lowercase(),
                class,
            }));
        }
        Marks(marks)
    }

    /// The class of a header line on this side: request and response may have the same header.
    pub fn class(&self, side: Part, header: &str) -> Option<&'static str> {
        let start = format!("{}:", header.to_ascii_lowercase());
        let mut marks = self.0.iter();
        let mark = marks.find(|mark| mark.part == side && mark.text.starts_with(&start));
        mark.map(|mark| mark.class)
    }
}
