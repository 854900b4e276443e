//! What a link names and does not bring: asked for by name.

use std::sync::Arc;

use leptos::prelude::*;

use super::keyed::Keyed;
use super::text_field::TextField;
use crate::app::form::{Field, Form};
use crate::page::context::use_app;

#[component]
pub fn SecretFields() -> impl IntoView {
    let keys = use_app().select(|state| keys(&state.form));
    let draw = |key: String| match read_key(&key) {
        Some((place, name)) => secret_field(place, name),
        None => ().into_any(),
    };
    view! { <Keyed keys draw=Arc::new(draw)/> }
}

/// Place and name of each secret that still has its place in the URL.
fn keys(form: &Form) -> Vec<String> {
    let secrets = form.secrets.iter().enumerate();
    let wanted = secrets.filter(|(_, secret)| form.wants(secret));
    wanted
        .map(|(place, secret)| format!("{place} {}", secret.name))
        .collect()
}

fn read_key(key: &str) -> Option<(usize, &str)> {
    let (place, name) = key.split_once(' ')?;
    Some((place.parse().ok()?, name))
}

fn secret_field(place: usize, name: &str) -> AnyView {
    view! {
        <label class="field wide">
            <span>
                <code>{name.to_owned()}</code>
            </span>
            <TextField field=Field::Secret(place) kind="password" attr:data-secret=name.to_owned()/>
            <small>"Replaces this name in the URL. It is not in the link."</small>
        </label>
    }
    .into_any()
}
