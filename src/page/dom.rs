//! What the runtime needs of the document beyond the components' own elements.

use leptos::leptos_dom::helpers::{document, window};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::app::modes::Theme;

/// Runs this when the pending changes are on the page.
pub fn soon(then: impl FnOnce() + 'static) {
    request_animation_frame(then);
}

/// Runs this when the next frame has been drawn.
pub fn next_frame(then: impl FnOnce() + 'static) {
    set_timeout(then, std::time::Duration::from_millis(16));
}

/// Puts the theme's class on the root element.
pub fn show_theme(theme: Theme) {
    if let Some(root) = document().document_element()
        && root.class_name() != theme.id()
    {
        root.set_class_name(theme.id());
    }
}

/// In a frame every link opens a tab of its own: `#help/…` shows its text on the whole page.
pub fn open_links_elsewhere() {
    if let (Some(head), Ok(base)) = (document().head(), document().create_element("base")) {
        let _ = base.set_attribute("target", "_blank");
        let _ = head.append_child(&base);
    }
}

/// Focuses the first element that the selector finds.
pub fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        // What is folded away cannot be focused.
        if let Ok(Some(fold)) = element.closest("details:not([open])") {
            let _ = fold.set_attribute("open", "");
        }
        let _ = element.focus();
    }
}

/// Focuses the last element that the selector finds.
pub fn focus_last(selector: &str) {
    if let Ok(all) = document().query_selector_all(selector)
        && let Some(node) = all.item(all.length().saturating_sub(1))
    {
        let _ = node.unchecked_into::<HtmlElement>().focus();
    }
}

/// Moves the page so that the element is seen.
pub fn reveal(selector: &str) {
    if let Some(element) = find(selector) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Whether the page shows one column.
pub fn is_narrow() -> bool {
    let query = window().match_media("(max-width: 860px)").ok().flatten();
    query.is_some_and(|query| query.matches())
}

fn find(selector: &str) -> Option<HtmlElement> {
    let element = document().query_selector(selector).ok().flatten()?;
    Some(element.unchecked_into())
}
