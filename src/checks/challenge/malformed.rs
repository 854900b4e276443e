use super::unauthorized;
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::protocol::www_authenticate::{self, Problem};

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
                .value("problems", words.join("; "))
                .with([quote::header(exchange, "www-authenticate")]),
        );
    }
}

fn describe_problem(problem: &Problem) -> String {
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
