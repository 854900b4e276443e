//! What few visits ask for.

use leptos::task::spawn_local;
use web_sys::File;

use super::auth;
use crate::app::embedding::Embedding;
use crate::app::foreign_evidence::ForeignEvidence;
use crate::app::message::{AuthMessage, Message, OnDemandEffect};
use crate::app::shared::Shared;
use crate::app::sharing::{Imported, MadeLink, Source, example};
use crate::browser::{build, clipboard, download, files, help, location, sign_in};
use crate::evidence::{self, Scripts};
use crate::page::runtime::{OTHER_FILE, Runtime};
use crate::redact::Redacted;
use crate::render::{self, Format};
use crate::report::{self, Report};
use crate::share;

/// Does what follows from a message.
pub fn perform(runtime: Runtime, effect: OnDemandEffect) {
    match effect {
        OnDemandEffect::CopyCurl(report, id) => {
            copy(runtime, render::curl(&report, id), "Copied as curl");
        }
        OnDemandEffect::CopyMarkdown(report) => {
            copy(runtime, render::markdown(&report), "Copied as Markdown");
        }
        OnDemandEffect::Export(report, format) => export(runtime, &report, format),
        OnDemandEffect::ReadEvidence(text) => {
            let report = runtime.read_state(|state| state.run().report.clone());
            runtime.dispatch(read_evidence(
                &text,
                report.as_ref().map(|report| &***report),
            ));
        }
        OnDemandEffect::LoadScripts => load_scripts(runtime),
        OnDemandEffect::OpenFragment(fragment) => {
            let opened = share::read(&fragment, "");
            show(runtime, Imported::new(opened, Source::Link));
        }
        OnDemandEffect::OpenExample(name) => open_example(runtime, name),
        OnDemandEffect::MakeLink(report, kind) => {
            let made = MadeLink::of(&report, kind, location::with);
            runtime.dispatch(Message::LinkMade(kind, made));
        }
        OnDemandEffect::HideParts(run, report, hidden) => {
            let report = Box::new(report::hiding(&report, &hidden));
            runtime.dispatch(Message::PartsHidden(run, report));
        }
        OnDemandEffect::CopyLink(url) => copy_link(runtime, url),
        OnDemandEffect::MakeEmbedding(report) => {
            let embedding = Box::new(Embedding::of(&report));
            runtime.dispatch(Message::EmbeddingMade(embedding));
        }
        OnDemandEffect::Authorize { run, scope, place } => {
            auth::authorize(runtime, run, scope.as_deref(), place);
        }
        OnDemandEffect::OpenAgain(run) => auth::open_again(runtime, run),
        OnDemandEffect::ListenForCallback => auth::listen(runtime),
        OnDemandEffect::LookUpDocument(address) => spawn_local(async move {
            let found = sign_in::serves(&address).await;
            runtime.dispatch(Message::Auth(AuthMessage::DocumentLookedUp(found)));
        }),
    }
}

fn read_evidence(text: &str, report: Option<&Report>) -> Message {
    match evidence::read(text) {
        Err(error) => Message::EvidenceRead(Err(error.to_string())),
        Ok(pasted) => match report.and_then(|report| ForeignEvidence::of(report, &pasted)) {
            Some(foreign) => Message::EvidenceRefused(foreign),
            None => Message::EvidenceRead(Ok(pasted)),
        },
    }
}

/// Saves a file, or copies a text.
fn export(runtime: Runtime, report: &Redacted<Report>, format: Format) {
    let link = location::with(&share::reproduce(report));
    let build = build::commit().map(|commit| format!(" ({commit})"));
    let text = render::export(report, format, &link, &build.unwrap_or_default());
    match format.ending() {
        Some(ending) => {
            let name = render::file_name(report, ending);
            download::save(&name, format.media_type(), &text);
        }
        None if format == Format::Chat => runtime.copy(text, "Copied for chat"),
        None => runtime.copy(
            text,
            "Copied. Paste it where the maintainers of this page are reached",
        ),
    }
}

/// Nothing is copied where there is nothing.
fn copy(runtime: Runtime, text: String, toast: &'static str) {
    if !text.is_empty() {
        runtime.copy(text, toast);
    }
}

/// Copies the link; where the browser forbids it, leaves that to the user.
fn copy_link(runtime: Runtime, url: String) {
    spawn_local(async move {
        runtime.dispatch(match clipboard::copy(&url).await {
            true => Message::Toasted("Link copied"),
            false => Message::LinkCopyRefused,
        });
    });
}

/// Opens a file that was chosen or dropped.
pub fn open_file(runtime: Runtime, file: File) {
    spawn_local(async move {
        let text = files::read(file).await;
        show(runtime, Imported::new(share::import(&text), Source::File));
    });
}

fn open_example(runtime: Runtime, name: &'static str) {
    spawn_local(async move {
        match help::load_recordings().await {
            Ok(recordings) => {
                let opened = share::import(&example(&recordings, name));
                show(runtime, Imported::new(opened, Source::Example));
            }
            Err(_) => runtime.dispatch(Message::Toasted("The recording did not load. Try again")),
        }
    });
}

fn load_scripts(runtime: Runtime) {
    spawn_local(async move {
        let loaded = match help::load_scripts().await {
            Ok(text) => Scripts::parse(&text)
                .map(Shared::new)
                .ok_or_else(|| OTHER_FILE.to_owned()),
            Err(reason) => Err(reason),
        };
        runtime.dispatch(Message::ScriptsLoaded(loaded));
    });
}

fn show(runtime: Runtime, imported: Imported) {
    runtime.dispatch(Message::Imported(Box::new(imported)));
}
