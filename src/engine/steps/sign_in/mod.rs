//! Steps 5 to 10: from a 401 to a token that the server accepts (mcp-checks 3.1; 2025-11-25
//! `basic/authorization`). Up to an authorization server that describes itself soundly nobody's consent is needed.

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

use super::endpoint;
use crate::engine::plan::{Interrupt, Plan};
use crate::protocol::address::{AddressClass, Target, Url};
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::readers;
use crate::trace::readers::challenge::Advertised;
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};
use crate::trace::transcript::{Fact, Origin};
use crate::trace::user_action::UserAction;
use crate::trace::wire::{Id, UserRequest};
use flow::Flow;
use registration::RegisteredClient;
use resource::ResourceSearch;

/// A token that does not reach far enough is asked for so often (2025-11-25, "Step-Up Authorization Flow": retry
/// limits).
const MAX_STEP_UPS: usize = 3;

/// Goes on from the 401 `by`, up to where only the user can go on, and with what the user did.
pub fn authorize(plan: &mut Plan, target: &Target, by: Id) -> Result<(), Interrupt> {
    let Some(exchange) = plan.recording.exchange(by) else {
        return Err(Interrupt::Wait);
    };
    // Pasted text holds no metadata, and nothing more is sent for it.
    if plan.source == Origin::Pasted {
        return Err(ask_for_token(plan, by));
    }
    // A late 401 opens these steps again.
    for step in Step::SIGN_IN {
        plan.states.set(step, Status::Pending, None, None);
    }
    plan.begin(Step::Challenge);
    let advertised = readers::challenge::read(exchange).advertised;
    if let Some(fault) = challenge::fault(&advertised, target) {
        return Err(plan.fail(fault, Some(by)));
    }
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
    let Some(flow) = Flow::read(plan.recording, by, target, client) else {
        return Err(Interrupt::Wait);
    };
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
        let authorization_code = authorization::await_code(plan, flow)?;
        let token = token::exchange(plan, flow, known, &authorization_code)?;
        plan.token = Some(token.access_token);
        let (by, is_narrow) = match plan.run_mcp_session(target) {
            Err(Interrupt::StepUp(by)) => (by, true),
            Err(Interrupt::SignIn(by)) => (by, false),
            Ok(()) => {
                let refresh_token = token.refresh_token.unwrap_or_default();
                let with = (refresh_token.as_str(), authorization_code.resource.as_str());
                return try_refresh(plan, flow, known, with);
            }
            ended => return ended,
        };
        if index == MAX_STEP_UPS || !is_opened_again(plan, by) {
            return Err(match (is_narrow, index) {
                (false, _) => not_accepted(plan, by),
                (true, MAX_STEP_UPS) => {
                    let problem = problem(AuthFault::StepUpWithoutEnd, "", "");
                    fail(plan, Some(by), Step::Token, problem)
                }
                (true, _) => {
                    let why = Reason::WantsCredentials;
                    plan.await_user(Step::Token, why, Some(by), UserRequest::Credentials)
                }
            });
        }
        plan.ignore_up_to = by;
        plan.states.set(Step::Token, Status::Pending, None, None);
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

fn try_refresh(
    plan: &mut Plan,
    flow: &Flow,
    known: &RegisteredClient,
    with: (&str, &str),
) -> Result<(), Interrupt> {
    let is_refresh = |action: &UserAction| (*action == UserAction::Refresh).then_some(());
    match plan.recording.newest(is_refresh) {
        Some((id, ())) if id > plan.ignore_up_to && !with.0.is_empty() => {
            plan.ignore_up_to = id;
            token::refresh(plan, flow, known, with)
        }
        Some(_) | None => Ok(()),
    }
}

/// The server refuses the token that was issued for it.
fn not_accepted(plan: &mut Plan, by: Id) -> Interrupt {
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
    fail(plan, Some(by), Step::Token, problem(why, "", ""))
}

/// No document says where to sign in, and the server pointed nowhere: as a server with static tokens does.
fn ask_for_token(plan: &mut Plan, by: Id) -> Interrupt {
    if plan.options.has_credentials() {
        return endpoint::credential_refused(plan, by);
    }
    let why = Reason::WantsCredentials;
    plan.await_user(Step::Challenge, why, Some(by), UserRequest::Credentials)
}

/// Whether a public server would have this page ask in a private network (2026-07-28
/// `basic/security_best_practices`, "Server-Side Request Forgery"): a page can reach what lies behind a firewall.
fn targets_private_network(target: &Target, url: &Url) -> bool {
    AddressClass::from_url(url).is_local() && !target.class.is_local()
}

/// Ends the run at a problem of authorization.
fn fail(plan: &mut Plan, by: Option<Id>, step: Step, problem: AuthProblem) -> Interrupt {
    let AuthProblem {
        fault,
        actual,
        expected,
    } = problem;
    plan.fail(auth_fault(step, fault, &actual, expected), by)
}

/// A problem of authorization: the fault, what a document or an answer says, what it should say.
pub struct AuthProblem<'a> {
    fault: AuthFault,
    actual: Cow<'a, str>,
    expected: &'a str,
}

fn problem<'a>(fault: AuthFault, actual: &'a str, expected: &'a str) -> AuthProblem<'a> {
    AuthProblem {
        fault,
        actual: Cow::Borrowed(actual),
        expected,
    }
}

/// A fault of these steps.
fn auth_fault(step: Step, fault: AuthFault, actual: &str, expected: &str) -> Fault {
    Fault::SignIn {
        step,
        fault,
        actual: actual.to_owned(),
        expected: expected.to_owned(),
    }
}
