//! What comes back: from the user's sign-in, and from a token endpoint that this page may not read.

use super::{View, entry, field, form, lead, submit};
use crate::trace::purpose::Purpose;
use crate::ui::components::copy_button::command;
use crate::ui::node::{Element, Node, button, el, many};
use crate::ui::state::sign_in::token_command;

/// The user is away.
pub fn opened(view: &View) -> (Vec<Node>, Node) {
    let state = view.state;
    let title = vec!["Waiting for you at ".into(), view.host()];
    let is_blocked = !view.entered().word.is_empty();
    let url = entry(
        state,
        "callback_url",
        &view.entered().callback_url,
        |sign_in, text| {
            sign_in.callback_url = text;
        },
    );
    let hint = "Where nothing arrives here although you signed in: copy the address that the window ended at.";
    let paste = form(move || state.use_callback())
        .class("row")
        .child(field("The address that it came back to", url, Some(hint)))
        .child(submit("use-callback", false).child("Use this address"));
    let again = button("open-again", super::rank(is_blocked), move || {
        state.open_again()
    });
    let here = button("sign-in-here", "ghost", move || state.sign_in_here());
    let nothing = button("no-answer", "ghost", move || state.no_answer());
    let actions = el("div")
        .class("actions")
        .child(again.child("Open the window again"))
        .child(here.child("Sign in on this page instead"))
        .child(nothing.child("Nothing came back"));
    let actual =
        "Sign in in the window that opened. When it comes back, this page goes on by itself.";
    (
        title,
        many(vec![lead(actual), paste.into(), actions.into()]),
    )
}

/// The token endpoint answers, and the browser keeps the answer from this page.
pub fn bring(view: &View) -> (Vec<Node>, Node) {
    let state = view.state;
    let title = vec!["Fetch the token yourself".into()];
    let response = entry(
        state,
        "token_response",
        &view.entered().token_response,
        |sign_in, text| {
            sign_in.token_response = text;
        },
    )
    .attr("rows", "4");
    let paste = form(move || state.use_token_response())
        .child(field("What it printed", response, Some("The JSON of the token endpoint. The token in it is used for this run only, and appears in no report.")))
        .child(submit("exchange-pasted", true).child("Go on with it"));
    let actual = "A browser keeps the answer of this token endpoint from this page. A terminal does not: run the command there and paste what it prints.";
    let again = is_tried(view).then(|| {
        let word = "This page has tried this code, and a code is good for one attempt. Where the answer is invalid_grant, sign in again: the new code is left to you. It may last a minute only.";
        let again = button("sign-in", "ghost", move || state.sign_in());
        el("div")
            .class("row")
            .child(el("p").class("muted").child(word))
            .child(again.child("Sign in again"))
    });
    (
        title,
        many(vec![lead(actual), curl(view), paste.into(), again.into()]),
    )
}

/// The page itself used the newest code.
fn is_tried(view: &View) -> bool {
    let last = |purpose| view.session.recording().last(&purpose);
    let (tried, opened) = (last(Purpose::Token), last(Purpose::Authorize));
    tried.map(|exchange| exchange.id) > opened.map(|exchange| exchange.id)
}

/// It holds the code and the verifier, so it is shown when it is wanted.
fn curl(view: &View) -> Node {
    let state = view.state;
    if !view.entered().shows_command {
        let show = move || state.enter(|sign_in| sign_in.shows_command = true);
        return button("show-command", "ghost", show)
            .child("Show the command")
            .into();
    }
    let text = token_command(view.session).unwrap_or_default();
    let warning = el("p")
        .class("muted")
        .child("It holds a code and a verifier that nobody else should see.");
    let shown: Element = command(state, "the command", &text, None);
    many(vec![warning.into(), shown.into()])
}
