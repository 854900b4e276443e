//! A `WWW-Authenticate` that leaves the grammar of RFC 9110, 11.6.1: values without quotes,
//! quotes that are not closed, parameters that stand there twice. Clients read such a header
//! differently or not at all.
//!
//! Silent: at a well-formed challenge for another scheme, which is `not_bearer.rs`.

use super::unauthorized;
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::www_authenticate::{self, Problem};

/// All problems of one header in one finding: it is one line, and is fixed at once.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = unauthorized(case) else {
        return;
    };
    let Some(value) = exchange.header("www-authenticate") else {
        return;
    };
    let (_, problems) = www_authenticate::parse(value);
    let words: Vec<String> = problems.iter().map(describe_problem).collect();
    if !words.is_empty() {
        findings.add(
            Draft::new("challenge/malformed")
                .value(Placeholder::PROBLEMS, words.join("; "))
                .with([quote::header(exchange, "www-authenticate")]),
        );
    }
}

/// A problem of the parser as part of a sentence. Every one of them is a breach, so each has words.
fn describe_problem(problem: &Problem) -> String {
    match problem {
        Problem::Empty => "it is empty".into(),
        // A value with other characters than a token's needs quotes (RFC 9110, 5.6.2 and 5.6.6); a
        // URL always does.
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
