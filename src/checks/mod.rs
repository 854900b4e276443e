//! What the recording means. Checks read a transcript and explain; they decide nothing about the run.
//!
//! Each text that a user sees stands in a Markdown file beside its check; `README.md` maps the codes to their
//! sources.

mod address;
mod authorization;
mod authorization_server;
mod candidates;
pub mod case;
pub mod catalogue;
mod challenge;
mod closing;
mod cors;
pub mod deep;
pub mod draft;
mod endpoint;
mod events;
pub mod explain;
pub mod finding;
mod list_failure_hints;
mod lists;
mod messages;
mod modern_result_members;
mod open_servers;
mod proof;
pub mod quote;
mod registration;
mod resource_metadata;
mod resources;
pub mod retained_findings;
mod session;
pub mod sign_in;
pub mod snippets;
mod stream;
mod token;
mod tools;

use crate::trace::recording::Recording;
use crate::trace::step::Step;
use crate::trace::transcript::Transcript;
use case::Case;
use draft::Findings;
use finding::Finding;

/// Everything to say about a run that is over: why it stopped first, then what else was noticed.
pub fn run(case: &Case) -> Vec<Finding> {
    let mut findings = Findings::new(case);
    if let (Some(step), Some(fault)) = (case.failure.step, &case.failure.fault) {
        findings.add(explain::fault(case, step, fault, case.failure.by));
    }
    for step in Step::ALL {
        if case.failure.step != Some(step)
            && let Some(draft) = explain::ending(case, step)
        {
            findings.add(draft);
        }
    }
    for check in CHECKS {
        check(case, &mut findings);
    }
    findings.fold();
    retained_findings::restore(case, &mut findings);
    findings.into_sorted()
}

/// The findings of a transcript.
pub fn findings(transcript: &Transcript) -> Vec<Finding> {
    let recording = Recording::from_transcript(transcript);
    run(&Case::new(transcript, &recording))
}

type Check = fn(&Case, &mut Findings);

/// Every check with logic, in the order of the steps.
const CHECKS: &[Check] = &[
    address::run,
    cors::null_origin::run,
    cors::modern_headers_not_allowed::run,
    endpoint::redirected::run,
    endpoint::stack_trace::run,
    challenge::header_unreadable::run,
    challenge::not_bearer::run,
    challenge::malformed::run,
    challenge::run,
    resource_metadata::run,
    authorization_server::run,
    registration::run,
    authorization::run,
    token::run,
    token::refresh_refused::run,
    token::refresh_not_rotated::run,
    session::initialized_not_202::run,
    session::draft_codes::run,
    session::id_not_ascii::run,
    session::id_on_modern::run,
    session::malformed_envelope::run,
    session::server_info_missing::run,
    session::transport_deprecated::run,
    session::old_revision::run,
    session::short_id::run,
    session::capabilities::run,
    messages::run,
    open_servers::run,
    modern_result_members::run,
    lists::run,
    tools::missing_name::run,
    tools::bad_input_schema::run,
    tools::bad_output_schema::run,
    tools::bad_header_annotation::run,
    tools::bad_name::run,
    tools::duplicate_name::run,
    tools::empty::run,
    tools::external_ref::run,
    tools::cursor_not_a_string::run,
    tools::too_many_pages::run,
    tools::slow::run,
    tools::no_description::run,
    tools::rules::run,
    tools::empty_cursor::run,
    tools::many::run,
    resources::bad_uri::run,
    resources::bad_template::run,
    stream::get_wrong_status::run,
    stream::get_not_event_stream::run,
    stream::listen_not_acknowledged::run,
    stream::all_at_once::run,
    stream::subscription::run,
    events::run,
    closing::delete_failed::run,
    closing::delete_not_allowed::run,
    deep::run,
];
