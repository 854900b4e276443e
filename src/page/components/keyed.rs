//! Lists whose items keep their elements, and with them focus, scroll positions and open details, when others come
//! and go.

use std::sync::Arc;

use leptos::prelude::*;

use crate::page::derived::Derived;

/// Draws one item of a list.
pub type DrawItem = Arc<dyn Fn(String) -> AnyView + Send + Sync>;

/// `<For>` over keys alone. One type for all lists of the page: every other one would bring the whole algorithm along
/// once more.
#[component]
pub fn Keyed(
    keys: Derived<Vec<String>>,
    /// What stands for a key. It reads the item itself, as that may change.
    draw: DrawItem,
) -> impl IntoView {
    view! { <For each=move || keys.get() key=String::clone children=move |key| draw(key)/> }
}
