//! Steps 5 to 8, as far as they need nobody's consent: from a 401 to an authorization server that describes
//! itself soundly (mcp-checks 3.1; 2025-11-25 `basic/authorization`).

pub mod challenge;
pub mod disguise;
pub mod documents;
pub mod resource;
pub mod server;

use std::borrow::Cow;

use super::super::plan::{Halt, Plan};
use crate::engine::step::{Broken, Fault, Reason, Status, Step};
use crate::engine::transcript::Origin;
use crate::engine::wire::{Ask, Id};
use crate::protocol::address::{AddressClass, Target, Url};
use challenge::Advertised;
use resource::Found;

/// Goes on from the 401 `by`, up to where only the user can go on.
pub fn walk(plan: &mut Plan, target: &Target, by: Id) -> Result<(), Halt> {
    let Some(exchange) = plan.recording.exchange(by) else {
        return Err(Halt::Wait);
    };
    // Pasted text holds no metadata, and nothing more is sent for it.
    if plan.source == Origin::Pasted {
        return Err(ask_for_token(plan, by));
    }
    // A late 401 opens these steps again.
    for step in Step::SIGN_IN {
        plan.board.set(step, Status::Pending, None, None);
    }
    plan.begin(Step::Challenge);
    let advertised = challenge::read(exchange).advertised;
    if let Some(fault) = challenge::fault(&advertised, target) {
        return Err(plan.fail(fault, Some(by)));
    }
    if let Advertised::At(_) = advertised {
        plan.pass(Step::Challenge, by);
    }
    match resource::find(plan, target, &advertised, by)? {
        Found::Nothing => Err(ask_for_token(plan, by)),
        Found::Issuer { issuer, url } => {
            let sound = server::find(plan, target, &issuer, &url)?;
            Err(ask_for_consent(plan, sound))
        }
        Found::Server { document } => {
            let sound = server::take(plan, document)?;
            Err(ask_for_consent(plan, sound))
        }
    }
}

/// No document says where to sign in, and the server pointed nowhere: as a server with static tokens does.
fn ask_for_token(plan: &mut Plan, by: Id) -> Halt {
    let why = Reason::WantsCredentials;
    plan.stand(Step::Challenge, why, Some(by), Ask::Credentials)
}

/// Everything up to the consent is sound, if a client can become known to the server at all.
fn ask_for_consent(plan: &mut Plan, server: server::Sound) -> Halt {
    if !server.takes_new_clients {
        let link = link(Broken::NoWayIn, "", "");
        return stop(plan, Some(server.by), Step::Registration, link);
    }
    // Nothing was asked for this step: what led here is in the lane before.
    let why = Reason::WantsCredentials;
    plan.stand(Step::Registration, why, None, Ask::Credentials)
}

/// Whether a public server would have this page ask in a private network (2026-07-28
/// `basic/security_best_practices`, "Server-Side Request Forgery"): a page can reach what lies behind a firewall.
fn leads_inside(target: &Target, url: &Url) -> bool {
    AddressClass::of(url).is_local() && !target.class.is_local()
}

/// Ends the run at a broken link.
fn stop(plan: &mut Plan, by: Option<Id>, step: Step, link: Link) -> Halt {
    let Link { what, said, meant } = link;
    plan.fail(broken(step, what, &said, meant), by)
}

/// A broken link in the making: what is wrong, what is said there, what was meant.
pub struct Link<'a> {
    what: Broken,
    said: Cow<'a, str>,
    meant: &'a str,
}

fn link<'a>(what: Broken, said: &'a str, meant: &'a str) -> Link<'a> {
    Link {
        what,
        said: Cow::Borrowed(said),
        meant,
    }
}

/// A fault of these steps.
fn broken(step: Step, broken: Broken, said: &str, meant: &str) -> Fault {
    Fault::SignIn {
        step,
        broken,
        said: said.to_owned(),
        meant: meant.to_owned(),
    }
}
