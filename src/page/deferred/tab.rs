//! What the tab shows of the run that is looked at.

use leptos::prelude::*;

use crate::app::tab::{Tab, icon};
use crate::browser::tab::OwnTab;
use crate::page::derived::Derived;
use crate::page::runtime::Runtime;

/// Keeps title and icon to what is shown, for as long as the page is open. In a frame the tab is the host page's.
pub fn follow(runtime: Runtime) {
    let inner = runtime.inner();
    let state = inner.state;
    let own = OwnTab::read();
    let watch = move || {
        let tab = Derived::new(move || state.with(Tab::of));
        Effect::new(move || {
            if let Some(tab) = tab.get() {
                own.show(&tab.title, &icon(tab.tone));
            }
        });
    };
    match &inner.owner {
        Some(owner) => owner.with(watch),
        None => watch(),
    }
}
