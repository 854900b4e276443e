//! Causes from the fault lab to try, where the page is served beside one.

use leptos::prelude::*;

use crate::ui::state::State;

#[component]
pub fn Examples() -> impl IntoView {
    let state = State::here();
    move || {
        let examples = state.examples.get();
        let is_idle = state.report.with(Option::is_none);
        (is_idle && !examples.is_empty()).then(|| {
            let buttons: Vec<AnyView> = examples
                .into_iter()
                .map(|example| {
                    let url = example.url;
                    view! {
                        <button
                            type="button"
                            class="ghost"
                            data-action="try-example"
                            on:click=move |_| state.try_url(url.clone())
                        >
                            {example.title}
                        </button>
                    }
                    .into_any()
                })
                .collect();
            view! {
                <section class="examples" aria-labelledby="examples-title">
                    <h2 id="examples-title">"Try one from the fault lab"</h2>
                    {buttons}
                </section>
            }
        })
    }
}
