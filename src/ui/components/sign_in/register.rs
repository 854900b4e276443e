//! Step 8: how this page becomes known, in the order in which a client tries.

use serde_json::Value;

use super::{View, entry, field, form, lead, rank, submit};
use crate::engine::sign_in::flow::Flow;
use crate::trace::step::{Status, Step};
use crate::trace::user_action::Registration;
use crate::ui::components::copy_button::{command, copy_button};
use crate::ui::node::{Element, Node, button, el, many, nothing};
use crate::ui::pretty;
use crate::ui::text::wire;

pub fn register(view: &View) -> (Vec<Node>, Node) {
    let Some(flow) = &view.offer.flow else {
        return (Vec::new(), nothing());
    };
    let title = vec!["Introduce this page to ".into(), view.host()];
    let lane = view.session.recording().step_state(Step::Registration);
    let actual = match (flow.accepts_new_clients(), lane.status) {
        (false, _) => {
            "It takes no new clients by itself. Have this page registered there by hand, with the redirect URI below, and enter the client id that you get."
        }
        (true, Status::Waiting) => {
            "The authorization server has to know this page before you can sign in. Choose how; until then nothing is sent to it."
        }
        (true, _) => "That way did not work. The run goes on from here with another one.",
    };
    let document = document(view, flow);
    let best = best(view, flow, document.is_ok());
    let ways = ways(view, flow, document, Some(best));
    let rest = vec![lead(actual), ways.into(), introduction(view, flow).into()];
    (title, many(rest))
}

fn ways(
    view: &View,
    flow: &Flow,
    document: Result<(), &'static str>,
    best: Option<Registration>,
) -> Element {
    el("ol")
        .class("ways")
        .child(entered_way(view, best == Some(Registration::PreRegistered)))
        .child(document_way(
            view,
            flow,
            document,
            best == Some(Registration::MetadataDocument),
        ))
        .child(dynamic_way(view, flow, best == Some(Registration::Dynamic)))
}

/// The same, folded, where the page is known and that may be what is wrong.
pub fn another_client(view: &View) -> Option<Element> {
    let flow = view.offer.flow.as_ref()?;
    let ways = ways(view, flow, document(view, flow), None);
    Some(
        el("details")
            .class("chevron another")
            .child(el("summary").child("Sign in as another client"))
            .child(ways)
            .child(introduction(view, flow)),
    )
}

/// The first way that can be gone.
fn best(view: &View, flow: &Flow, serves_document: bool) -> Registration {
    if !view.entered().client_id.is_empty() {
        Registration::PreRegistered
    } else if serves_document {
        Registration::MetadataDocument
    } else if flow.server.registration_endpoint.is_some() {
        Registration::Dynamic
    } else {
        Registration::PreRegistered
    }
}

fn way(title: &'static str, text: impl Into<Node>, control: impl Into<Node>) -> Element {
    let words = el("div")
        .class("words")
        .child(el("h3").child(title))
        .child(el("p").child(text));
    el("li").class("way").child(words).child(control)
}

fn entered_way(view: &View, is_best: bool) -> Element {
    let state = view.state;
    let entered = view.entered();
    let id = entry(state, "client_id", &entered.client_id, |sign_in, text| {
        sign_in.client_id = text;
    });
    let secret = entry(
        state,
        "client_secret",
        &entered.client_secret,
        |sign_in, text| {
            sign_in.client_secret = text;
        },
    );
    let fields = form(move || state.use_client())
        .class("pair-of-fields")
        .child(field("Client id", id, None))
        .child(field(
            "Client secret, if there is one",
            secret.attr("type", "password"),
            None,
        ))
        .child(submit("use-client", is_best).child("Use this client"));
    let text = "Somebody registered one for this page, with its redirect URI. A secret goes to this authorization server only, is kept until the next run and appears in no report.";
    way("A client id that you have", text, fields)
}

/// Whether this page can be known by its own document; if not, why.
fn document(view: &View, flow: &Flow) -> Result<(), &'static str> {
    if !flow.server.takes_metadata_documents {
        return Err("Not here: this authorization server does not say that it takes one.");
    }
    match view.page.document {
        Some(found) => found,
        None => {
            view.state.look_for_document(flow.document());
            Err("Looking whether the host of this page serves one.")
        }
    }
}

fn document_way(
    view: &View,
    flow: &Flow,
    found: Result<(), &'static str>,
    is_best: bool,
) -> Element {
    let state = view.state;
    let address = flow.document();
    let title = "The metadata document of this page";
    match found {
        Ok(()) => {
            let text = many(vec![
                "Its address is the client id: ".into(),
                el("code").child(wire(&address)).into(),
                ". The authorization server fetches it.".into(),
            ]);
            let becomes =
                move || state.become_known(Registration::MetadataDocument, address.clone());
            let go = button("use-document", rank(is_best), becomes);
            way(title, text, go.child("Use the document"))
        }
        Err(why) => way(title, why, nothing()).flag("data-unavailable", true),
    }
}

fn dynamic_way(view: &View, flow: &Flow, is_best: bool) -> Element {
    let state = view.state;
    let title = "Dynamic registration";
    if flow.server.registration_endpoint.is_none() {
        let why = "Not here: this authorization server names no registration endpoint.";
        return way(title, why, nothing()).flag("data-unavailable", true);
    }
    let text = many(vec![
        "Sends the metadata below and creates a record at ".into(),
        view.host(),
        ", which may stay there.".into(),
    ]);
    let becomes = move || state.become_known(Registration::Dynamic, String::new());
    let go = button("register", rank(is_best), becomes).child("Register this page");
    way(title, text, go)
}

/// What whoever registers this page by hand needs, and what is sent where it registers itself.
fn introduction(view: &View, flow: &Flow) -> Element {
    let state = view.state;
    let redirect = flow.redirect_uri();
    let copy = copy_button(state, "the redirect URI", redirect.clone());
    let uri = el("div")
        .class("known")
        .child(el("span").class("muted").child("Redirect URI"))
        .child(el("code").child(redirect))
        .child(copy);
    let json = Value::Object(flow.client_metadata()).to_string();
    let (json, _) = pretty::pretty(&json, usize::MAX);
    let metadata = el("details")
        .class("chevron")
        .child(el("summary").child("Client metadata"))
        .child(command(state, "the client metadata", &json, None));
    el("div").class("introduction").child(uri).child(metadata)
}
