//! The help for one code, at `#help/<code>`: what it is, why it matters, how to fix it.

use leptos::prelude::*;

use super::finding::{capital, sources};
use crate::checks::catalogue;
use crate::ui::markdown;
use crate::ui::state::State;

#[component]
pub fn HelpPanel() -> impl IntoView {
    let state = State::here();
    move || state.topic.get().map(|code| panel(state, &code))
}

/// A code that leads to its help.
pub fn code_link(code: &str) -> AnyView {
    view! { <a class="code" href=format!("#help/{code}")>{code.to_owned()}</a> }.into_any()
}

fn panel(state: State, code: &str) -> AnyView {
    let entry = catalogue::entry(code);
    let title = entry.map_or("There is no such code", |entry| entry.title);
    let happened = entry.map(|entry| markdown::prose(&general(entry.happened)));
    view! {
        <section class="help card" data-panel="help" aria-labelledby="help-title">
            <div class="heading">
                <code class="code">{code.to_owned()}</code>
                <button type="button" class="small push" data-action="close" on:click=move |_| state.close_topic()>
                    "Close"
                </button>
            </div>
            <h2 id="help-title">{markdown::inline(&capital(&general(title)))}</h2>
            <div class="finding">{happened}{topic(state, code)}</div>
        </section>
    }
    .into_any()
}

fn topic(state: State, code: &str) -> Option<AnyView> {
    let help = state.help.get()?;
    let topic = help.topic(code)?;
    Some(
        view! {
            <h3>"How to fix"</h3>
            {markdown::prose(&general(&topic.fix))}
            <h3>"Why it matters"</h3>
            {markdown::prose(&general(&topic.why))}
            {sources(&topic.sources)}
        }
        .into_any(),
    )
}

/// Without a run there are no values: `{header}` becomes `<header>`. Braces of a snippet stay.
fn general(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once('{') {
        out.push_str(before);
        let name = inner.split_once('}').map(|(name, _)| name);
        let is_name = |name: &&str| {
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        match name.filter(|name| !name.is_empty()).filter(is_name) {
            Some(name) => {
                out.push('<');
                out.push_str(name);
                out.push('>');
                rest = inner.get(name.len() + 1..).unwrap_or_default();
            }
            None => {
                out.push('{');
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    out
}
