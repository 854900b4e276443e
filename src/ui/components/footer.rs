//! What this page does with what it learns.

use leptos::prelude::*;

#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer>
            "Runs in your browser. Nothing is stored, and nothing is sent anywhere but to the server under diagnosis."
        </footer>
    }
}
