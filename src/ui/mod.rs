//! What the user sees. Components show; they do not decide.

use leptos::prelude::*;

/// Puts the page into the document's body.
pub fn mount() {
    mount_to_body(App);
}

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <main class="app" data-state="idle">
            <h1>"Faultfinder"</h1>
            <p>"Finds the step at which an MCP connection breaks."</p>
        </main>
    }
}
