//! The page was opened from a file or in a sandboxed frame and has no origin of its own, so the
//! browser sends `Origin: null` (HTML standard, 7.1.1). What fails at step 3 then may not be the
//! server's doing.
//!
//! Silent: in every page with an origin. It says nothing of the server.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};

/// The environment says it; no exchange is needed. A server may still allow `null`, so it is a
/// warning about the page.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let page = case.transcript.environment.as_ref();
    if page.is_some_and(|page| page.page_origin == "null") {
        findings.add(Draft::new("cors/null-origin"));
    }
}
