//! A text to run or to paste elsewhere, with its button.

use leptos::prelude::*;

use super::button::CopyButton;
use super::text::pieces;

/// `what` completes the name of the button: "Copy the fix". `script` names the shell that the text is for.
#[component]
pub fn Command(
    what: &'static str,
    text: String,
    #[prop(optional, into)] script: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="command">
            <pre tabindex="0" data-script=script>
                {pieces(&text)}
            </pre>
            <CopyButton what text/>
        </div>
    }
}
