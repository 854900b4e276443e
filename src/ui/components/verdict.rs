//! The headline: what the run came to, and what to do with it.

use super::help::code_link;
use crate::report::{Outcome, Report, StepReport};
use crate::trace::step::{Status, Step};
use crate::ui::facts::{better_url, may_go_past_the_browser, wants_credentials};
use crate::ui::later::{self, Part};
use crate::ui::modes::Phase;
use crate::ui::node::{Element, Node, button, el, many, nothing};
use crate::ui::page::Page;
use crate::ui::state::State;
use crate::ui::text::wire;
use crate::ui::{labels, markdown};

pub fn verdict(state: State, page: &Page) -> Node {
    let Some(report) = &page.report else {
        return many(vec![nothing(), live(String::new()).into()]);
    };
    // The live region says the verdict only: a step that lasts a moment is no news.
    let (shown, news) = match page.phase {
        Phase::Running => (running(report), String::new()),
        Phase::Idle | Phase::Starting | Phase::Waiting | Phase::Done => {
            let said = &report.verdict;
            let news = format!("{}. {}", said.eyebrow, said.headline).replace('`', "");
            (over(state, page, report), news)
        }
    };
    many(vec![shown.into(), live(news).into()])
}

fn live(news: String) -> Element {
    el("p")
        .class("sr")
        .attr("aria-live", "polite")
        .attr("data-live", "verdict")
        .child(news)
}

/// While the run is on: the step that is being looked at, and its question.
fn running(report: &Report) -> Element {
    let is_on = |step: &&StepReport| step.status == Status::Running;
    let mut steps = report.steps.iter().chain(&report.survey);
    let step = steps.rfind(is_on).map_or(Step::Address, |step| step.id);
    let kicker = match step.number() {
        Some(number) => format!("Step {number} of 11: {}", step.name()),
        None => format!("The session is open. Survey: {}", step.name()),
    };
    let (kicker, question) = match page_is_deep(report) {
        true => (
            "The session has opened. Looking deeper".into(),
            "How does it answer mistakes?",
        ),
        false => (kicker, labels::question(step)),
    };
    el("section")
        .class("verdict running")
        .attr("aria-label", "Progress")
        .child(el("p").class("kicker").child(kicker))
        .child(el("h1").child(question))
        .child(
            el("p")
                .class("meta")
                .child(el("code").child(wire(&report.target.url))),
        )
}

/// Every step has ended, and the run goes on.
fn page_is_deep(report: &Report) -> bool {
    let mut steps = report.steps.iter().chain(&report.survey);
    steps.all(|step| !matches!(step.status, Status::Pending | Status::Running))
}

fn over(state: State, page: &Page, report: &Report) -> Element {
    let said = &report.verdict;
    let fact = |fact: &String| el("li").child(markdown::inline(fact)).into();
    let code = report
        .code
        .as_deref()
        .map(|code| el("li").child(code_link(code)));
    let boundary = said.browser_limit.as_deref();
    let boundary = boundary.map(|line| el("p").class("boundary").child(markdown::inline(line)));
    el("section")
        .class("verdict")
        .attr("aria-label", "Verdict")
        .attr("data-panel", "verdict")
        .attr("data-tone", report.outcome.map_or("", Outcome::id))
        .child(el("p").class("kicker").child(said.eyebrow.clone()))
        .child(el("h1").child(markdown::inline(&said.headline)))
        .child(boundary)
        .child(
            el("ul")
                .class("meta")
                .children(said.meta.iter().map(fact).collect())
                .child(code),
        )
        // In a frame the actions are those of the bar.
        .child(page.frame.is_none().then(|| actions(state, page, report)))
}

/// The first is the one that stands out: what a recording or the run waits for, the address that works, else to
/// share what was found.
fn actions(state: State, page: &Page, report: &Report) -> Element {
    let is_recorded = page.sharing.recorded.is_some();
    let is_input = report.failed_step == Some(Step::Address);
    let (first, later) = match is_input {
        true => (better(state, report), None),
        false => (None, better(state, report)),
    };
    let again = is_recorded
        .then(|| button("run", "ghost", move || state.run_if_whole()).child("Run again"));
    let wanted = (wants_credentials(report) && !is_recorded).then(|| {
        let enter = move || state.enter_credentials();
        button("enter-credentials", "ghost", enter).child("Enter a token or a header")
    });
    let download = move || state.download_json();
    let download = button("download-json", "ghost", download).child("Download report");
    let past = (may_go_past_the_browser(report) && !is_recorded).then(|| {
        let open = move || state.open_evidence();
        button("paste-evidence", "ghost", open).child("Continue past the browser")
    });
    let is_the_servers = matches!(
        report.outcome,
        Some(Outcome::Failed | Outcome::Inconclusive | Outcome::Degraded)
    );
    let markdown = match is_the_servers && !is_input {
        true => "Copy for the server's owner",
        false => "Copy as Markdown",
    };
    let markdown = button("copy-markdown", "ghost", move || state.copy_markdown()).child(markdown);
    let mut requests = report.exchanges.iter().map(|exchange| &exchange.request);
    let curl = requests.any(Option::is_some).then(|| {
        let copy = move || state.copy_curl();
        button("copy-curl", "ghost", copy).child("Copy as curl")
    });
    let all = [
        again,
        wanted,
        first,
        Some(button("share", "ghost", move || state.share()).child("Share")),
        Some(download),
        past,
        later,
        Some(markdown),
        curl,
    ];
    let mut actions = el("div").class("actions");
    for (index, action) in all.into_iter().flatten().enumerate() {
        actions = actions.child(if index == 0 {
            action.class("primary")
        } else {
            action
        });
    }
    actions.child(later::drawn(state, page, Part::Actions))
}

/// The address that would have worked better.
fn better(state: State, report: &Report) -> Option<Element> {
    let url = better_url(report)?.to_owned();
    let label = el("code").child(wire(&url));
    let go = move || state.try_url(url.clone());
    Some(button("try-url", "ghost", go).child("Try ").child(label))
}
