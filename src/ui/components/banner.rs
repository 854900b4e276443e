//! What stands above a diagnosis that a link brought: that it was recorded, or what is expected of the run.

use crate::report::Report;
use crate::share::{self, Expectation};
use crate::ui::markdown;
use crate::ui::modes::Phase;
use crate::ui::node::{Element, Node, el, many, nothing};
use crate::ui::page::Page;
use crate::ui::sharing::Recorded;
use crate::ui::state::State;
use crate::ui::text::wire;

pub fn banner(_: State, page: &Page) -> Node {
    let sharing = &page.sharing;
    let problem = (!sharing.problem.is_empty()).then(|| {
        el("p")
            .class("alert problem")
            .attr("role", "alert")
            .attr("data-panel", "problem")
            .child(sharing.problem.clone())
    });
    let main = match (&sharing.recorded, &page.report) {
        (Some(recorded), Some(report)) => recording(recorded, report).into(),
        _ => expected(page),
    };
    many(vec![problem.into(), main])
}

fn recording(recorded: &Recorded, report: &Report) -> Element {
    let (word, from) = match recorded.is_example {
        true => (
            "An example.",
            many(vec![
                "It was recorded in ".into(),
                report.browser.clone().into(),
                " and comes with this page.".into(),
            ]),
        ),
        false => ("A recording.", from(report)),
    };
    let line = |text: String| el("p").child(markdown::inline(&text));
    el("section")
        .class("recorded")
        .attr("data-panel", "recorded")
        .attr("aria-label", "Recording")
        .child(
            el("p")
                .child(el("b").child(word))
                .child(" ")
                .child(from)
                .child(" Nothing was sent to the server now."),
        )
        .child(share::left_out(&report.transcript).map(line))
        .child(recorded.reread.clone().map(line))
}

/// `Made on 23 November 2026, 17:06 UTC, from https://a.example, in chromium 156.`
fn from(report: &Report) -> Node {
    many(vec![
        "Made on ".into(),
        el("time")
            .attr("datetime", report.started_at.clone())
            .child(date(&report.started_at))
            .into(),
        ", from ".into(),
        wire(&report.page_origin),
        ", in ".into(),
        wire(&report.browser),
        ".".into(),
    ])
}

/// A moment as people write it: `23 November 2026, 17:06 UTC`. What is no such moment stays as it is.
pub fn date(moment: &str) -> String {
    read_date(moment).unwrap_or_else(|| moment.to_owned())
}

fn read_date(moment: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (day, time) = moment.split_once('T')?;
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    let parts = [
        day.trim_start_matches('0'),
        " ",
        month,
        " ",
        year,
        ", ",
        time.get(..5)?,
        " UTC",
    ];
    Some(parts.concat())
}

/// For a link that asks for a run: what it came to, and afterwards whether it does again.
fn expected(page: &Page) -> Node {
    let asked = &page.sharing.asked;
    let Some(wanted) = &asked.expected else {
        return nothing();
    };
    let held = match page.phase {
        Phase::Waiting | Phase::Done => {
            let report = page.report.as_ref();
            let report = report.filter(|report| is_asked(report, asked.server.as_deref(), page));
            report.and_then(|report| share::expectation(asked, report))
        }
        Phase::Idle if asked.server.as_deref() == Some(&page.form.server) => {
            let ask = match page.form.asks() {
                true => " Enter what the options ask for, then run it.",
                false => " Run it to see whether it still does.",
            };
            let shell = shell("asked");
            return shell
                .child(
                    el("p")
                        .child(el("b").child("A link to reproduce a run."))
                        .child(" ")
                        .child(markdown::inline(&share::expects(wanted)))
                        .child(ask),
                )
                .into();
        }
        _ => None,
    };
    held.map(|held| reproduced(&held)).into()
}

/// Whether this is the run that a link asked for, and no comparison says as much.
fn is_asked(report: &Report, server: Option<&str>, page: &Page) -> bool {
    let of = share::template(&report.transcript.options.server).server;
    server == Some(&of) && page.sharing.recording.is_none()
}

fn reproduced(held: &Expectation) -> Element {
    let (id, word) = match held.reproduced {
        true => ("true", "Reproduced"),
        false => ("false", "Not reproduced"),
    };
    let first = held.sentences.first().map_or("", String::as_str);
    let mut said = shell("reproduced").attr("data-reproduced", id);
    said = said
        .child(el("h2").child(word))
        .child(el("p").child(markdown::inline(&super::compare::after_word(first))));
    for more in held.sentences.iter().skip(1) {
        said = said.child(el("p").child(markdown::inline(more)));
    }
    said
}

fn shell(panel: &'static str) -> Element {
    el("section")
        .class("recorded")
        .attr("data-panel", panel)
        .attr("aria-label", "Expected")
        .attr("role", "status")
}
