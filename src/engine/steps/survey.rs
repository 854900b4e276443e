//! After step 11: what the open session offers. Lists in parallel, page after page, and the optional stream.
//!
//! Nothing here ends a run: the session is open, and a client can work with what is left. Only what
//! shows that the session is gone, or that the server wants a credential, leads out of the survey.

use super::session::refusal;
use super::{endpoint, reach, rpc_id, sse};
use crate::engine::open_session::OpenSession;
use crate::engine::outcome::{Interrupt, StepOutcome};
use crate::engine::plan::{CallSpec, CompleteWhen, Plan};
use crate::engine::transition::Effect;
use crate::protocol::address::Target;
use crate::protocol::jsonrpc::Id;
use crate::protocol::mcp::request::{self, List};
use crate::trace::exchange::{Ending, Exchange};
use crate::trace::fault::Fault;
use crate::trace::purpose::Purpose;
use crate::trace::reason::{Reason, Unseen};
use crate::trace::step::Step;
use crate::trace::transcript::Abort;

/// A list that has not ended by then does not end: the pages read so far are shown.
pub const MAX_PAGES: u32 = 50;

/// One of the lists, in an open session.
#[derive(Clone, Copy)]
struct ListRequest<'o> {
    /// The server that the user named.
    target: &'o Target,
    /// The session in which it is asked for.
    opened: &'o OpenSession,
    /// Which of the four.
    list: List,
}

impl ListRequest<'_> {
    /// The lane that shows it. Templates belong to the resources.
    fn step(self) -> Step {
        match self.list {
            List::Tools => Step::Tools,
            List::Prompts => Step::Prompts,
            List::Resources | List::ResourceTemplates => Step::Resources,
        }
    }

    /// Whether the server declared the capability (2025-11-25 `basic/lifecycle`, "Capability
    /// Negotiation").
    fn is_declared(self) -> bool {
        let capabilities = &self.opened.capabilities;
        capabilities.contains_key(self.list.capability())
    }

    /// A server has to declare what it offers. Tools are asked for all the same: a server that forgot to declare
    /// them is the more frequent case, and clients then show none.
    fn is_worth_asking(self) -> bool {
        self.list == List::Tools || self.is_declared()
    }

    /// Each list has its own hundred ids.
    /// That is more than [`MAX_PAGES`], so no two requests of a session share one.
    fn id(self, page: u32) -> Id {
        let base = match self.list {
            List::Tools => 100,
            List::Prompts => 200,
            List::Resources => 300,
            List::ResourceTemplates => 400,
        };
        rpc_id(base + page)
    }
}

/// Asks for all lists and the stream in one evaluation, so that their requests go out together. Each outcome is
/// settled at once: one list may fail for good while others are still under way, and the failure shows first.
pub fn list_all(plan: &mut Plan, target: &Target, opened: &OpenSession) -> Result<(), Interrupt> {
    let lists = [
        List::Tools,
        List::Prompts,
        List::Resources,
        List::ResourceTemplates,
    ];
    let mut all = Ok(());
    // At most four lists are in flight; the plan holds back the rest (docs/design.md, "Manners
    // towards the server").
    for list in lists {
        let request = ListRequest {
            target,
            opened,
            list,
        };
        let ended = whole_list(plan, request);
        all = combine(all, settle_list(plan, list, ended));
    }
    let ended = outcome(stream(plan, target, opened));
    let ended = ended.and_then(|outcome| settle(plan, outcome));
    combine(all, ended)
}

/// The run goes on as the most urgent of the lists says.
fn combine(a: Result<(), Interrupt>, b: Result<(), Interrupt>) -> Result<(), Interrupt> {
    let urgency = |ended: &Result<(), Interrupt>| match ended {
        Ok(()) => 0,
        Err(Interrupt::Wait) => 1,
        // One authorization serves them all, so the first that asks for it leads there.
        Err(Interrupt::SignIn(_) | Interrupt::StepUp(_)) => 2,
        Err(Interrupt::Ended(_) | Interrupt::Stop) => 3,
    };
    if urgency(&b) > urgency(&a) { b } else { a }
}

/// Writes down how a list ended. Resources have two lists and one step: it passes with the second, unless one failed.
fn settle_list(
    plan: &mut Plan,
    list: List,
    ended: Result<StepOutcome, Interrupt>,
) -> Result<(), Interrupt> {
    let outcome = outcome(ended)?;
    // A failed half stays visible: the other one passing does not make the resources whole.
    let is_passed = outcome.reason == Reason::Settled;
    if is_passed && (list == List::Resources || plan.states.is_failed(outcome.step)) {
        return Ok(());
    }
    settle(plan, outcome)
}

/// How a step ended, whichever way it says so; what is no end of a step is passed on.
fn outcome(ended: Result<StepOutcome, Interrupt>) -> Result<StepOutcome, Interrupt> {
    match ended {
        Err(Interrupt::Ended(outcome)) => Ok(*outcome),
        ended => ended,
    }
}

/// Writes an outcome down. Where the table says that the run goes on, so do the other lists.
fn settle(plan: &mut Plan, outcome: StepOutcome) -> Result<(), Interrupt> {
    match plan.settle(outcome) {
        Effect::Continue => Ok(()),
        Effect::Stop | Effect::AwaitUser => Err(Interrupt::Stop),
    }
}

/// Reads a list to its end, page after page.
fn whole_list(plan: &mut Plan, request: ListRequest) -> Result<StepOutcome, Interrupt> {
    let step = request.step();
    if !request.is_worth_asking() {
        let by = request.opened.handshake;
        return Ok(StepOutcome::skipped(step, Reason::NotOffered, by));
    }
    plan.begin(step);
    let mut cursor: Option<String> = None;
    // All of them, not the last: servers go round in circles of several pages.
    let mut seen: Vec<String> = Vec::new();
    for page in 0..MAX_PAGES {
        let exchange = one_page(plan, request, page, cursor.as_deref())?;
        // So much was read that the next page would be cut: what is there is shown.
        let recording = plan.recording;
        if recording.is_budget_spent() || recording.is_list_cut(exchange.id) {
            return Ok(StepOutcome::passed(step, exchange.id));
        }
        match next_cursor(plan, request, exchange, page) {
            Some(next) if !seen.contains(&next) => {
                seen.push(next.clone());
                cursor = Some(next);
            }
            // A repeated cursor means an endless list.
            Some(_) | None => return Ok(StepOutcome::passed(step, exchange.id)),
        }
    }
    // Fifty pages are a list that works. That it has no end is for the checks.
    Ok(StepOutcome::passed(step, None))
}

/// One page that answered with a result or was cut by the budget, or how the list ends without.
fn one_page<'a>(
    plan: &mut Plan<'a>,
    request: ListRequest,
    page: u32,
    cursor: Option<&str>,
) -> Result<&'a Exchange, Interrupt> {
    let ListRequest {
        target,
        opened,
        list,
    } = request;
    let id = request.id(page);
    let call = request::list(opened.session(), &id, list, cursor);
    let purpose = Purpose::List {
        method: list.method().to_owned(),
        page,
    };
    // The number of the page tells it from the others: method and address are the same.
    let spec = CallSpec::new(request.step(), purpose, &opened.url, &call);
    let exchange = plan.call(target, &spec)?;
    reach::ensure_answered(plan, target, exchange)?;
    if exchange.ending == Some(Ending::Aborted(Abort::Budget)) {
        return Ok(exchange);
    }
    let source = answering(plan, opened, exchange);
    if endpoint::rpc_result(source, &id).is_some() {
        return Ok(exchange);
    }
    // A session that is gone explains every list; it is no fault of this one.
    if let Some(interrupt) = refusal::after_open(plan, opened, exchange) {
        return Err(interrupt);
    }
    // From here on the answer is no result. The order goes from what is certain to what is left: a
    // cause that is known, an answer that may still come, then the list itself.
    let is_refused = endpoint::rpc_error(source, &id).is_some();
    if opened.answer_stream().is_some()
        && exchange.status().is_some_and(|status| status < 300)
        && !is_refused
        && sse::may_come(plan, source, exchange)
    {
        return Err(Interrupt::Wait);
    }
    Err(page_without_result(request, exchange, is_refused).into())
}

/// How a list ends with a page that has no result.
fn page_without_result(request: ListRequest, exchange: &Exchange, is_refused: bool) -> StepOutcome {
    let ListRequest { opened, list, .. } = request;
    let step = request.step();
    // It took `server/discover` and wants a handshake all the same. No client gets
    // further, so this ends the run, where other failures end their list only.
    if opened.is_modern() && speaks_legacy(exchange) {
        return StepOutcome::failed(Fault::ModernClaimed, exchange.id);
    }
    // It was asked for on suspicion only.
    if !request.is_declared() {
        return StepOutcome::skipped(step, Reason::NotOffered, exchange.id);
    }
    // Templates are a part of resources that many servers leave out: an unknown method is no fault there.
    if list == List::ResourceTemplates && is_refused {
        return StepOutcome::passed(step, exchange.id);
    }
    let method = list.method().to_owned();
    StepOutcome::failed(Fault::ListFailed { method }, exchange.id)
}

/// The exchange that carries the answer: the old transport's comes on its stream.
fn answering<'a>(plan: &Plan<'a>, opened: &OpenSession, exchange: &'a Exchange) -> &'a Exchange {
    let stream = opened.answer_stream();
    let stream = stream.and_then(|id| plan.recording.exchange(id));
    stream.unwrap_or(exchange)
}

/// A server that says 2026-07-28 and then asks for a handshake (docs/checks.md, F28).
fn speaks_legacy(exchange: &Exchange) -> bool {
    let body = exchange.body_text().to_ascii_lowercase();
    exchange.status() == Some(400) && (body.contains("initialize") || body.contains("session"))
}

/// The cursor of the next page, if there is one.
fn next_cursor<'a>(
    plan: &Plan<'a>,
    request: ListRequest,
    exchange: &'a Exchange,
    page: u32,
) -> Option<String> {
    let source = answering(plan, request.opened, exchange);
    // Not read as a whole page: this runs with every input, and a page may hold ten thousand tools.
    let value = endpoint::rpc_result(source, &request.id(page))?;
    let cursor = value.get("nextCursor")?.as_str()?;
    // Older servers mark the last page so, and their clients take it so; 2026-07-28 makes it a cursor like any.
    let ends = cursor.is_empty() && !request.opened.is_modern();
    (!ends).then(|| cursor.to_owned())
}

/// The stream on which a server may speak unasked. Optional: whatever it does, the session stands.
fn stream(
    plan: &mut Plan,
    target: &Target,
    opened: &OpenSession,
) -> Result<StepOutcome, Interrupt> {
    const STEP: Step = Step::Stream;
    let session = opened.session();
    // That of HTTP+SSE has been open since the handshake.
    if let Some(stream) = opened.answer_stream() {
        return Ok(StepOutcome::passed(STEP, stream));
    }
    let (purpose, call) = if opened.rules().has_get_stream {
        (Purpose::GetStream, request::get_stream(session))
    } else if supports_subscriptions(opened) {
        (Purpose::Listen, request::listen(session, &rpc_id(500)))
    } else {
        let by = opened.handshake;
        return Ok(StepOutcome::skipped(STEP, Reason::NotOffered, by));
    };
    // curl is seldom told to open a stream.
    if plan.is_not_pasted(&purpose) {
        return Ok(StepOutcome::unseen(STEP, Unseen::NotPasted, None));
    }
    plan.begin(STEP);
    // A legacy stream has nothing to say at first, so its head is enough. A modern one acknowledges at once.
    let when = match purpose {
        Purpose::Listen => CompleteWhen::Event,
        _ => CompleteWhen::Head,
    };
    let spec = CallSpec::new(STEP, purpose, &opened.url, &call).until(when);
    let exchange = plan.call_optional(target, &spec)?;
    // Firefox shows a response only with the first byte of its body, so a quiet stream looks like
    // none at all.
    Ok(if exchange.hung() {
        StepOutcome::unseen(STEP, Unseen::QuietStream, exchange.id)
    } else if exchange.is_opaque_redirect() {
        StepOutcome::unseen(STEP, Unseen::Redirected, exchange.id)
    } else if exchange.failed_without_answer() {
        StepOutcome::unseen(STEP, Unseen::NoAnswer, exchange.id)
    } else {
        // 405 is the rule where there is no stream. Some clients give up at any other
        // refusal (docs/checks.md, F21): that is for the checks.
        StepOutcome::passed(STEP, exchange.id)
    })
}

/// Whether the server announced that it will tell of changes (2026-07-28 `basic/patterns/subscriptions`).
/// Whether a server that announced nothing must answer is not said, so it is not asked.
fn supports_subscriptions(opened: &OpenSession) -> bool {
    ["tools", "prompts", "resources"].iter().any(|name| {
        let capability = opened.capabilities.get(*name);
        let says = |key: &str| {
            capability.and_then(|value| value.get(key)) == Some(&serde_json::Value::Bool(true))
        };
        says("listChanged") || says("subscribe")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_urgent_list_decides() {
        let wait = || Err(Interrupt::Wait);
        #[rustfmt::skip]
        let rows = [
            (Ok(()), Ok(()), Ok(())),
            (Ok(()), wait(), wait()),
            (wait(), Err(Interrupt::SignIn(2)), Err(Interrupt::SignIn(2))),
            (Err(Interrupt::SignIn(2)), Err(Interrupt::StepUp(3)), Err(Interrupt::SignIn(2))),
            (Err(Interrupt::SignIn(2)), Err(Interrupt::Stop), Err(Interrupt::Stop)),
        ];
        for (a, b, both) in rows {
            assert_eq!(combine(a.clone(), b.clone()), both, "{a:?} {b:?}");
        }
    }
}
