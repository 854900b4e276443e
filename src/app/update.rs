//! THE function of the page: what happens, and what follows. No clock, no browser; `page/runtime` performs the effects.

mod auth;
mod entry;
mod form;
mod help;
mod history;
mod links;
mod runs;
mod view;

use super::message::{Effect, Message, OnDemandEffect};
use super::modes::Theme;
use super::on_demand::OnDemand;
use super::state::AppState;

/// For how long a toast can be read, in milliseconds.
const TOAST: u32 = 1_800;

/// Changes the state, and says what is to be done outside of it, in order.
pub fn update(state: &mut AppState, message: Message) -> Vec<Effect> {
    match message {
        Message::Typed(field, text) => form::typed(state, field, text),
        Message::TransportChosen(transport) => form::choose_transport(state, transport),
        Message::HeaderAdded => form::add_header(state),
        Message::HeaderRemoved(key) => form::remove_header(state, key),
        Message::OptionsToggled(is_open) => form::toggle_options(state, is_open),
        Message::CredentialsWanted => form::want_credentials(state),

        Message::EntryRead(reading) => entry::take(state, reading),
        Message::EntryChosen(place) => entry::choose(state, place),
        Message::Submitted => runs::submit(state),
        Message::RunRequested => runs::start_checked(state),
        Message::RunAgainRequested => runs::start_if_complete(state),
        Message::RunChosen(run) => history::choose(state, run),
        Message::UrlTried(url) => runs::try_url(state, url),
        Message::CancelRequested => runs::cancel(state),
        Message::LongerWaitRequested => runs::wait_longer(state),
        Message::Published(news) => runs::publish(state, *news),
        Message::PartDrawn(run) => runs::draw_part(state, run),
        Message::RunNotShown(run) => runs::note_not_shown(state, run),
        Message::FrameDrawn(run, now) => runs::note_frame(state, run, now),
        Message::RunFactsRead(run, facts) => runs::note_facts(state, run, facts),
        Message::RunResumed(run, options) => runs::resume(state, run, *options),
        Message::DeepModeRequested => runs::start_deep_mode(state),
        Message::ScriptsRequested => view::request_scripts(state),
        Message::ScriptsLoaded(loaded) => set(&mut state.scripts, OnDemand::from(loaded)),
        Message::SaveRequested(name, text) => vec![OnDemandEffect::SaveText(name, text).into()],
        Message::EvidenceSubmitted => runs::submit_evidence(state),
        Message::EvidenceRefused(foreign) => runs::refuse_evidence(state, foreign),
        Message::EvidenceRead(read) => runs::take_evidence(state, read),
        Message::ExchangeChosen(id) => view::choose_exchange(state, id),
        Message::ExchangeStepped(id) => set(&mut state.run_mut().view.chosen, Some(id)),
        Message::StepToggled(step) => view::toggle_step(state, step),
        Message::StepMoved(by) => view::move_step(state, by),
        Message::TabSelected(group, index) => view::select_tab(state, group, index),
        Message::RowsRequested(list, count) => view::show_rows(state, list, count),
        Message::ItemOpened(list, index) => view::open_item(state, list, index),
        Message::EvidenceToggled(is_open) => view::toggle_evidence(state, is_open),
        Message::ShellChosen(shell) => set(&mut state.shell, shell),
        Message::ProductChosen(product) => set(&mut state.product, product),
        Message::ComparisonToggled => view::toggle_comparison(state),
        Message::ClientsToggled => view::toggle_clients(state),
        Message::Escaped => view::escape(state),

        Message::ThemeToggled => toggle_theme(state),
        Message::ThemeShown(theme) => set(&mut state.theme, theme),
        Message::KeysToggled(is_open) => set(&mut state.keys_open, is_open),
        Message::TopicClosed => history::close_topic(state),
        Message::FocusRequested(selector) => vec![Effect::Focus(selector.to_owned())],
        Message::Toasted(toast) => show_toast(state, toast),
        Message::ToastExpired => set(&mut state.toast, ""),
        Message::ExamplesLoaded(examples) => set(&mut state.examples, examples),
        Message::HelpRequested(code) => help::request(state, [code]),
        Message::HelpLoaded(area, loaded) => help::complete(state, area, loaded),
        Message::DeferredLoaded => help::prepare(state),

        Message::CopyRequested(text) => vec![Effect::Copy(text, "Copied")],
        Message::CurlRequested => links::copy_curl(state),
        Message::MarkdownRequested => links::copy_markdown(state),
        Message::ExportRequested(format) => links::export(state, format),
        Message::LinkFollowed(followed) => links::follow(state, *followed),
        Message::ExampleOpened(name) => vec![OnDemandEffect::OpenExample(name).into()],
        Message::Imported(imported) => links::show_imported(state, *imported),
        Message::ShareRequested => links::share(state),
        Message::LinkRequested(kind) => links::request_link(state, kind),
        Message::LinkMade(kind, made) => links::show_link(state, kind, made),
        Message::AddressPartHidden(key) => links::hide_part(state, key),
        Message::PartsHidden(run, report) => links::show_hidden(state, run, *report),
        Message::LinkCopyRequested => links::copy_link(state),
        Message::LinkCopyRefused => links::copy_link_by_hand(state),
        Message::EmbedRequested => links::request_embedding(state),
        Message::EmbeddingMade(embedding) => links::show_embedding(state, *embedding),
        Message::EmbeddingChanged(choice) => links::change_embedding(state, choice),
        Message::DialogClosed => set(&mut state.dialog, None),

        Message::Auth(message) => auth::update(state, message),
    }
}

/// A change from which nothing follows.
fn set<T>(place: &mut T, value: T) -> Vec<Effect> {
    *place = value;
    Vec::new()
}

fn show_toast(state: &mut AppState, toast: &'static str) -> Vec<Effect> {
    state.toast = toast;
    vec![Effect::ExpireToast(TOAST)]
}

/// The next theme of auto, light and dark; kept for the next visit.
fn toggle_theme(state: &mut AppState) -> Vec<Effect> {
    let theme: Theme = state.theme.next();
    state.theme = theme;
    vec![Effect::StoreTheme(theme)]
}
