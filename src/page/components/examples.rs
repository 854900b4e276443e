//! Causes from the fault lab to try, where the page is served beside one.

use leptos::prelude::*;

use super::button::Button;
use crate::app::facts::Example;
use crate::app::message::Message;
use crate::page::context::use_app;

#[component]
pub fn Examples() -> impl IntoView {
    let app = use_app();
    let offered = app.select(|state| match state.run().report {
        Some(_) => Vec::new(),
        None => first_ones(&state.examples),
    });
    move || {
        let offered = offered.get();
        (!offered.is_empty()).then(|| {
            view! {
                <section class="examples" aria-labelledby="examples-title">
                    <h2 id="examples-title">"Try one from the fault lab"</h2>
                    {offered.into_iter().map(button).collect::<Vec<_>>()}
                </section>
            }
        })
    }
}

/// One of each group of causes.
fn first_ones(examples: &[Example]) -> Vec<Example> {
    let first = examples.iter().filter(|example| example.is_first);
    first.cloned().collect()
}

fn button(example: Example) -> AnyView {
    view! {
        <Button action="try-example" class="ghost" send=move || Message::UrlTried(example.url.clone())>
            {example.title}
        </Button>
    }
    .into_any()
}
