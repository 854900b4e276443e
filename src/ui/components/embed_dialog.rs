//! The embed dialog: what readers of somebody's documentation will see, and the text that shows it to them.

use super::copy_button::command;
use super::finding::tab;
use crate::browser::location;
use crate::redact::Redacted;
use crate::render::embed::{Embed, html, markdown, mdx};
use crate::report::Report;
use crate::share::Theme;
use crate::ui::embedding::Embedding;
use crate::ui::node::{Element, Node, button, el, many};
use crate::ui::page::Page;
use crate::ui::state::State;

/// A way to write it.
struct Form {
    title: &'static str,
    write: fn(&Embed) -> String,
    /// Where it belongs.
    hint: &'static str,
}

const FORMS: [Form; 3] = [
    Form {
        title: "HTML",
        write: html,
        hint: "For any page that you write.",
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

pub fn content(
    state: State,
    page: &Page,
    report: &Redacted<Report>,
    embedding: &Embedding,
) -> Node {
    let heading = el("div")
        .class("heading")
        .child(
            el("h2")
                .attr("id", "share-title")
                .child("Embed this diagnosis"),
        )
        .child(button("close", "small push", move || state.close_share()).child("Close"));
    many(vec![
        heading.into(),
        kinds(state, embedding).into(),
        themes(state, embedding).into(),
        preview(embedding).into(),
        snippet(state, page, report, embedding),
    ])
}

fn kinds(state: State, embedding: &Embedding) -> Element {
    let live = match embedding.live {
        Some(_) => "Readers press Run, and their own browser tries your server.",
        None => "Not for this server: it needs credentials, and a frame takes none.",
    };
    let recorded = match embedding.recorded {
        Some(_) => "Shows this run as it was, without any request.",
        None => "Not for this run: it is too long, even when shortened.",
    };
    let kind = |is_live: bool, is_there: bool, title: &'static str, text: &'static str| {
        let id = if is_live { "live" } else { "recorded" };
        let words = el("span")
            .child(el("b").child(title))
            .child(" ")
            .child(el("small").child(text));
        choice(
            "embed",
            id,
            embedding.is_live == is_live,
            move || state.embed_as(move |embedding| embedding.is_live = is_live),
            is_there,
        )
        .child(words)
    };
    el("fieldset")
        .class("kinds")
        .child(el("legend").class("sr").child("What readers see"))
        .child(kind(true, embedding.live.is_some(), "Live", live))
        .child(kind(
            false,
            embedding.recorded.is_some(),
            "The recording",
            recorded,
        ))
}

fn themes(state: State, embedding: &Embedding) -> Element {
    let theme = |theme: Option<Theme>, title: &'static str| {
        let id = theme.map_or("auto", Theme::id);
        choice(
            "embed-theme",
            id,
            embedding.theme == theme,
            move || state.embed_as(move |embedding| embedding.theme = theme),
            true,
        )
        .child(el("span").child(title))
    };
    el("fieldset")
        .class("parts")
        .child(el("legend").child("Colours"))
        .child(theme(None, "of the page around it"))
        .child(theme(Some(Theme::Light), "light"))
        .child(theme(Some(Theme::Dark), "dark"))
}

fn choice(
    group: &'static str,
    id: &'static str,
    is_chosen: bool,
    choose: impl Fn() + 'static,
    is_there: bool,
) -> Element {
    let input = el("input")
        .attr("type", "radio")
        .attr("name", group)
        .attr("data-choice", id)
        .flag("disabled", !is_there)
        .checked(is_chosen)
        .on("change", move |_| choose());
    el("label").class("choice").child(input)
}

/// The frame itself. A new one for each choice: another fragment of the old one would be a step in the history.
fn preview(embedding: &Embedding) -> Option<Element> {
    let fragment = embedding.frame()?;
    let frame = el("iframe")
        .key(fragment.clone())
        .class("preview")
        .attr("title", "Preview")
        .attr("src", location::with(&fragment));
    Some(frame)
}

fn snippet(state: State, page: &Page, report: &Redacted<Report>, embedding: &Embedding) -> Node {
    let chosen = page.limit("embed-form", 0);
    let mut tabs = el("div")
        .class("tabs")
        .attr("role", "group")
        .attr("aria-label", "Form");
    for (index, form) in FORMS.iter().enumerate() {
        tabs = tabs.child(tab(form.title, index == chosen, move || {
            state.extend("embed-form", index)
        }));
    }
    let shown = FORMS.get(chosen).and_then(|form| {
        let text = embedding.text(&location::with(""), report, form.write)?;
        Some(many(vec![
            command(state, "the snippet", &text, None).into(),
            el("p").class("muted").child(form.hint).into(),
        ]))
    });
    many(vec![tabs.into(), shown.into()])
}
