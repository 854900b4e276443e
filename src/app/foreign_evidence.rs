//! Evidence about another server than the run's: it would give a false verdict.

use crate::protocol::url::Url;
use crate::redact::secret::TAG;
use crate::report::Report;
use crate::trace::step::Step;
use crate::trace::wire::Pasted;

/// What is said of a paste that is about something else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ForeignEvidence {
    /// The sentence.
    pub sentence: String,
    /// What can be diagnosed instead.
    pub url: String,
}

impl ForeignEvidence {
    /// Of a paste in which no request is about the run's server, and at least one says what it is about.
    pub fn of(report: &Report, pasted: &Pasted) -> Option<ForeignEvidence> {
        let run = Url::parse(&report.target.url).ok()?;
        let asked = pasted.exchanges.iter();
        let asked: Vec<Url> = asked
            .filter_map(|exchange| Url::parse(&exchange.request.url).ok())
            .collect();
        let is_own = |other: &Url| is_same_server(&run, other) && is_same_path(report, &run, other);
        let first = asked.first().filter(|_| !asked.iter().any(is_own))?;
        Some(ForeignEvidence {
            sentence: format!(
                "This output is about {first}, and this run is about {run}. It says nothing about this server.",
                first = first.as_str(),
                run = run.as_str(),
            ),
            url: first.as_str().to_owned(),
        })
    }
}

/// Output of `curl -v` does not always say whether it was TLS, so the scheme does not count.
fn is_same_server(one: &Url, other: &Url) -> bool {
    let host = |url: &Url| match url.host() {
        "127.0.0.1" | "[::1]" => "localhost".to_owned(),
        host => host.to_owned(),
    };
    host(one) == host(other) && one.port() == other.port()
}

/// Where nothing answers, every path of the server tells as much. A redacted path cannot be compared.
fn is_same_path(report: &Report, run: &Url, other: &Url) -> bool {
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    report.failed_step == Some(Step::Reach)
        || report.target.url.contains(TAG)
        || path(run) == path(other)
}
