//! What is entered in the form.

use crate::app::entry::FormNote;
use crate::app::form::Field;
use crate::app::message::Effect;
use crate::app::state::AppState;
use crate::trace::vantage::TransportChoice;

pub(crate) fn typed(state: &mut AppState, field: Field, text: String) -> Vec<Effect> {
    if let Some(place) = state.text_mut(field) {
        *place = text;
    }
    if field == Field::Server {
        state.note = FormNote::default();
    }
    Vec::new()
}

pub(crate) fn choose_transport(state: &mut AppState, transport: TransportChoice) -> Vec<Effect> {
    state.form.transport = transport;
    Vec::new()
}

pub(crate) fn add_header(state: &mut AppState) -> Vec<Effect> {
    state.form.add_header();
    vec![Effect::FocusLast("input[name=header-name]")]
}

pub(crate) fn remove_header(state: &mut AppState, key: usize) -> Vec<Effect> {
    state.form.remove_header(key);
    Vec::new()
}

pub(crate) fn toggle_options(state: &mut AppState, is_open: bool) -> Vec<Effect> {
    state.options_open = is_open;
    Vec::new()
}

/// Opens the options where a credential goes.
pub(crate) fn want_credentials(state: &mut AppState) -> Vec<Effect> {
    state.options_open = true;
    vec![Effect::Focus("input[name=bearer]".to_owned())]
}
