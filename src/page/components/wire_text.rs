//! A long text from the wire, shown in parts.

use std::sync::Arc;

use leptos::prelude::*;

use super::button::Button;
use super::text::pieces;
use crate::app::message::Message;
use crate::app::pretty;
use crate::page::context::use_app;

/// What is shown at first, in bytes. More would make the page slow before anybody asked for it: on a machine slowed six
/// times, 64 kB in one line took a third of a second to lay out.
const FIRST: usize = 16 * 1024;

/// A body or an event's data: JSON with line breaks, anything else as it came.
#[component]
pub fn WireText(
    /// Names the text where more of it is asked for.
    key: String,
    #[prop(into)] text: Arc<str>,
) -> impl IntoView {
    let list = key.clone();
    let limit = use_app().select_run(move |run| run.view.visible_rows(&list, FIRST));
    move || {
        let limit = limit.get();
        let (shown, is_cut) = match pretty::looks_like_json(&text) {
            true => pretty::pretty(&text, limit),
            false => pretty::plain(&text, limit),
        };
        let key = key.clone();
        view! {
            <pre tabindex="0">{pieces(&shown)}</pre>
            {is_cut.then(|| view! { <ShowMore key count=limit * 4 label="Show more".to_owned()/> })}
        }
    }
}

/// Asks for more of a list or a text.
#[component]
pub fn ShowMore(key: String, count: usize, label: String) -> impl IntoView {
    view! {
        <Button
            action="show-more"
            class="small more"
            send=move || Message::RowsRequested(key.clone(), count)
        >
            {label}
        </Button>
    }
}
