//! Several views of the same thing, of which one is shown.

use leptos::prelude::*;

use super::button::Tab;
use crate::app::message::Message;
use crate::page::context::use_app;
use crate::page::derived::Derived;

/// The buttons that choose between the views.
#[component]
pub fn Tabs(
    /// What the choice is about, for those who do not see the page.
    label: &'static str,
    /// The name of the choice in the state.
    group: &'static str,
    names: Vec<String>,
) -> impl IntoView {
    let selected = use_selected(group);
    let tab = |(index, label): (usize, String)| {
        let is_selected = Derived::new(move || selected.get() == index);
        let send = move || Message::TabSelected(group.to_owned(), index);
        view! { <Tab label is_selected send/> }.into_any()
    };
    view! {
        <div class="tabs" role="group" aria-label=label>
            {names.into_iter().enumerate().map(tab).collect::<Vec<AnyView>>()}
        </div>
    }
}

/// The tab of a group that is selected.
pub fn use_selected(group: &'static str) -> Derived<usize> {
    use_app().select_run(move |run| run.view.selected_tab(group))
}
