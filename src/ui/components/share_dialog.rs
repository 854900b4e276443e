//! The share dialog: what kind of link, exactly what is in it, and the link itself.

use super::embed_dialog;
use crate::report::{Report, counted};
use crate::share::{self, Contents, Link};
use crate::ui::later::{self, Part};
use crate::ui::node::{Element, Node, button, el, many, nothing};
use crate::ui::page::Page;
use crate::ui::sharing::{Dialog, Kind, Made};
use crate::ui::state::State;
use crate::ui::text::wire;

/// Always there and empty while closed; `dom::show_dialog` opens and closes it.
pub fn share_dialog(state: State, page: &Page) -> Node {
    let is_open = page.sharing.dialog.is_some();
    let content = is_open.then(|| later::drawn(state, page, Part::Share));
    el("dialog")
        .class("share")
        .attr("aria-labelledby", "share-title")
        .on("close", move |_| state.close_share())
        .child(content)
        .into()
}

/// What stands in it.
pub fn content(state: State, page: &Page) -> Node {
    let (Some(dialog), Some(report)) = (&page.sharing.dialog, &page.report) else {
        return nothing();
    };
    if let Some(embedding) = &dialog.embedding {
        return embed_dialog::content(state, page, report, embedding);
    }
    let heading = el("div")
        .class("heading")
        .child(
            el("h2")
                .attr("id", "share-title")
                .child("Share this diagnosis"),
        )
        .child(button("close", "small push", move || state.close_share()).child("Close"));
    let again = share::rerun_link(report, Link::default());
    let made = dialog.made.as_ref();
    many(vec![
        heading.into(),
        kinds(state, dialog.kind).into(),
        inside(report, dialog.kind, &again, made).into(),
        made.map_or_else(nothing, |made| link(state, dialog, made)),
    ])
}

fn kinds(state: State, kind: Kind) -> Element {
    let contents = match kind {
        Kind::Recorded(contents) => contents,
        Kind::Reproduce => Contents::Everything,
    };
    let recorded = choice(
        state,
        "kind",
        Kind::Recorded(contents),
        kind == Kind::Recorded(contents),
    )
    .child(words(
        "The recording",
        "Shows this diagnosis at once, anywhere, and runs it again with one click.",
    ));
    let reproduce = choice(state, "kind", Kind::Reproduce, kind == Kind::Reproduce).child(words(
        "To reproduce it",
        "A short link that fills the form and says what to expect.",
    ));
    let group = el("fieldset")
        .class("kinds")
        .child(el("legend").class("sr").child("Kind of link"))
        .child(recorded)
        .child(reproduce);
    let parts = match kind {
        Kind::Recorded(contents) => Some(parts(state, contents)),
        Kind::Reproduce => None,
    };
    el("div").child(group).child(parts)
}

fn words(title: &'static str, text: &'static str) -> Element {
    el("span")
        .child(el("b").child(title))
        .child(" ")
        .child(el("small").child(text))
}

fn parts(state: State, chosen: Contents) -> Element {
    let part = |contents: Contents, title: &'static str| {
        choice(
            state,
            "contents",
            Kind::Recorded(contents),
            contents == chosen,
        )
        .child(el("span").child(title))
    };
    el("fieldset")
        .class("parts")
        .child(el("legend").child("With"))
        .child(part(Contents::Everything, "everything"))
        .child(part(Contents::WithoutBodies, "no bodies"))
        .child(part(Contents::VerdictOnly, "the verdict only"))
}

fn choice(state: State, group: &'static str, kind: Kind, is_chosen: bool) -> Element {
    let input = el("input")
        .attr("type", "radio")
        .attr("name", group)
        .attr("data-choice", id(kind))
        .checked(is_chosen)
        .on("change", move |_| state.share_as(kind));
    el("label").class("choice").child(input)
}

fn id(kind: Kind) -> &'static str {
    match kind {
        Kind::Recorded(Contents::Everything) => "everything",
        Kind::Recorded(Contents::WithoutBodies) => "without-bodies",
        Kind::Recorded(Contents::VerdictOnly) => "verdict-only",
        Kind::Reproduce => "reproduce",
    }
}

/// Exactly what the link contains.
fn inside(report: &Report, kind: Kind, again: &Link, made: Option<&Made>) -> Element {
    let item = |name: &'static str, what: Node| {
        many(vec![
            el("dt").child(name).into(),
            el("dd").child(what).into(),
        ])
    };
    let server = again.server.as_deref().unwrap_or_default();
    let mut list = el("dl")
        .class("inside")
        .child(item("Server", el("code").child(wire(server)).into()));
    list = match kind {
        Kind::Reproduce => list.child(item("What to expect", expectation(report))),
        Kind::Recorded(contents) => list
            .child(item("The diagnosis", recording(report, contents).into()))
            .child(item(
                "Made",
                many(vec![
                    super::banner::date(&report.started_at).into(),
                    ", ".into(),
                    wire(&report.page_origin),
                    ", ".into(),
                    wire(&report.browser),
                ]),
            )),
    };
    list.child(item("Asked for on opening", asked(again)))
        .child(
            made.and_then(|made| made.left_out.clone())
                .map(|text| item("Left out", text.into())),
        )
}

fn expectation(report: &Report) -> Node {
    match &report.code {
        Some(code) => many(vec![
            "Outcome, step and code: ".into(),
            el("code").child(code.clone()).into(),
        ]),
        None => "The outcome".into(),
    }
}

fn recording(report: &Report, contents: Contents) -> String {
    let exchanges = counted(report.exchanges.len(), "exchange");
    match contents {
        Contents::Everything => [
            "Timeline, findings and ",
            &exchanges,
            " with headers and bodies. Secrets are taken out.",
        ]
        .concat(),
        Contents::WithoutBodies => [
            "Timeline, findings and ",
            &exchanges,
            " with headers, without bodies. Secrets are taken out.",
        ]
        .concat(),
        Contents::VerdictOnly => {
            "The steps and what the run came to. No headers, no bodies.".into()
        }
    }
}

/// The names of what was secret. Their values are in no link.
fn asked(again: &Link) -> Node {
    let mut names: Vec<Node> = Vec::new();
    let mut name = |node: Node| {
        if !names.is_empty() {
            names.push(", ".into());
        }
        names.push(node);
    };
    for secret in &again.secrets {
        name(el("code").child(["{", secret, "}"].concat()).into());
    }
    if again.bearer {
        name("the bearer token".into());
    }
    for header in &again.headers {
        name(many(vec![
            "the header ".into(),
            el("code").child(header.clone()).into(),
        ]));
    }
    match names.is_empty() {
        true => "nothing: no credential was used".into(),
        false => many(names),
    }
}

/// The link as it is, its length, and what to do with it.
fn link(state: State, dialog: &Dialog, made: &Made) -> Node {
    let file =
        button("download-json", "ghost", move || state.download_json()).child("Download report");
    if made.url.is_empty() {
        return el("div")
            .class("made")
            .child(el("p").class("alert").child("This diagnosis is too long for a link, even when shortened. Send the report as a file: this page opens it too."))
            .child(el("div").class("actions").child(file.class("primary")))
            .into();
    }
    let area = el("textarea")
        .attr("name", "link")
        .attr("readonly", "")
        .attr("rows", "3")
        .attr("spellcheck", "false")
        .attr("aria-label", "The link")
        .value(made.url.clone());
    let copy = button("copy-link", "primary", move || state.copy_link()).child("Copy link");
    let length = counted(made.url.len(), "character");
    let by_hand = dialog.by_hand.then(|| {
        el("p")
            .class("alert")
            .attr("role", "alert")
            .child("The browser does not let this page copy. The link is selected: copy it with Ctrl+C, or ⌘C on a Mac.")
    });
    el("div")
        .class("made")
        .child(area)
        .child(by_hand)
        .child(
            el("div").class("actions").child(copy).child(file).child(
                el("span")
                    .class("muted")
                    .attr("data-length", made.url.len().to_string())
                    .child(length),
            ),
        )
        .into()
}
