//! The embed dialog: what readers of somebody's documentation will see, and the text that shows it to them.

use std::sync::Arc;

use leptos::prelude::*;

use super::choice::{Choice, words};
use super::command::Command;
use super::heading::PanelHeading;
use super::keyed::Keyed;
use super::tabs::{Tabs, use_selected};
use crate::app::embedding::Embedding;
use crate::app::message::{EmbedChoice, Message};
use crate::app::sharing::Dialog;
use crate::browser::location;
use crate::page::context::use_app;
use crate::page::derived::Derived;
use crate::render::embed::{self, html, markdown, mdx};
use crate::share::Theme;

/// A way to write it.
struct Form {
    title: &'static str,
    write: fn(&embed::Embed) -> String,
    /// Where it belongs.
    hint: &'static str,
}

const FORMS: [Form; 3] = [
    Form {
        title: "HTML",
        write: html,
        hint: "For any HTML page.",
    },
    Form {
        title: "Markdown",
        write: markdown,
        hint: "For a README, where no frame can be: a picture that leads to the diagnosis.",
    },
    Form {
        title: "MDX",
        write: mdx,
        hint: "For documentation that is built from components.",
    },
];

/// The name of the choice between them.
const GROUP: &str = "embed-form";

#[component]
pub fn Embed(dialog: Derived<Option<Dialog>>) -> impl IntoView {
    let embedding = Derived::new(move || match dialog.get() {
        Some(Dialog::Embed(embedding)) => Some(embedding),
        Some(Dialog::Share { .. }) | None => None,
    });
    view! {
        <PanelHeading id="share-title" title="Embed this diagnosis" close=|| Message::DialogClosed/>
        <Kinds embedding/>
        <Themes embedding/>
        <Preview embedding/>
        <Snippet embedding/>
    }
}

#[component]
fn Kinds(embedding: Derived<Option<Embedding>>) -> impl IntoView {
    // Which kinds there are does not change while the dialog is open.
    let (has_live, has_recorded) = embedding.with_untracked(|embedding| {
        let embedding = embedding.as_ref();
        (
            embedding.is_some_and(|embedding| embedding.live.is_some()),
            embedding.is_some_and(|embedding| embedding.recorded.is_some()),
        )
    });
    let live = match has_live {
        true => "Readers press Run, and their own browser tries your server.",
        false => {
            "Not available: this server requires sign-in, which an embedded page does not support."
        }
    };
    let recorded = match has_recorded {
        true => "Shows this run as it was, without any request.",
        false => "Not available: this run is too long, even when shortened.",
    };
    let kind = |is_live: bool, is_there: bool, text: AnyView| {
        let is_chosen = Derived::new(move || {
            embedding.with(|embedding| embedding.as_ref().map(|embedding| embedding.is_live))
                == Some(is_live)
        });
        view! {
            <Choice
                group="embed"
                id=if is_live { "live" } else { "recorded" }
                is_chosen
                is_disabled=!is_there
                send=move || Message::EmbeddingChanged(EmbedChoice::Live(is_live))
            >
                {text}
            </Choice>
        }
        .into_any()
    };
    view! {
        <fieldset class="kinds">
            <legend class="sr">"What readers see"</legend>
            {kind(true, has_live, words("Live", live))}
            {kind(false, has_recorded, words("The recording", recorded))}
        </fieldset>
    }
}

#[component]
fn Themes(embedding: Derived<Option<Embedding>>) -> impl IntoView {
    let theme = |theme: Option<Theme>, title: &'static str| {
        let is_chosen = Derived::new(move || {
            embedding.with(|embedding| embedding.as_ref().map(|embedding| embedding.theme))
                == Some(theme)
        });
        view! {
            <Choice
                group="embed-theme"
                id=theme.map_or("auto", Theme::id)
                is_chosen
                send=move || Message::EmbeddingChanged(EmbedChoice::Theme(theme))
            >
                <span>{title}</span>
            </Choice>
        }
        .into_any()
    };
    view! {
        <fieldset class="parts">
            <legend>"Theme"</legend>
            {theme(None, "match the page")}
            {theme(Some(Theme::Light), "light")}
            {theme(Some(Theme::Dark), "dark")}
        </fieldset>
    }
}

/// The frame itself. A new one for each choice: another fragment of the old one would be a step in the history.
#[component]
fn Preview(embedding: Derived<Option<Embedding>>) -> impl IntoView {
    let keys = Derived::new(move || {
        let fragment = embedding.with(|embedding| embedding.as_ref()?.frame());
        fragment.into_iter().collect::<Vec<_>>()
    });
    let draw = |fragment: String| {
        view! { <iframe class="preview" title="Preview" src=location::with(&fragment)></iframe> }
            .into_any()
    };
    view! { <Keyed keys draw=Arc::new(draw)/> }
}

#[component]
fn Snippet(embedding: Derived<Option<Embedding>>) -> impl IntoView {
    let report = use_app().select_run(|run| run.report.clone());
    let selected = use_selected(GROUP);
    let names: Vec<String> = FORMS.iter().map(|form| form.title.to_owned()).collect();
    let snippet = move || {
        let form = FORMS.get(selected.get())?;
        let text = embedding
            .get()?
            .text(&location::with(""), &*report.get()?, form.write)?;
        Some(view! {
            <Command what="the snippet" text/>
            <p class="muted">{form.hint}</p>
        })
    };
    view! {
        <Tabs label="Form" group=GROUP names/>
        {snippet}
    }
}
