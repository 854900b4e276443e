use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};

pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let page = case.transcript.environment.as_ref();
    if page.is_some_and(|page| page.page_origin == "null") {
        findings.add(Draft::new("cors/null-origin"));
    }
}
