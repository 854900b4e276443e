//! What this page cannot see, a script can: the way past the browser.

use leptos::prelude::*;

use super::copy_button::copy_button;
use super::finding::tab;
use crate::evidence::Shell;
use crate::ui::state::State;

#[component]
pub fn EvidencePanel() -> impl IntoView {
    let state = State::here();
    move || state.evidence_open.get().then(|| panel(state))
}

fn panel(state: State) -> AnyView {
    let shell = RwSignal::new(Shell::Sh);
    let script = move || {
        let shell = shell.get();
        let copied = state.script(shell);
        let name = match shell {
            Shell::Sh => "sh",
            Shell::PowerShell => "powershell",
        };
        view! {
            <div class="command">
                <pre tabindex="0" data-script=name>{copied.clone()}</pre>
                {copy_button(state, "the script", move || copied.clone())}
            </div>
        }
        .into_any()
    };
    let text = RwSignal::new(String::new());
    let alert = move || {
        let word = state.evidence_word.get();
        (!word.is_empty()).then(|| view! { <p class="alert" role="alert">{word}</p> }.into_any())
    };
    view! {
        <section class="evidence card" data-panel="evidence" aria-labelledby="evidence-title">
            <div class="heading">
                <h2 id="evidence-title">"Continue past the browser"</h2>
                <button type="button" class="small push" data-action="close" on:click=move |_| state.evidence_open.set(false)>"Close"</button>
            </div>
            <p>
                "A browser does not show this page more, but curl sees everything. Run this script in a terminal and paste what it prints; the diagnosis goes on from there."
            </p>
            <div class="tabs" role="group" aria-label="Shell">
                {tab("macOS, Linux".to_owned(), move || shell.get() == Shell::Sh, move || shell.set(Shell::Sh))}
                {tab("PowerShell".to_owned(), move || shell.get() == Shell::PowerShell, move || shell.set(Shell::PowerShell))}
            </div>
            {script}
            <label class="field">
                <span>"What it printed"</span>
                <textarea
                    name="evidence"
                    rows="5"
                    spellcheck="false"
                    autocomplete="off"
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                ></textarea>
                <small>"The output of curl -sv or curl -i, and the browser's own code such as net::ERR_CONNECTION_REFUSED, are understood too."</small>
            </label>
            {alert}
            <button
                type="button"
                class="primary"
                data-action="exchange-pasted"
                on:click=move |_| state.read_evidence(&text.get_untracked())
            >
                "Read it"
            </button>
        </section>
    }
    .into_any()
}
