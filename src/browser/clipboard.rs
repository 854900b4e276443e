//! Copying text, in every page and frame.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{ClipboardEvent, Element, HtmlDocument, HtmlElement, HtmlTextAreaElement};

use super::{document, window};

/// Copies. Call it from a click or a key press: browsers allow it only then. Says whether it worked.
pub async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    // An insecure page has none, and a frame of another origin may not write to it.
    let written = !clipboard.is_undefined() && clipboard.write_text(text).await.is_ok();
    written || copy_by_command(text).unwrap_or(false)
}

/// Calls `then` with the text that is pasted into the field of this selector, for as long as the page is open. Where it
/// says that it took the text, the field does not.
pub fn on_paste(selector: &'static str, then: impl Fn(&str) -> bool + 'static) {
    let paste = move |event: ClipboardEvent| {
        let field = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let is_field = field.is_some_and(|field| field.matches(selector) == Ok(true));
        let text = event.clipboard_data().filter(|_| is_field);
        let text = text.and_then(|data| data.get_data("text").ok());
        if text.is_some_and(|text| then(&text)) {
            event.prevent_default();
        }
    };
    let paste = Closure::<dyn Fn(ClipboardEvent)>::new(paste).into_js_value();
    let _ = document().add_event_listener_with_callback("paste", paste.unchecked_ref());
}

/// Selects the text of a field, so that the user can copy it.
pub fn select(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(area) = found.and_then(|found| found.dyn_into::<HtmlTextAreaElement>().ok()) {
        let _ = area.focus();
        area.select();
    }
}

/// The older way, which asks for no permission: select a text and command a copy.
fn copy_by_command(text: &str) -> Option<bool> {
    let document: HtmlDocument = document().dyn_into().ok()?;
    let focused: Option<HtmlElement> = document.active_element()?.dyn_into().ok();
    let area: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    let _ = area.set_attribute("aria-hidden", "true");
    // Out of sight without scrolling there. Set by script: the policy allows no style attribute in HTML.
    for (property, value) in [("position", "fixed"), ("opacity", "0")] {
        let _ = area.style().set_property(property, value);
    }
    // Behind an open modal dialog nothing can be selected: the text goes where the focus is.
    let place = focused
        .as_ref()
        .and_then(|focused| focused.closest("dialog").ok()?);
    match place {
        Some(dialog) => dialog.append_child(&area).ok()?,
        None => document.body()?.append_child(&area).ok()?,
    };
    area.select();
    let copied = document.exec_command("copy").unwrap_or(false);
    area.remove();
    if let Some(focused) = focused {
        let _ = focused.focus();
    }
    Some(copied)
}

/// Selects the block of the page that shows this text, so that the user can copy it.
pub fn select_shown(text: &str) -> Option<()> {
    let blocks = document().query_selector_all("pre").ok()?;
    let mut blocks = (0..blocks.length()).filter_map(|index| blocks.item(index));
    let shown = blocks.find(|block| block.text_content().as_deref() == Some(text))?;
    let selection = window().get_selection().ok()??;
    selection.select_all_children(&shown).ok()
}
