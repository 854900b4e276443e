//! After step 11: what the open session offers. Lists in parallel, page after page, and the optional stream.

use super::session::{refuse_after_open, rpc_id};
use super::{endpoint, reach, sse};
use crate::engine::opened::{Opened, Route};
use crate::engine::plan::{CompleteWhen, Interrupt, Plan};
use crate::protocol::address::Target;
use crate::protocol::mcp::request::{self, List};
use crate::trace::fault::Fault;
use crate::trace::purpose::Purpose;
use crate::trace::reason::{Reason, Unseen};
use crate::trace::recording::Exchange;
use crate::trace::step::Step;
use crate::trace::transcript::Origin;

/// A list that has not ended by then does not end: the pages read so far are shown.
pub const MAX_PAGES: u32 = 50;

pub fn list_all(plan: &mut Plan, target: &Target, opened: &Opened) -> Result<(), Interrupt> {
    let lists = [
        (Step::Tools, List::Tools),
        (Step::Prompts, List::Prompts),
        (Step::Resources, List::Resources),
        (Step::Resources, List::ResourceTemplates),
    ];
    let mut ended = Ok(());
    for (step, list) in lists {
        ended = combine(ended, whole_list(plan, target, opened, step, list));
    }
    ended = combine(ended, stream(plan, target, opened));
    ended
}

/// All lists are looked at in one evaluation; the run then ends as the most urgent of them says.
fn combine(a: Result<(), Interrupt>, b: Result<(), Interrupt>) -> Result<(), Interrupt> {
    match (a, b) {
        (Err(Interrupt::Stop), _) | (_, Err(Interrupt::Stop)) => Err(Interrupt::Stop),
        (asked @ Err(Interrupt::SignIn(_) | Interrupt::StepUp(_)), _)
        | (_, asked @ Err(Interrupt::SignIn(_) | Interrupt::StepUp(_))) => asked,
        (stand @ Err(Interrupt::AwaitUser(_)), _) | (_, stand @ Err(Interrupt::AwaitUser(_))) => {
            stand
        }
        (Err(Interrupt::Wait), _) | (_, Err(Interrupt::Wait)) => Err(Interrupt::Wait),
        (Ok(()), Ok(())) => Ok(()),
    }
}

fn whole_list(
    plan: &mut Plan,
    target: &Target,
    opened: &Opened,
    step: Step,
    list: List,
) -> Result<(), Interrupt> {
    if !is_worth_asking(opened, list) {
        plan.end(step, Reason::NotOffered, Some(opened.handshake));
        return Ok(());
    }
    plan.begin(step);
    let mut cursor: Option<String> = None;
    let mut seen: Vec<String> = Vec::new();
    for page in 0..MAX_PAGES {
        let exchange = match one_page(plan, target, opened, step, list, page, cursor.as_deref())? {
            Some(exchange) => exchange,
            None => return Ok(()),
        };
        let next = next_cursor(plan, opened, exchange, list, page);
        match next {
            // A cursor that comes back leads round in a circle.
            Some(next) if !seen.contains(&next) => {
                seen.push(next.clone());
                cursor = Some(next);
            }
            Some(_) | None => {
                pass(plan, step, list, exchange);
                return Ok(());
            }
        }
    }
    plan.end(step, Reason::Settled, None);
    Ok(())
}

/// A server has to declare what it offers. Tools are asked for all the same: a server that forgot to declare
/// them is the more frequent case, and clients then show none.
fn is_worth_asking(opened: &Opened, list: List) -> bool {
    list == List::Tools || opened.capabilities.contains_key(list.capability())
}

/// Resources have two lists; the lane passes with the second unless the first failed.
fn pass(plan: &mut Plan, step: Step, list: List, exchange: &Exchange) {
    let failed = matches!(plan.states.get(step), (_, Some(Reason::Fault { .. }), _));
    if !failed && list != List::Resources {
        plan.pass(step, exchange.id);
    }
}

/// One page that answered with a result; `None` when the list failed and the run goes on.
fn one_page<'a>(
    plan: &mut Plan<'a>,
    target: &Target,
    opened: &Opened,
    step: Step,
    list: List,
    page: u32,
    cursor: Option<&str>,
) -> Result<Option<&'a Exchange>, Interrupt> {
    let id = list_id(list, page);
    let call = request::list(opened.session(), &id, list, cursor);
    let purpose = Purpose::List {
        method: list.method().to_owned(),
        page,
    };
    let exchange = plan.call(step, target, purpose, &opened.url, &call)?;
    reach::ensure_answered(plan, target, exchange)?;
    let source = answering(plan, opened, exchange);
    if endpoint::rpc_result(source, &id).is_some() {
        return Ok(Some(exchange));
    }
    if let Some(interrupt) = refuse_after_open(plan, opened, exchange) {
        return Err(interrupt);
    }
    if let Route::Sse { .. } = opened.route
        && exchange.status().is_some_and(|status| status < 300)
        && endpoint::rpc_error(source, &id).is_none()
        && sse::may_come(plan, source, exchange)
    {
        return Err(Interrupt::Wait);
    }
    if opened.route == Route::Modern && speaks_legacy(exchange) {
        return Err(plan.fail(Fault::ModernClaimed, Some(exchange.id)));
    }
    if !opened.capabilities.contains_key(list.capability()) {
        plan.end(step, Reason::NotOffered, Some(exchange.id));
        return Ok(None);
    }
    // Templates are a part of resources that many servers leave out: an unknown method is no fault there.
    if list == List::ResourceTemplates && endpoint::rpc_error(source, &id).is_some() {
        pass(plan, step, list, exchange);
        return Ok(None);
    }
    let fault = Fault::ListFailed {
        method: list.method().to_owned(),
    };
    plan.fail(fault, Some(exchange.id));
    Ok(None)
}

/// The exchange that carries the answer: the old transport's comes on its stream.
fn answering<'a>(plan: &Plan<'a>, opened: &Opened, exchange: &'a Exchange) -> &'a Exchange {
    match opened.route {
        Route::Sse { stream } => plan.recording.exchange(stream).unwrap_or(exchange),
        Route::Modern | Route::Streamable => exchange,
    }
}

/// A server that says 2026-07-28 and then asks for a handshake (failures F28).
fn speaks_legacy(exchange: &Exchange) -> bool {
    let body = exchange.body_text().to_ascii_lowercase();
    exchange.status() == Some(400) && (body.contains("initialize") || body.contains("session"))
}

fn next_cursor<'a>(
    plan: &Plan<'a>,
    opened: &Opened,
    exchange: &'a Exchange,
    list: List,
    page: u32,
) -> Option<String> {
    let source = answering(plan, opened, exchange);
    // Not read as a whole page: this runs with every input, and a page may hold ten thousand tools.
    let value = endpoint::rpc_result(source, &list_id(list, page))?;
    let cursor = value.get("nextCursor")?.as_str()?;
    // Older servers mark the last page so, and their clients take it so; 2026-07-28 makes it a cursor like any.
    let ends = cursor.is_empty() && !opened.revision.is_modern();
    (!ends).then(|| cursor.to_owned())
}

/// Each list has its own hundred ids.
fn list_id(list: List, page: u32) -> crate::protocol::jsonrpc::Id {
    let base = match list {
        List::Tools => 100,
        List::Prompts => 200,
        List::Resources => 300,
        List::ResourceTemplates => 400,
    };
    rpc_id(base + page)
}

/// The stream on which a server may speak unasked. Optional: whatever it does, the session stands.
fn stream(plan: &mut Plan, target: &Target, opened: &Opened) -> Result<(), Interrupt> {
    let (purpose, call) = match opened.route {
        Route::Sse { stream } => {
            plan.pass(Step::Stream, stream);
            return Ok(());
        }
        Route::Streamable => (Purpose::GetStream, request::get_stream(opened.session())),
        Route::Modern if supports_subscriptions(opened) => (
            Purpose::Listen,
            request::listen(opened.session(), &rpc_id(500)),
        ),
        Route::Modern => {
            plan.end(Step::Stream, Reason::NotOffered, Some(opened.handshake));
            return Ok(());
        }
    };
    if plan.source == Origin::Pasted && plan.recording.pasted_exchange(&purpose).is_none() {
        plan.end(
            Step::Stream,
            Reason::CannotSee {
                why: Unseen::NotPasted,
            },
            None,
        );
        return Ok(());
    }
    plan.begin(Step::Stream);
    let when = if purpose == Purpose::Listen {
        CompleteWhen::Event
    } else {
        CompleteWhen::Head
    };
    let exchange = plan.call_until(Step::Stream, target, purpose, &opened.url, &call, &when)?;
    if exchange.hung() {
        plan.end(
            Step::Stream,
            Reason::CannotSee {
                why: Unseen::QuietStream,
            },
            Some(exchange.id),
        );
    } else if exchange.failed_without_answer() {
        plan.end(
            Step::Stream,
            Reason::CannotSee {
                why: Unseen::NoAnswer,
            },
            Some(exchange.id),
        );
    } else {
        plan.pass(Step::Stream, exchange.id);
    }
    Ok(())
}

/// Whether the server announced that it will tell of changes (2026-07-28 `basic/patterns/subscriptions`).
fn supports_subscriptions(opened: &Opened) -> bool {
    ["tools", "prompts", "resources"].iter().any(|name| {
        let capability = opened.capabilities.get(*name);
        let says = |key: &str| {
            capability.and_then(|value| value.get(key)) == Some(&serde_json::Value::Bool(true))
        };
        says("listChanged") || says("subscribe")
    })
}
