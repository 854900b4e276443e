//! Steps 5 to 10: from a 401 to a token that the server accepts (docs/design.md, "Authorization"; 2025-11-25
//! `basic/authorization`). Up to an authorization server that describes itself soundly nobody's consent is needed.
//!
//! Each step is a file, and each goes by what the one before found: the 401 names the metadata (5),
//! that names the authorization server (6), its metadata names the endpoints (7), there the page
//! becomes a client (8), the user consents (9), and the code becomes a token (10). The run stops at
//! the first of them that does not hold, as every client does.

pub mod auth_options;
pub mod authorization;
pub mod challenge;
pub mod documents;
pub mod flow;
pub mod missing_401;
pub mod registration;
pub mod resource;
pub mod server;
pub mod token;

use std::borrow::Cow;

use crate::engine::outcome::{Interrupt, StepOutcome};
use crate::engine::plan::Plan;
use crate::protocol::address::{AddressClass, Target};
use crate::protocol::url::Url;
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::readers;
use crate::trace::readers::challenge::Advertised;
use crate::trace::step::Step;
use crate::trace::transcript::Fact;
use crate::trace::user_action::UserAction;
use crate::trace::wire::Id;
use flow::Flow;
use registration::RegisteredClient;
use resource::ResourceSearch;

/// Maximum number of step-up attempts (403 `insufficient_scope`; 2025-11-25, "Step-Up Authorization Flow": retry limits).
/// Without a limit a server that is never content would send the user round for ever
/// (docs/checks.md, F45).
const MAX_STEP_UPS: usize = 3;

/// Goes on from the 401 `by`, up to where only the user can go on, and with what the user did.
pub fn authorize(plan: &mut Plan, target: &Target, by: Id) -> Result<(), Interrupt> {
    // The exchange that said 401 is in the recording, or this would not run.
    let Some(exchange) = plan.recording.exchange(by) else {
        return Err(Interrupt::Wait);
    };
    // Pasted text holds no metadata, and nothing more is sent for it.
    if plan.is_pasted() {
        return Err(ask_for_token(plan, by));
    }
    // A late 401 opens these steps again: a server may let `initialize` pass and ask for a token at the first list.
    for step in Step::SIGN_IN {
        plan.states.reopen(step);
    }
    plan.begin(Step::Challenge);
    let advertised = readers::challenge::read(exchange).advertised;
    if let Some(fault) = challenge::fault(&advertised, target) {
        return Err(Interrupt::failed(fault, by));
    }
    // Without the header step 5 is open until a document is found at a well-known address.
    if let Advertised::At(_) = advertised {
        plan.pass(Step::Challenge, by);
    }
    match resource::find(plan, target, &advertised, by)? {
        ResourceSearch::Nothing => return Err(ask_for_token(plan, by)),
        ResourceSearch::Issuer { issuer, url } => server::find(plan, target, &issuer, &url)?,
        ResourceSearch::Server { document } => server::use_document(plan, target, document)?,
    }
    let by = |step| plan.states.get(step).2;
    let client = plan.environment.client();
    // Steps 5 to 7 have passed, so the documents are there.
    let Some(flow) = Flow::read(plan.recording, by, target, client) else {
        return Err(Interrupt::Wait);
    };
    // From here on the user decides: nothing is registered or opened by itself.
    let known = registration::resolve_client(plan, &flow, by(Step::AuthorizationServer))?;
    authorize_and_run(plan, target, &flow, &known)
}

/// Signs in and goes on with the run; where the token does not reach far enough, once more with a wider one.
fn authorize_and_run(
    plan: &mut Plan,
    target: &Target,
    flow: &Flow,
    known: &RegisteredClient,
) -> Result<(), Interrupt> {
    for index in 1..=MAX_STEP_UPS {
        // All three begin anew with each attempt: a wider scope needs the user's consent, a new
        // code, and a new token.
        let authorization_code = authorization::await_code(plan, flow)?;
        let token = token::exchange(plan, flow, known, &authorization_code)?;
        plan.token = Some(token.access_token);
        // The whole session once more, with the token. A server may have opened it without one;
        // which of its answers were given to whom would be impossible to tell apart.
        let (by, is_narrow) = match plan.run_mcp_session(target) {
            Err(Interrupt::StepUp(by)) => (by, true),
            Err(Interrupt::SignIn(by)) => (by, false),
            Ok(()) => {
                let refresh = token::RefreshRequest {
                    token: &token.refresh_token.unwrap_or_default(),
                    resource: &authorization_code.resource,
                };
                return try_refresh(plan, flow, known, refresh);
            }
            ended => return ended,
        };
        if index == MAX_STEP_UPS || !is_opened_again(plan, by) {
            return Err(match (is_narrow, index) {
                // A new token would be refused like this one.
                (false, _) => not_accepted(plan, by),
                (true, MAX_STEP_UPS) => {
                    problem(AuthFault::StepUpWithoutEnd, "", "").at(Step::Token, by)
                }
                // A wider token needs the user's consent.
                (true, _) => Interrupt::awaits_user(Step::Token, by),
            });
        }
        // From here on only what was sent with the wider token answers.
        plan.ignore_up_to = by;
        plan.states.reopen(Step::Token);
    }
    Err(Interrupt::Wait)
}

/// Whether the user went on after the server had asked for a wider token.
fn is_opened_again(plan: &Plan, by: Id) -> bool {
    let opened = plan
        .recording
        .newest(|action| matches!(action, UserAction::AuthorizationStarted { .. }).then_some(()));
    opened.is_some_and(|(id, ())| id > by)
}

/// Tries the refresh token once, if the user asked for that after the session had been seen to work.
fn try_refresh(
    plan: &mut Plan,
    flow: &Flow,
    known: &RegisteredClient,
    request: token::RefreshRequest,
) -> Result<(), Interrupt> {
    let is_refresh = |action: &UserAction| (*action == UserAction::Refresh).then_some(());
    match plan.recording.newest(is_refresh) {
        Some((id, ())) if id > plan.ignore_up_to && !request.token.is_empty() => {
            plan.ignore_up_to = id;
            token::refresh(plan, flow, known, request)
        }
        Some(_) | None => Ok(()),
    }
}

/// The server refuses the token that was issued for it. The newest token's claims may say why.
/// Another audience or issuer is evidence of this fault and no fault of its own: only
/// the server knows what it compares (docs/checks.md, F44, F49).
fn not_accepted(plan: &Plan, by: Id) -> Interrupt {
    // A page that reads the token knows more than the 401 says: tokens that are over before they
    // arrive come from clocks that differ.
    let facts = plan.recording.facts.iter().rev();
    let mut tokens = facts.filter_map(|fact| match fact {
        Fact::Token { differs, .. } => Some(differs),
        _ => None,
    });
    let differs = tokens.next();
    let says = |word: &str| differs.is_some_and(|found| found.iter().any(|(code, _)| code == word));
    let why = match (says("expired"), says("not-yet-valid")) {
        (true, _) => AuthFault::Expired,
        (_, true) => AuthFault::NotYetValid,
        (false, false) => AuthFault::NotAccepted,
    };
    problem(why, "", "").at(Step::Token, by)
}

/// No document says where to sign in, and the server pointed nowhere: as a server with static tokens does. So either the
/// credential that was sent is wrong, or the user has one to enter.
fn ask_for_token(plan: &Plan, by: Id) -> Interrupt {
    match plan.options.has_credentials() {
        true => Interrupt::failed(Fault::TokenRefused, by),
        false => Interrupt::awaits_user(Step::Challenge, by),
    }
}

/// Whether a public server would have this page ask in a private network (2026-07-28
/// `basic/security_best_practices`, "Server-Side Request Forgery"): a page can reach what lies behind a firewall.
fn targets_private_network(target: &Target, url: &Url) -> bool {
    AddressClass::from_url(url).is_local() && !target.class.is_local()
}

/// What is wrong in these steps: which fault, what was found, what was expected.
pub struct AuthProblem<'a> {
    fault: AuthFault,
    actual: Cow<'a, str>,
    expected: &'a str,
}

/// What is wrong, where both sides are text of the documents.
fn problem<'a>(fault: AuthFault, actual: &'a str, expected: &'a str) -> AuthProblem<'a> {
    AuthProblem {
        fault,
        actual: Cow::Borrowed(actual),
        expected,
    }
}

impl AuthProblem<'_> {
    /// Ends the run with it, at this step.
    fn at(self, step: Step, by: impl Into<Option<Id>>) -> Interrupt {
        StepOutcome::failed(self.of(step), by).into()
    }

    /// The fault of this step.
    fn of(self, step: Step) -> Fault {
        Fault::SignIn {
            step,
            fault: self.fault,
            actual: self.actual.into_owned(),
            expected: self.expected.to_owned(),
        }
    }
}
