//! A field in which text is typed.

use leptos::prelude::event_target_value;

use crate::ui::form::Field;
use crate::ui::node::{Element, el};
use crate::ui::state::State;

pub fn text_field(state: State, field: Field, text: &str) -> Element {
    let tag = match field {
        Field::Evidence => "textarea",
        _ => "input",
    };
    el(tag)
        .attr("name", field.name())
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .value(text.to_owned())
        .on("input", move |event| {
            state.typed(field, event_target_value(event))
        })
}
