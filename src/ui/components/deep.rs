//! Deep mode: what it would send, and how each question was answered.

use super::icon::status_icon;
use crate::checks::case::Case;
use crate::checks::deep::{self, CheckStatus};
use crate::engine::Run;
use crate::share;
use crate::trace::recording::Recording;
use crate::trace::step::Status;
use crate::trace::transcript::Transcript;
use crate::ui::markdown;
use crate::ui::modes::Phase;
use crate::ui::node::{Element, Node, button, el, nothing};
use crate::ui::page::Page;
use crate::ui::state::State;

/// What was asked, and how it stands once it was answered.
type Asked = (&'static str, Option<CheckStatus>);

pub fn deep(state: State, page: &Page) -> Node {
    if page.frame.is_some() {
        return nothing();
    }
    if page.sharing.recorded.is_some() {
        let report = page.report.as_ref().filter(|_| page.phase == Phase::Done);
        let report = report.filter(|report| share::is_deep(report));
        let drawn = report.map(|report| {
            answered(
                &report.transcript,
                &Recording::from_transcript(&report.transcript),
            )
        });
        return drawn.into();
    }
    let drawn = state.read(|session| match page.phase {
        Phase::Done if session.can_run_deep_mode() => Some(offer(state, session)),
        Phase::Done if has_begun(session.recording()) => {
            Some(answered(session.transcript(), session.recording()))
        }
        Phase::Running if has_begun(session.recording()) => Some(under_way(session)),
        _ => None,
    });
    drawn.flatten().into()
}

fn has_begun(recording: &Recording) -> bool {
    recording.negative_tests().next().is_some()
}

fn offer(state: State, session: &Run) -> Element {
    let lead = "The session opens. What this page can still ask is what no healthy client sends: how the server refuses \
        mistakes, and whether eight more sessions are as good as the first. No tool is called.";
    let case = case(session);
    let requests = match case.is_modern() {
        true => "Sends about 25 requests:",
        false => "Sends about 60 requests, half of them to open and to end sessions:",
    };
    let send = button("deep", "ghost", move || state.deepen()).child("Send these");
    panel("offered")
        .child(el("p").class("lead").child(lead))
        .child(el("p").child(requests))
        .child(list(asked(&case)))
        .child(el("div").class("actions").child(send))
}

fn under_way(session: &Run) -> Element {
    panel("running")
        .child(el("p").class("lead").child("This goes on by itself."))
        .child(list(asked(&case(session))))
}

/// How each question was answered, of a run that asked them.
fn answered(transcript: &Transcript, recording: &Recording) -> Element {
    let stands = deep::check_statuses(&Case::new(transcript, recording));
    let count = |stand| stands.iter().filter(|(_, one)| *one == stand).count();
    let (departs, unseen) = (count(CheckStatus::Violates), count(CheckStatus::Unseen));
    let lead = match departs {
        0 if unseen == 0 => "Each was answered as the specification wants it.".into(),
        0 => "Nothing wrong was seen.".into(),
        1 => {
            "One was answered otherwise than the specification wants; the finding says how.".into()
        }
        _ => format!(
            "{departs} were answered otherwise than the specification wants; the findings say how."
        ),
    };
    let lead = match unseen {
        0 => lead,
        1 => lead + " One could not be judged.",
        _ => format!("{lead} {unseen} could not be judged."),
    };
    let asked = stands.iter().map(|(asks, stand)| (*asks, Some(*stand)));
    let browser = "Eight sessions from one browser share its connections: that all hold does not prove that a client elsewhere loses none.";
    panel("done")
        .child(el("p").class("lead").child(lead))
        .child(list(asked.collect()))
        .child(el("p").class("limits").child(browser))
}

fn case(session: &Run) -> Case<'_> {
    Case::new(session.transcript(), session.recording())
}

fn asked(case: &Case) -> Vec<Asked> {
    deep::deep_checks(case)
        .map(|question| (question.description, None))
        .collect()
}

fn panel(stage: &'static str) -> Element {
    let title = el("h2")
        .attr("id", "deep-title")
        .attr("tabindex", "-1")
        .child("Look deeper");
    el("section")
        .class("deep card")
        .attr("data-panel", "deep")
        .attr("data-stage", stage)
        .attr("aria-labelledby", "deep-title")
        .child(title)
}

fn list(asked: Vec<Asked>) -> Element {
    let row = |(asks, stand): Asked| -> Node {
        let mark = match stand {
            None => nothing(),
            Some(stand) => el("span")
                .class("mark")
                .attr("data-look", status(stand).id())
                .child(status_icon(status(stand)))
                .child(el("span").class("sr").child(word(stand)))
                .into(),
        };
        let row = el("li")
            .child(mark)
            .child(el("span").child(markdown::inline(asks)));
        match stand {
            Some(stand) => row.attr("data-stand", stand.id()).into(),
            None => row.into(),
        }
    };
    el("ul").children(asked.into_iter().map(row).collect())
}

fn status(stand: CheckStatus) -> Status {
    match stand {
        CheckStatus::Conforms => Status::Pass,
        CheckStatus::Violates => Status::Warn,
        CheckStatus::Unseen => Status::Unseen,
    }
}

fn word(stand: CheckStatus) -> &'static str {
    match stand {
        CheckStatus::Conforms => "as it should be: ",
        CheckStatus::Violates => "otherwise than it should be: ",
        CheckStatus::Unseen => "could not be judged: ",
    }
}
