//! One lane: a step, and what happened in it over time.

use leptos::prelude::*;

use super::button::Button;
use super::icon::StatusIcon;
use super::text::inline;
use crate::app::labels;
use crate::app::lanes::{Bar, Look};
use crate::app::message::Message;
use crate::app::scale::css_percent;
use crate::app::timeline::{self, Proof, Sentence, StepItem};
use crate::page::context::use_app;
use crate::trace::step::Step;
use crate::trace::wire::Id;

/// A lane before any run: its question.
#[component]
pub fn IdleLane(lane: timeline::Lane) -> impl IntoView {
    let item = &lane.item;
    view! {
        <li
            class="lane"
            data-step=item.step.id()
            data-status=status(item.step)
            data-look=item.look.id()
        >
            <div class="name">{title(item)}</div>
            <div class="question">{labels::question(item.step)}</div>
        </li>
    }
}

/// A lane of a run.
#[component]
pub fn Lane(lane: timeline::Lane) -> impl IntoView {
    let app = use_app();
    let item = &lane.item;
    let step = item.step;
    let rows = lane.bars.iter().map(|bar| bar.row + 1).max().unwrap_or(1);
    view! {
        <li
            class="lane"
            data-step=step.id()
            data-status=status(step)
            data-look=item.look.id()
            style=("--rows", rows.to_string())
        >
            <button
                type="button"
                class="name"
                data-action="open-step"
                aria-expanded=lane.is_open.to_string()
                on:click=move |_| app.dispatch(Message::StepToggled(step))
            >
                {title(item)}
                {lane.count.map(|count| view! { <span class="count">{count.to_string()}</span> })}
                <span class="sr">{labels::status(item.look)}</span>
            </button>
            {track(&lane)}
            <div class="remark">{lane.remark}</div>
            {lane.sentence.map(|sentence| sentence_view(step, sentence))}
        </li>
    }
}

/// What `data-status` says of a step. It changes at the click already, and nothing else of a lane does.
pub fn status(step: Step) -> impl Fn() -> &'static str {
    let status = use_app().select_run(move |run| timeline::status(run, step).id());
    move || status.get()
}

fn title(item: &StepItem) -> AnyView {
    let number = item.step.number().map(|number| number.to_string());
    view! {
        <small>{number.unwrap_or_default()}</small>
        <StatusIcon status=item.look/>
        <span>{item.step.name()}</span>
    }
    .into_any()
}

fn track(lane: &timeline::Lane) -> AnyView {
    let tick = |at: &f64| view! { <i class="tick" style:left=css_percent(*at)></i> }.into_any();
    let fault = lane.bars.iter().find(|bar| bar.look == Look::Fault);
    view! {
        <div class="track">
            {lane.ticks.iter().map(tick).collect::<Vec<_>>()}
            {lane.bars.iter().map(|bar| bar_view(bar, lane.chosen)).collect::<Vec<_>>()}
            {fault.map(|bar| cut(bar.left + bar.width))}
            {lane.proof.clone().map(proof_view)}
        </div>
    }
    .into_any()
}

fn bar_view(bar: &Bar, chosen: Option<Id>) -> AnyView {
    let app = use_app();
    let id = bar.id;
    view! {
        <button
            type="button"
            class=bar.look.class()
            data-action="open-exchange"
            data-exchange=id.to_string()
            title=bar.label.clone()
            aria-label=bar.label.clone()
            aria-pressed=(chosen == Some(id)).to_string()
            data-running=bar.is_running.then_some("")
            data-pasted=bar.is_pasted.then_some("")
            style:left=css_percent(bar.left)
            style:width=css_percent(bar.width)
            style=("--waited", css_percent(bar.waited))
            style=("--row", bar.row.to_string())
            on:click=move |_| app.dispatch(Message::ExchangeChosen(id))
        ></button>
    }
    .into_any()
}

/// The break in the line, where the failing exchange ended.
pub fn cut(at: f64) -> AnyView {
    view! {
        <svg class="cut" viewBox="0 0 9 26" aria-hidden="true" style:left=css_percent(at)>
            <path d="M6 0 1 10l6 4-5 12"/>
        </svg>
    }
    .into_any()
}

/// The line from the fault to the probe that proved it, and the words, on the side that has room.
fn proof_view(proof: Proof) -> AnyView {
    let (from, to) = (proof.from, proof.to);
    let bracket = view! { <i class="bracket" style:left=css_percent(from) style:width=css_percent(to - from)></i> };
    let (left, right) = match to < 50.0 {
        true => (Some(css_percent(from)), None),
        false => (None, Some(css_percent(100.0 - to))),
    };
    view! {
        {bracket}
        <ExchangeLink
            class="proof-link"
            id=proof.exchange
            label=proof.label
            style:left=left
            style:right=right
        />
    }
    .into_any()
}

/// The step's question, its sentence, and the exchange that decided it.
fn sentence_view(step: Step, sentence: Sentence) -> AnyView {
    let by = sentence
        .decided_by
        .map(|(id, label)| view! { <ExchangeLink class="link" id label/> });
    view! {
        <p class="sentence">
            <span class="asks">{labels::question(step)}</span>
            " "
            {inline(&sentence.summary)}
            " "
            {by}
        </p>
    }
    .into_any()
}

/// A button that shows an exchange.
#[component]
pub fn ExchangeLink(class: &'static str, id: Id, label: String) -> impl IntoView {
    view! {
        <Button action="open-exchange" class send=move || Message::ExchangeChosen(id)>
            {label}
        </Button>
    }
}
