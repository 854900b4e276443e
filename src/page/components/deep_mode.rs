//! Deep mode: what it would send, and how each question was answered.

use leptos::prelude::*;

use super::button::Button;
use super::icon::StatusIcon;
use super::text::inline;
use crate::app::deep::{self, Answered};
use crate::app::message::Message;
use crate::app::run_facts::DeepMode as Facts;
use crate::checks::deep::CheckStatus;
use crate::page::context::use_app;
use crate::page::derived::Derived;

#[component]
pub fn DeepMode() -> impl IntoView {
    let facts = use_app().select_run(|run| run.facts.deep.clone());
    let is_there = Derived::new(move || facts.with(Option::is_some));
    move || is_there.get().then(|| view! { <Panel facts/> })
}

/// The title is drawn once: it has the focus while the questions are asked.
#[component]
fn Panel(facts: Derived<Option<Facts>>) -> impl IntoView {
    let stage = move || facts.with(|facts| facts.as_ref().map(stage));
    view! {
        <section class="deep card" data-panel="deep" data-stage=stage aria-labelledby="deep-title">
            <h2 id="deep-title" tabindex="-1">
                "Test edge cases"
            </h2>
            {move || facts.with(|facts| facts.as_ref().map(content))}
        </section>
    }
}

fn stage(facts: &Facts) -> &'static str {
    match facts {
        Facts::Offered { .. } => "offered",
        Facts::Running(_) => "running",
        Facts::Done(_) => "done",
    }
}

fn content(facts: &Facts) -> AnyView {
    match facts {
        Facts::Offered {
            is_modern,
            questions,
        } => offer(*is_modern, questions),
        Facts::Running(questions) => view! {
            <p class="lead">"Running…"</p>
            {question_list(questions)}
        }
        .into_any(),
        Facts::Done(answers) => answered(answers),
    }
}

fn offer(is_modern: bool, questions: &[&'static str]) -> AnyView {
    let requests = match is_modern {
        true => "Sends about 25 requests:",
        false => "Sends about 60 requests, half of them to open and end sessions:",
    };
    view! {
        <p class="lead">
            "The server works. These requests check how it handles invalid input, and whether eight more sessions work like the first. No tool is called."
        </p>
        <p>{requests}</p>
        {question_list(questions)}
        <div class="actions">
            <Button action="deep" class="ghost" send=|| Message::DeepModeRequested>
                "Send the test requests"
            </Button>
        </div>
    }
    .into_any()
}

/// How each question was answered, of a run that asked them.
fn answered(answers: &[Answered]) -> AnyView {
    view! {
        <p class="lead">{deep::summary(answers)}</p>
        <ul>{answers.iter().map(answered_question).collect::<Vec<AnyView>>()}</ul>
        <p class="limits">
            "All eight sessions came from one browser. Behind a load balancer, other clients may still lose theirs."
        </p>
    }
    .into_any()
}

fn question_list(questions: &[&'static str]) -> AnyView {
    let item = |question: &&'static str| {
        view! {
            <li>
                <span>{inline(question)}</span>
            </li>
        }
        .into_any()
    };
    view! { <ul>{questions.iter().map(item).collect::<Vec<AnyView>>()}</ul> }.into_any()
}

fn answered_question((question, answer): &Answered) -> AnyView {
    let status = deep::status(*answer);
    view! {
        <li data-stand=answer.id()>
            <span class="mark" data-look=status.id()>
                <StatusIcon status/>
                <span class="sr">{word(*answer)}</span>
            </span>
            <span>{inline(question)}</span>
        </li>
    }
    .into_any()
}

fn word(answer: CheckStatus) -> &'static str {
    match answer {
        CheckStatus::Conforms => "conforms: ",
        CheckStatus::Violates => "violates the specification: ",
        CheckStatus::Unseen => "could not be judged: ",
    }
}
