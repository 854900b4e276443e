//! Links, files and recordings: opening one shows it and never starts a run.

use super::history;
use crate::app::embedding::Embedding;
use crate::app::form::Form;
use crate::app::message::{Effect, EmbedChoice, EntryKind, Followed, OnDemandEffect};
use crate::app::modes::{Phase, Theme};
use crate::app::shared::Shared;
use crate::app::sharing::{Dialog, Earlier, Imported, ImportedRecording, Kind, MadeLink, Source};
use crate::app::state::{AppState, Export, Frame, ReportRef, RunId, View};
use crate::redact::Redacted;
use crate::render::Format;
use crate::report::Report;
use crate::share::link;
use crate::share::{Contents, Link};

/// A link fills the form and never starts a run. Where Back or Forward led to a run of this tab, that is shown.
pub(crate) fn follow(state: &mut AppState, followed: Followed) -> Vec<Effect> {
    if history::return_to(state, followed.number) {
        return Vec::new();
    }
    let link = &followed.link;
    let mut effects = Vec::new();
    if let Some(code) = &link.help {
        effects.extend(super::help::request(state, [code.as_str()]));
        effects.push(Effect::Reveal("[data-panel=help]"));
    } else {
        state.asked.clone_from(link);
        state.problem.clear();
        // What is behind such a link comes later, if it can be read.
        if !followed.is_framed && !link.embed && !link::holds_more(&followed.fragment) {
            leave_run(state);
        }
    }
    // Whether the page stands in a frame is the browser's to say, not the link's: a reader cannot tell a field in a frame
    // from one of the page around it, so there are none.
    if link.embed || followed.is_framed || state.frame.is_some() {
        effects.extend(follow_in_frame(state, &followed));
    }
    state.form.fill(link);
    state.topic.clone_from(&link.help);
    if link::holds_more(&followed.fragment) {
        effects.push(OnDemandEffect::OpenFragment(followed.fragment).into());
    }
    effects
}

/// A run that is shown has an entry of its own in the browser's history; a link leads to an empty page.
fn leave_run(state: &mut AppState) {
    if state.frame.is_none() {
        state.runs.select_blank();
    }
}

/// A host page may change the link at any time: what was shown is gone, and nothing runs.
fn follow_in_frame(state: &mut AppState, followed: &Followed) -> Vec<Effect> {
    let link = &followed.link;
    if let Some(theme) = link.theme {
        state.theme = Theme::parse(theme.id());
    }
    state.frame = Some(Frame {
        link: link::whole(&followed.address),
        needs_secrets: link.bearer || !link.headers.is_empty() || !link.secrets.is_empty(),
        has_no_origin: followed.has_no_origin,
    });
    let run = state.run_mut();
    run.view = View::default();
    run.phase = Phase::Idle;
    run.report = None;
    vec![Effect::DropRun(run.id)]
}

/// Shows what was imported. What could not be imported takes nothing from the page.
pub(crate) fn show_imported(state: &mut AppState, imported: Imported) -> Vec<Effect> {
    let has_news = imported.recording.is_some() || !imported.problem.is_empty();
    state.problem = imported.problem;
    let mut effects = match imported.recording {
        Some(recording) => show_recording(state, recording, &imported.link),
        None => {
            if state.problem.is_empty() {
                leave_run(state);
            }
            state.form.make_room(&imported.link);
            state.options_open |= state.form.asks();
            Vec::new()
        }
    };
    state.asked = imported.link;
    if has_news {
        effects.push(Effect::Reveal(
            "[data-panel=recorded], [data-panel=problem]",
        ));
    }
    effects
}

/// Shows a recording. A run that is on would go on writing over it.
fn show_recording(state: &mut AppState, recording: ImportedRecording, link: &Link) -> Vec<Effect> {
    state.form = Form::default();
    state.form.fill(link);
    state.form.make_room(link);
    state.options_open = state.form.asks();
    if let Some(frame) = &mut state.frame {
        frame.needs_secrets = state.form.asks();
    }
    state.topic = None;
    state.dialog = None;
    state.runs.make_room();
    let form = state.form.clone();
    let report = state.with_help(recording.report);
    let mut effects = super::help::request(state, report.codes());
    let run = state.run_mut();
    run.form = form;
    run.view = View::default();
    run.report = Some(report);
    run.phase = Phase::Done;
    run.facts = Shared::new(recording.facts);
    let source = recording.recorded.source;
    run.recorded = Some(recording.recorded);
    run.earlier = Earlier {
        is_compared: true,
        ..Earlier::default()
    };
    run.clients_open = false;
    let id = run.id;
    effects.insert(0, Effect::DropRun(id));
    // The link of a recording stands in the address bar already.
    let kind = match source {
        Source::Link => EntryKind::Numbered,
        Source::File | Source::Example | Source::ThisTab => EntryKind::New,
    };
    effects.extend(history::record(state, id, kind));
    effects
}

/// Opens the share dialog, if there is a diagnosis to share.
pub(crate) fn share(state: &mut AppState) -> Vec<Effect> {
    match state.run().is_at_rest() {
        true => request_link(state, Kind::Recorded(Contents::Everything)),
        false => Vec::new(),
    }
}

/// Has this kind of link made, for the dialog.
pub(crate) fn request_link(state: &mut AppState, kind: Kind) -> Vec<Effect> {
    with_report(state, |report| OnDemandEffect::MakeLink(report, kind))
}

pub(crate) fn show_link(state: &mut AppState, kind: Kind, made: MadeLink) -> Vec<Effect> {
    state.dialog = Some(Dialog::Share {
        kind,
        made,
        copy_by_hand: false,
    });
    Vec::new()
}

/// Takes a part of the address out of all that is shown and shared of this run.
pub(crate) fn hide_part(state: &mut AppState, key: String) -> Vec<Effect> {
    state.run_mut().view.hidden.push(key);
    hide_parts(state, state.run().id)
}

/// Has what the user hid taken out of a report that has just come.
pub(crate) fn hide_parts(state: &AppState, run: RunId) -> Vec<Effect> {
    let Some(slot) = state.runs.get(run).filter(|run| run.is_at_rest()) else {
        return Vec::new();
    };
    let hidden = slot.view.hidden.clone();
    let report = slot.report.clone().filter(|_| !hidden.is_empty());
    let effect = report.map(|report| OnDemandEffect::HideParts(run, report, hidden).into());
    effect.into_iter().collect()
}

/// Shows the report without them, and makes the link in the dialog again.
pub(crate) fn show_hidden(
    state: &mut AppState,
    run: RunId,
    report: Redacted<Report>,
) -> Vec<Effect> {
    let report = state.with_help(report);
    if let Some(run) = state.runs.get_mut(run) {
        run.report = Some(report);
    }
    let mut effects = match &state.dialog {
        Some(Dialog::Share { kind, .. }) => request_link(state, *kind),
        Some(Dialog::Embed(_)) => request_embedding(state),
        None => Vec::new(),
    };
    effects.extend(history::record(state, run, EntryKind::Same));
    effects
}

pub(crate) fn copy_link(state: &mut AppState) -> Vec<Effect> {
    match &state.dialog {
        Some(Dialog::Share { made, .. }) => {
            vec![OnDemandEffect::CopyLink(made.url.clone()).into()]
        }
        Some(Dialog::Embed(_)) | None => Vec::new(),
    }
}

/// Where the browser forbids copying, the link is left selected.
pub(crate) fn copy_link_by_hand(state: &mut AppState) -> Vec<Effect> {
    if let Some(Dialog::Share { copy_by_hand, .. }) = &mut state.dialog {
        *copy_by_hand = true;
    }
    vec![Effect::Select("textarea[name=link]")]
}

/// Opens the dialog that shows a diagnosis in documentation.
pub(crate) fn request_embedding(state: &mut AppState) -> Vec<Effect> {
    with_report(state, OnDemandEffect::MakeEmbedding)
}

pub(crate) fn show_embedding(state: &mut AppState, embedding: Embedding) -> Vec<Effect> {
    state.dialog = Some(Dialog::Embed(embedding));
    Vec::new()
}

/// Changes what is to be shown there.
pub(crate) fn change_embedding(state: &mut AppState, choice: EmbedChoice) -> Vec<Effect> {
    if let Some(Dialog::Embed(embedding)) = &mut state.dialog {
        match choice {
            EmbedChoice::Live(is_live) => embedding.is_live = is_live,
            EmbedChoice::Theme(theme) => embedding.theme = theme,
        }
    }
    Vec::new()
}

/// The exchange that is looked at, as a command.
pub(crate) fn copy_curl(state: &mut AppState) -> Vec<Effect> {
    match state.run().exchange() {
        Some(id) => with_report(state, |report| OnDemandEffect::CopyCurl(report, id)),
        None => Vec::new(),
    }
}

pub(crate) fn copy_markdown(state: &mut AppState) -> Vec<Effect> {
    super::help::export(state, Export::Markdown)
}

pub(crate) fn export(state: &mut AppState, format: Format) -> Vec<Effect> {
    super::help::export(state, Export::Form(format))
}

/// What is to be done with the report that is shown, if there is one.
fn with_report(state: &AppState, effect: impl FnOnce(ReportRef) -> OnDemandEffect) -> Vec<Effect> {
    let report = state.run().report.clone();
    report.map(effect).map(Effect::from).into_iter().collect()
}
