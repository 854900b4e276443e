use super::unauthorized;
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::protocol::address::Url;
use crate::protocol::www_authenticate::{self, Challenge, Problem};

pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = unauthorized(case) else {
        return;
    };
    let Some(value) = exchange.header("www-authenticate") else {
        return;
    };
    let (challenges, problems) = www_authenticate::parse(value);
    let mut words: Vec<String> = problems.iter().map(in_words).collect();
    words.extend(challenges.iter().filter_map(metadata));
    if !words.is_empty() {
        findings.add(
            Draft::new("challenge/malformed")
                .value("problems", words.join("; "))
                .with([quote::header(exchange, "www-authenticate")]),
        );
    }
}

/// RFC 9728, 5.1: `resource_metadata` is the URL of the document. A relative one leads strict clients into a
/// loop of requests without credentials (failures F33).
fn metadata(challenge: &Challenge) -> Option<String> {
    let value = challenge.param("resource_metadata")?;
    let web = |url: Url| matches!(url.scheme(), "http" | "https");
    (!Url::parse(value).is_ok_and(web)).then(|| {
        format!(
            "`resource_metadata` is `{}`, which is no absolute address",
            quote::inline(value)
        )
    })
}

fn in_words(problem: &Problem) -> String {
    match problem {
        Problem::Empty => "it is empty".into(),
        Problem::ValueNotQuoted { name } => {
            format!("the value of `{}` needs quotes", quote::inline(name))
        }
        Problem::QuoteNotClosed { name } => {
            format!(
                "the value of `{}` has no closing quote",
                quote::inline(name)
            )
        }
        Problem::ValueMissing { name } => format!("`{}` has no value", quote::inline(name)),
        Problem::DuplicateParam { name } => format!("`{}` stands there twice", quote::inline(name)),
        Problem::CommaMissing { before } => {
            format!("a comma is missing before `{}`", quote::inline(before))
        }
        Problem::SchemeMissing => "the scheme is missing".into(),
        Problem::Stray { text } => format!("`{}` means nothing there", quote::inline(text)),
    }
}
