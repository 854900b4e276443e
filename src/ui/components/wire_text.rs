//! A long text from the wire, shown in parts.

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::pretty;
use crate::ui::text::pieces;

/// What is shown at first, in bytes. More would make the page slow before anybody asked for it.
const FIRST: usize = 64 * 1024;

/// A body or an event's data: JSON with line breaks, anything else as it came.
pub fn wire_text(text: Arc<str>) -> AnyView {
    let limit = RwSignal::new(FIRST.min(text.len() * 4 + 64));
    let shown = move || {
        let limit = limit.get();
        match pretty::looks_like_json(&text) {
            true => pretty::pretty(&text, limit),
            false => pretty::plain(&text, limit),
        }
    };
    let more = move || limit.update(|limit| *limit *= 4);
    let part = move || {
        let (text, is_cut) = shown();
        view! {
            <pre tabindex="0">{pieces(&text)}</pre>
            {is_cut.then(|| view! {
                <button type="button" class="small more" data-action="show-more" on:click=move |_| more()>"Show more"</button>
            }.into_any())}
        }
        .into_any()
    };
    part.into_any()
}
