//! Two diagnoses of one server, lane by lane above each other on the same time axis. The word comes first.

use leptos::prelude::*;

use super::icon::StatusIcon;
use super::lane::cut;
use super::text::{CodeLink, inline};
use super::timeline::axis_labels;
use crate::app::banner::after_word;
use crate::app::comparison::{Drawing, Half, LanePair, Pair, change_words};
use crate::app::dates::date;
use crate::app::finding::capital;
use crate::app::labels;
use crate::app::lanes::Bar;
use crate::app::scale::{css_percent, duration};
use crate::page::context::use_app;
use crate::report::Report;
use crate::share::{self, Comparison, Noticed};
use crate::trace::step::Status;

#[component]
pub fn Compare() -> impl IntoView {
    let pair = use_app().select_run(Pair::of);
    move || pair.get().map(|pair| panel(&pair))
}

fn panel(pair: &Pair) -> AnyView {
    let comparison = share::compare(&pair.before, &pair.after);
    let drawing = Drawing::of(&pair.before, &pair.after);
    let (id, word) = change_words(comparison.change, pair.was_recorded);
    view! {
        <section
            class="compare card"
            data-panel="compare"
            data-change=id
            aria-labelledby="compare-title"
        >
            <div class="said" role="status">
                <h2 id="compare-title">{word}</h2>
                <p>{inline(&after_word(&comparison.sentence))}</p>
            </div>
            {legend(pair)}
            <div class="axis" aria-hidden="true">
                <div class="scale">{axis_labels(&drawing.axis)}</div>
            </div>
            <ol class="pairs">{drawing.lanes.iter().map(lane_pair).collect::<Vec<AnyView>>()}</ol>
            {notes(&comparison)}
        </section>
    }
    .into_any()
}

/// Which half of a lane is which.
fn legend(pair: &Pair) -> AnyView {
    let title = match pair.was_recorded {
        true => "Recorded",
        false => "Before",
    };
    let entry = |class: &'static str, title: &'static str, report: &Report| {
        view! {
            <p class=class>
                <i aria-hidden="true"></i>
                <b>{title}</b>
                " "
                {date(&report.started_at)}
                <span>{duration(report.duration_ms)}</span>
            </p>
        }
        .into_any()
    };
    view! {
        <div class="legend">
            {entry("then", title, &pair.before)}
            {entry("now", "Now", &pair.after)}
        </div>
    }
    .into_any()
}

fn lane_pair(lane: &LanePair) -> AnyView {
    let step = lane.step;
    let [old, new] = &lane.halves;
    let number = step.number().map(|number| number.to_string());
    view! {
        <li
            class="pair-lane"
            data-lane=step.id()
            data-was=old.status.id()
            data-now=new.status.id()
            data-changed=(old.status != new.status).then_some("")
        >
            <div class="name">
                <small>{number.unwrap_or_default()}</small>
                <span>{step.name()}</span>
            </div>
            <div class="halves" aria-hidden="true">
                {half_track(old)}
                {half_track(new)}
            </div>
            <div class="change">{change(old, new)}</div>
        </li>
    }
    .into_any()
}

/// One run's half of a lane: its bars, and the break where it failed.
fn half_track(half: &Half) -> AnyView {
    let tick = |at: &f64| view! { <i class="tick" style:left=css_percent(*at)></i> }.into_any();
    let bar = |bar: &Bar| {
        view! {
            <i
                class=bar.look.class()
                style:left=css_percent(bar.left)
                style:width=css_percent(bar.width)
                style=("--waited", css_percent(bar.waited))
            ></i>
        }
        .into_any()
    };
    view! {
        <div class="half" data-look=half.status.id()>
            {half.ticks.iter().map(tick).collect::<Vec<AnyView>>()}
            {half.bars.iter().map(bar).collect::<Vec<AnyView>>()}
            {half.cut.map(cut)}
        </div>
    }
    .into_any()
}

/// At the end of a lane: from which status to which, or when it was settled both times.
fn change(old: &Half, new: &Half) -> AnyView {
    if old.status == new.status {
        let both = old.end_ms.zip(new.end_ms);
        let times = both.map(|(old, new)| {
            view! {
                <span>{duration(old)}</span>
                " → "
                <span>{duration(new)}</span>
            }
        });
        return view! {
            <span class="sr">{labels::status(new.status)}</span>
            {times}
        }
        .into_any();
    }
    let (was, is) = (labels::status(old.status), labels::status(new.status));
    view! {
        {sign(old.status)}
        <span aria-hidden="true">"→"</span>
        {sign(new.status)}
        <span class="sr">{format!("{was}, now {is}")}</span>
    }
    .into_any()
}

fn sign(status: Status) -> AnyView {
    view! {
        <span class="sign-of" data-look=status.id()>
            <StatusIcon status/>
        </span>
    }
    .into_any()
}

/// Findings that came and went, and what was not the same.
fn notes(comparison: &Comparison) -> Option<AnyView> {
    let line = |line: &String| view! { <li>{line.clone()}</li> }.into_any();
    let findings = |list: &[Noticed]| list.iter().map(noticed).collect::<Vec<AnyView>>();
    let lists = [
        ("New", findings(&comparison.new)),
        ("Gone", findings(&comparison.gone)),
        (
            "What was different",
            comparison.circumstances.iter().map(line).collect(),
        ),
    ];
    let lists = lists.into_iter().filter(|(_, items)| !items.is_empty());
    let lists: Vec<AnyView> = lists.map(|(title, items)| note(title, items)).collect();
    (!lists.is_empty()).then(|| view! { <div class="notes">{lists}</div> }.into_any())
}

fn note(title: &'static str, items: Vec<AnyView>) -> AnyView {
    view! {
        <div>
            <h3>{title}</h3>
            <ul>{items}</ul>
        </div>
    }
    .into_any()
}

fn noticed(finding: &Noticed) -> AnyView {
    view! {
        <li>
            {inline(&capital(&finding.title))}
            " "
            <CodeLink code=finding.code/>
        </li>
    }
    .into_any()
}
