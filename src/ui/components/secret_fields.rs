//! What a link names and does not bring: asked for by name.

use super::text_field::text_field;
use crate::ui::form::Field;
use crate::ui::node::{Node, el, many};
use crate::ui::page::Page;
use crate::ui::state::State;

pub fn secret_fields(state: State, page: &Page) -> Node {
    let form = &page.form;
    let secrets = form.secrets.iter().enumerate();
    let wanted = secrets.filter(|(_, secret)| form.wants(secret));
    let fields = wanted.map(|(place, secret)| {
        let input = text_field(state, Field::Secret(place), &secret.value)
            .attr("type", "password")
            .attr("data-secret", secret.name.clone());
        let name = el("span").child(el("code").child(secret.name.clone()));
        el("label")
            .key(secret.name.clone())
            .class("field wide")
            .child(name)
            .child(input)
            .child(
                el("small")
                    .child("Stands in the URL in the place of this name. It is not in the link."),
            )
            .into()
    });
    many(fields.collect())
}
