//! What stands in the share dialog: what kind of link, exactly what is in it, and the link itself.

use leptos::prelude::*;

use super::button::Button;
use super::choice::{Choice, words};
use super::embed::Embed;
use super::heading::PanelHeading;
use super::text::Wire;
use crate::app::dates::date;
use crate::app::message::Message;
use crate::app::sharing::{Dialog, Kind, MadeLink};
use crate::page::context::use_app;
use crate::page::derived::Derived;
use crate::redact::{Redacted, target};
use crate::render::Format;
use crate::report::{Report, counted};
use crate::share::{self, Contents, Link};

#[component]
pub fn Share() -> impl IntoView {
    let dialog = use_app().select(|state| state.dialog.clone());
    let embeds = Derived::new(move || {
        dialog.with(|dialog| Some(matches!(dialog.as_ref()?, Dialog::Embed(_))))
    });
    move || match embeds.get() {
        Some(true) => view! { <Embed dialog/> }.into_any(),
        Some(false) => view! { <ShareLink dialog/> }.into_any(),
        None => ().into_any(),
    }
}

#[component]
fn ShareLink(dialog: Derived<Option<Dialog>>) -> impl IntoView {
    let made = Derived::new(move || dialog.with(read));
    view! {
        <PanelHeading id="share-title" title="Share this diagnosis" close=|| Message::DialogClosed/>
        <Kinds made/>
        <Inside made/>
        <MadeLinkView made/>
    }
}

/// The link as the dialog shows it.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    kind: Kind,
    made: MadeLink,
    copy_by_hand: bool,
}

fn read(dialog: &Option<Dialog>) -> Shown {
    match dialog {
        Some(Dialog::Share {
            kind,
            made,
            copy_by_hand,
        }) => Shown {
            kind: *kind,
            made: made.clone(),
            copy_by_hand: *copy_by_hand,
        },
        Some(Dialog::Embed(_)) | None => Shown {
            kind: Kind::Reproduce,
            made: MadeLink::default(),
            copy_by_hand: false,
        },
    }
}

#[component]
fn Kinds(made: Derived<Shown>) -> impl IntoView {
    let kind = Derived::new(move || made.with(|made| made.kind));
    let is_recorded = Derived::new(move || kind.get() != Kind::Reproduce);
    let is_reproduce = Derived::new(move || kind.get() == Kind::Reproduce);
    // The kind that the recording is, or would be.
    let recorded = Derived::new(move || match kind.get() {
        Kind::Recorded(contents) => Kind::Recorded(contents),
        Kind::Reproduce => Kind::Recorded(Contents::Everything),
    });
    let recorded_id = Derived::new(move || id(recorded.get()));
    let send = move || Message::LinkRequested(recorded.get_untracked());
    view! {
        <div>
            <fieldset class="kinds">
                <legend class="sr">"Kind of link"</legend>
                <Choice group="kind" id=recorded_id is_chosen=is_recorded send>
                    {words(
                        "Full report",
                        "Shows this diagnosis at once, anywhere, and runs it again with one click.",
                    )}
                </Choice>
                <Choice
                    group="kind"
                    id=id(Kind::Reproduce)
                    is_chosen=is_reproduce
                    send=|| Message::LinkRequested(Kind::Reproduce)
                >
                    {words("Short link", "Fills the form and says what to expect.")}
                </Choice>
            </fieldset>
            {move || is_recorded.get().then(|| view! { <Parts kind/> })}
        </div>
    }
}

#[component]
fn Parts(kind: Derived<Kind>) -> impl IntoView {
    let part = |contents: Contents, title: &'static str| {
        let this = Kind::Recorded(contents);
        let is_chosen = Derived::new(move || kind.get() == this);
        view! {
            <Choice group="contents" id=id(this) is_chosen send=move || Message::LinkRequested(this)>
                <span>{title}</span>
            </Choice>
        }
        .into_any()
    };
    view! {
        <fieldset class="parts">
            <legend>"Include:"</legend>
            {part(Contents::Everything, "everything")}
            {part(Contents::WithoutBodies, "no bodies")}
            {part(Contents::VerdictOnly, "verdict only")}
        </fieldset>
    }
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
#[component]
fn Inside(made: Derived<Shown>) -> impl IntoView {
    let report = use_app().select_run(|run| run.report.clone());
    move || {
        let made = made.get();
        report.get().map(|report| inside(&report, &made))
    }
}

fn inside(report: &Redacted<Report>, shown: &Shown) -> AnyView {
    let again = share::rerun_link(report, Link::default());
    let server = again.server.clone().unwrap_or_default();
    let server = view! {
        <code>
            <Wire text=server/>
        </code>
    };
    let main = match shown.kind {
        Kind::Reproduce => item("What to expect", expectation(report)),
        Kind::Recorded(contents) => view! {
            {item("The diagnosis", recording(report, contents).into_any())}
            {item("Made", origin(report))}
        }
        .into_any(),
    };
    let left_out = shown.made.left_out.clone();
    view! {
        <dl class="inside">
            {item("Server", server.into_any())}
            {item("Visible in it", visible_parts(report))}
            {main}
            {item("Recipient has to enter", requested(&again))}
            {left_out.map(|text| item("Left out", text.into_any()))}
        </dl>
    }
    .into_any()
}

fn item(name: &'static str, what: AnyView) -> AnyView {
    view! {
        <dt>{name}</dt>
        <dd>{what}</dd>
    }
    .into_any()
}

/// When, from where and in which browser.
fn origin(report: &Report) -> AnyView {
    view! {
        {date(&report.started_at)}
        ", "
        <Wire text=report.page_origin.clone()/>
        ", "
        <Wire text=report.browser.clone()/>
    }
    .into_any()
}

fn expectation(report: &Report) -> AnyView {
    match report.code.clone() {
        Some(code) => view! {
            "Outcome, step and code: "
            <code>{code}</code>
        }
        .into_any(),
        None => "The outcome".into_any(),
    }
}

fn recording(report: &Report, contents: Contents) -> String {
    let exchanges = counted(report.exchanges.len(), "exchange");
    match contents {
        Contents::Everything => format!(
            "Timeline, findings and {exchanges} with headers and bodies. Secrets are removed."
        ),
        Contents::WithoutBodies => format!(
            "Timeline, findings and {exchanges} with headers, without bodies. Secrets are removed."
        ),
        Contents::VerdictOnly => "The steps and the outcome. No headers, no bodies.".to_owned(),
    }
}

/// What of the address anybody can read who has the link, each with a button that takes it out.
fn visible_parts(report: &Report) -> AnyView {
    let parts = target::visible(&report.transcript.options.server);
    if parts.is_empty() {
        return "the host only".into_any();
    }
    let parts = parts.into_iter().map(|part| {
        let key = part.key;
        let name = format!("Hide {}", part.text);
        view! {
            <code>
                <Wire text=part.text/>
            </code>
            " "
            <Button
                action="hide-part"
                class="small"
                send=move || Message::AddressPartHidden(key.clone())
                attr:aria-label=name
            >
                "Hide"
            </Button>
            " "
        }
        .into_any()
    });
    parts.collect::<Vec<AnyView>>().into_any()
}

/// The names of what was secret. Their values are in no link.
fn requested(again: &Link) -> AnyView {
    let code = |text: String| view! { <code>{text}</code> };
    let secrets = again.secrets.iter();
    let mut names: Vec<AnyView> = secrets
        .map(|secret| code(format!("{{{secret}}}")).into_any())
        .collect();
    if again.bearer {
        names.push("the bearer token".into_any());
    }
    let headers = again.headers.iter();
    names.extend(headers.map(|header| ("the header ", code(header.clone())).into_any()));
    if names.is_empty() {
        return "nothing".into_any();
    }
    let parts = names.into_iter().enumerate().map(|(place, name)| {
        let comma = (place > 0).then_some(", ");
        (comma, name).into_any()
    });
    parts.collect::<Vec<AnyView>>().into_any()
}

/// The link as it is, its length, and what to do with it.
#[component]
fn MadeLinkView(made: Derived<Shown>) -> impl IntoView {
    let url = Derived::new(move || made.with(|made| made.made.url.clone()));
    let is_too_long = Derived::new(move || url.with(String::is_empty));
    let copy_by_hand = Derived::new(move || made.with(|made| made.copy_by_hand));
    view! {
        <div class="made">
            {move || match is_too_long.get() {
                true => file_instead(),
                false => view! { <LinkText url copy_by_hand/> }.into_any(),
            }}
        </div>
    }
}

fn file_instead() -> AnyView {
    view! {
        <p class="alert">
            "This diagnosis is too long for a link, even when shortened. Send the report as a file: this page opens it too."
        </p>
        <div class="actions">{download("primary")}</div>
    }
    .into_any()
}

#[component]
fn LinkText(url: Derived<String>, copy_by_hand: Derived<bool>) -> impl IntoView {
    let length = Derived::new(move || url.with(String::len));
    let alert = || {
        view! {
            <p class="alert" role="alert">
                "The browser does not let this page copy. The link is selected: copy it with Ctrl+C, or ⌘C on a Mac."
            </p>
        }
    };
    view! {
        <textarea
            name="link"
            readonly=true
            rows="3"
            spellcheck="false"
            aria-label="The link"
            prop:value=move || url.get()
        ></textarea>
        {move || copy_by_hand.get().then(alert)}
        <div class="actions">
            <Button action="copy-link" class="primary" send=|| Message::LinkCopyRequested>
                "Copy link"
            </Button>
            {download("ghost")}
            <span class="muted" data-length=move || length.get().to_string()>
                {move || counted(length.get(), "character")}
            </span>
        </div>
    }
}

fn download(class: &'static str) -> AnyView {
    view! {
        <Button action="download-json" class send=|| Message::ExportRequested(Format::Json)>
            "Download report"
        </Button>
    }
    .into_any()
}
