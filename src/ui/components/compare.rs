//! Two diagnoses of one server, lane by lane above each other on the same time axis. The word comes first.

use super::banner::date;
use super::finding::capital;
use super::help::code_link;
use super::icon::status_icon;
use crate::report::{Report, StepReport};
use crate::share::{self, Change, Comparison, Noticed};
use crate::trace::step::Status;
use crate::ui::lanes::{self, Look};
use crate::ui::layout::Layout;
use crate::ui::modes::Phase;
use crate::ui::node::{Element, Node, el, many, nothing};
use crate::ui::page::Page;
use crate::ui::scale::{css_percent, duration};
use crate::ui::{labels, markdown};

pub fn compare(page: &Page) -> Node {
    let is_over = matches!(page.phase, Phase::Waiting | Phase::Done);
    let shows = is_over && page.sharing.compares && page.sharing.recorded.is_none();
    let after = page.report.as_ref().filter(|_| shows);
    let pair = after.and_then(|after| Some((page.sharing.earlier(after)?, after)));
    match pair {
        Some(((then, was_recorded), after)) => panel(&Before { then, was_recorded }, after).into(),
        None => nothing(),
    }
}

/// The earlier diagnosis.
struct Before<'a> {
    then: &'a Report,
    was_recorded: bool,
}

fn panel(before: &Before, after: &Report) -> Element {
    let comparison = share::compare(before.then, after);
    let (id, word) = word(comparison.change, before.was_recorded);
    el("section")
        .class("compare card")
        .attr("data-panel", "compare")
        .attr("data-change", id)
        .attr("aria-labelledby", "compare-title")
        .child(
            el("div")
                .class("said")
                .attr("role", "status")
                .child(el("h2").attr("id", "compare-title").child(word))
                .child(el("p").child(markdown::inline(&after_word(&comparison.sentence)))),
        )
        .child(picture(before, after))
        .child(notes(&comparison))
}

/// The change in a word or two, and its name for machines.
fn word(change: Change, was_recorded: bool) -> (&'static str, &'static str) {
    match (change, was_recorded) {
        (Change::SameFailure, true) => ("same-failure", "Reproduced"),
        (Change::SameFailure, false) => ("same-failure", "The same failure"),
        (Change::OtherFailure, _) => ("other-failure", "Another failure"),
        (Change::Fixed, _) => ("fixed", "Fixed"),
        (Change::BrokenNow, _) => ("broken-now", "Broken now"),
        (Change::StillHealthy, _) => ("still-healthy", "Still healthy"),
        (Change::StillWaiting, _) => ("still-waiting", "No change"),
        (Change::AsksNow, _) => ("asks-now", "Asks for credentials now"),
        (Change::Undecided, _) => ("undecided", "Not finished"),
    }
}

/// A sentence such as `Fixed: it stopped …`, whose word stands above it already.
pub fn after_word(sentence: &str) -> String {
    let rest = sentence.split_once(": ").map_or(sentence, |(_, rest)| rest);
    capital(rest)
}

fn picture(before: &Before, after: &Report) -> Node {
    let then = before.then;
    let layouts = Layout::pair(then, after);
    let [first, _] = &layouts;
    let tick = |(at, label): (f64, String)| {
        let label = el("span").style("left", css_percent(at)).child(label);
        label.into()
    };
    let scale = el("div")
        .class("scale")
        .children(first.labels().into_iter().map(tick).collect());
    let axis = el("div")
        .class("axis")
        .attr("aria-hidden", "true")
        .child(scale);
    let lanes = |report: &Report| [report.steps.clone(), report.survey.clone()].concat();
    let (old, new) = (lanes(then), lanes(after));
    let pairs = old
        .iter()
        .zip(&new)
        .filter(|(old, new)| is_drawn(old) || is_drawn(new));
    let pairs = pairs.map(|(old, new)| pair([(then, old), (after, new)], &layouts));
    many(vec![
        legend(before, after).into(),
        axis.into(),
        el("ol").class("pairs").children(pairs.collect()).into(),
    ])
}

/// Which half of a lane is which.
fn legend(before: &Before, after: &Report) -> Element {
    let then = before.then;
    let title = match before.was_recorded {
        true => "Recorded",
        false => "Before",
    };
    let entry = |class, title: &'static str, report: &Report| {
        el("p")
            .class(class)
            .child(el("i").attr("aria-hidden", "true"))
            .child(el("b").child(title))
            .child(" ")
            .child(date(&report.started_at))
            .child(el("span").child(duration(report.duration_ms)))
    };
    el("div")
        .class("legend")
        .child(entry("then", title, then))
        .child(entry("now", "Now", after))
}

fn is_drawn(lane: &StepReport) -> bool {
    !matches!(
        lane.status,
        Status::Skipped | Status::Unreached | Status::Pending
    )
}

type Half<'a> = (&'a Report, &'a StepReport);

fn pair(halves: [Half; 2], layouts: &[Layout; 2]) -> Node {
    let [(_, old), (_, new)] = halves;
    let has_changed = old.status != new.status;
    let [first, second] = layouts;
    let number = new.number.map(|number| number.to_string());
    let mut track = el("div").class("halves").attr("aria-hidden", "true");
    for (half, layout) in halves.into_iter().zip([first, second]) {
        track = track.child(half_track(half, layout));
    }
    el("li")
        .key(new.id.id())
        .class("pair-lane")
        .attr("data-lane", new.id.id())
        .attr("data-was", old.status.id())
        .attr("data-now", new.status.id())
        .flag("data-changed", has_changed)
        .child(
            el("div")
                .class("name")
                .child(el("small").child(number.unwrap_or_default()))
                .child(el("span").child(new.id.name())),
        )
        .child(track)
        .child(change(old, new))
        .into()
}

/// One run's half of a lane: its bars, and the break where it failed.
fn half_track((report, lane): Half, layout: &Layout) -> Element {
    let mut half = el("div").class("half").attr("data-look", lane.status.id());
    for at in lanes::ticks(report, lane, layout) {
        half = half.child(
            el("i")
                .class("tick")
                .style("left", css_percent(layout.percent(at))),
        );
    }
    let bars = lanes::bars(report, lane, layout);
    for bar in &bars {
        half = half.child(
            el("i")
                .class(bar.look.class())
                .style("left", css_percent(bar.left))
                .style("width", css_percent(bar.width))
                .style("--waited", css_percent(bar.waited)),
        );
    }
    let fault = bars.iter().find(|bar| bar.look == Look::Fault);
    half.child(fault.map(|bar| {
        el("svg")
            .class("cut")
            .attr("viewBox", "0 0 9 26")
            .style("left", css_percent(bar.left + bar.width))
            .child(el("path").attr("d", "M6 0 1 10l6 4-5 12"))
    }))
}

/// At the end of a lane: from which status to which, or when it was settled both times.
fn change(old: &StepReport, new: &StepReport) -> Element {
    let cell = el("div").class("change");
    if old.status == new.status {
        let both = old.end_ms.zip(new.end_ms);
        let words = both.map(|(old, new)| {
            many(vec![
                el("span").child(duration(old)).into(),
                " → ".into(),
                el("span").child(duration(new)).into(),
            ])
        });
        return cell
            .child(el("span").class("sr").child(labels::status(new.status)))
            .child(words);
    }
    let sign = |lane: &StepReport| {
        el("span")
            .class("sign-of")
            .attr("data-look", lane.status.id())
            .child(status_icon(lane.status))
    };
    let words = [
        labels::status(old.status),
        ", now ",
        labels::status(new.status),
    ]
    .concat();
    cell.child(sign(old))
        .child(el("span").attr("aria-hidden", "true").child("→"))
        .child(sign(new))
        .child(el("span").class("sr").child(words))
}

/// Findings that came and went, and what was not the same.
fn notes(comparison: &Comparison) -> Option<Element> {
    let noticed = |title: &'static str, list: &[Noticed]| {
        let items = list.iter().map(|noticed| {
            el("li")
                .child(markdown::inline(&capital(&noticed.title)))
                .child(" ")
                .child(code_link(noticed.code))
                .into()
        });
        let items: Vec<Node> = items.collect();
        (!items.is_empty()).then(|| {
            el("div")
                .child(el("h3").child(title))
                .child(el("ul").children(items))
        })
    };
    let lines = comparison
        .circumstances
        .iter()
        .map(|line| el("li").child(line.clone()).into());
    let lines: Vec<Node> = lines.collect();
    let differs = (!lines.is_empty()).then(|| {
        el("div")
            .child(el("h3").child("What was not the same"))
            .child(el("ul").children(lines))
    });
    let all = [
        noticed("New", &comparison.new),
        noticed("Gone", &comparison.gone),
        differs,
    ];
    let all: Vec<Node> = all.into_iter().flatten().map(Node::from).collect();
    (!all.is_empty()).then(|| el("div").class("notes").children(all))
}
