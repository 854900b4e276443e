//! Step 9: the authorization request, looked over before it is opened.

use super::register::another_client;
use super::{View, entry, lead};
use crate::engine::sign_in::flow::Flow;
use crate::protocol::oauth::authorization::{Parameter, Source};
use crate::trace::step::Step;
use crate::ui::node::{Element, Node, button, el, many};
use crate::ui::sign_in::Stage;
use crate::ui::state::sign_in::parameters;
use crate::ui::text::wire;

pub fn request(view: &View) -> (Vec<Node>, Node) {
    let state = view.state;
    let (title, actual): (Vec<Node>, Node) = match view.stage {
        Stage::StepUp => (vec!["More scopes are needed".into()], step_up(view)),
        Stage::Ask { again: true } => (
            vec!["Sign in again at ".into(), view.host()],
            lead(
                "The verdict says what broke. Once that is mended, a new sign-in goes on from here with the same client.",
            ),
        ),
        _ => (
            vec!["Sign in at ".into(), view.host()],
            lead(
                "This is the request that a window will open with. Look it over; what you agree to there is a token for this page, which it uses for this run only.",
            ),
        ),
    };
    let (action, label): (_, Vec<Node>) = match view.stage {
        Stage::StepUp => ("step-up", vec!["Sign in with these scopes".into()]),
        _ => ("sign-in", vec!["Sign in at ".into(), view.host()]),
    };
    let open = button(action, "primary", move || state.sign_in()).children(label);
    let here = button("sign-in-here", "ghost", move || state.sign_in_here());
    let actions = el("div")
        .class("actions")
        .child(open)
        .child(here.child("Sign in on this page instead"));
    let is_again = view.stage == Stage::Ask { again: true };
    let another = is_again.then(|| another_client(view)).flatten();
    let rest = vec![
        actual,
        endpoint(view).into(),
        table(view).into(),
        actions.into(),
        another.into(),
    ];
    (title, many(rest))
}

fn step_up(view: &View) -> Node {
    let lane = view.session.recording().step_state(Step::Token);
    let refused = lane.by.and_then(|id| view.session.recording().exchange(id));
    let actual = match refused {
        Some(_) => {
            "The server took the token and answered 403: it does not reach far enough. A new sign-in asks for what you agreed to before and for what is missing."
        }
        None => "The token does not reach far enough. A new sign-in asks for more.",
    };
    lead(actual)
}

fn endpoint(view: &View) -> Option<Element> {
    let flow = view.offer.flow.as_ref()?;
    let endpoint = flow.server.authorization_endpoint.as_deref()?;
    Some(
        el("p")
            .class("endpoint")
            .child(el("b").child("GET"))
            .child(" ")
            .child(wire(endpoint)),
    )
}

/// Every parameter, what it is and where it came from.
fn table(view: &View) -> Element {
    let entered = view.entered().scope.as_deref();
    let all = parameters(view.offer, entered, ("", "")).unwrap_or_default();
    let has_scope = all.iter().any(|parameter| parameter.name == "scope");
    let mut rows = Vec::new();
    for parameter in &all {
        let value = match parameter.name {
            "scope" => scope(view).into(),
            "state" | "code_challenge" => el("i").child("made when you sign in").into(),
            _ => el("code").child(wire(&parameter.value)).into(),
        };
        rows.push(row(parameter.name, value, origin(view, parameter)));
        if parameter.name == "redirect_uri" && !has_scope {
            let why = match entered {
                Some(_) => "left out by you",
                None => "nobody named any: left out",
            };
            rows.push(row("scope", scope(view).into(), why));
        }
    }
    let head = ["Parameter", "Value", "Comes from"]
        .map(|name| el("th").attr("scope", "col").child(name).into());
    el("table")
        .class("parameters")
        .child(
            el("caption")
                .class("sr")
                .child("The parameters of the authorization request"),
        )
        .child(el("thead").child(el("tr").children(head.into())))
        .child(el("tbody").children(rows))
}

fn row(name: &'static str, value: Node, origin: &'static str) -> Node {
    el("tr")
        .key(name)
        .child(el("th").attr("scope", "row").child(el("code").child(name)))
        .child(el("td").child(value))
        .child(el("td").class("origin").child(origin))
        .into()
}

fn scope(view: &View) -> Element {
    let entered = view.entered().scope.as_deref();
    let text = entered.or(view.offer.scope.value.as_deref());
    entry(
        view.state,
        "scope",
        text.unwrap_or_default(),
        |sign_in, text| {
            sign_in.scope = Some(text);
        },
    )
    .attr("aria-label", "Scopes to ask for, separated by spaces")
    .attr("placeholder", "left to the authorization server")
}

fn origin(view: &View, parameter: &Parameter) -> &'static str {
    match parameter.source {
        Source::Protocol => "the protocol",
        Source::Registration => registration(view),
        Source::Page => "the address of this page",
        Source::Random => "random, for this request only",
        Source::Verifier => "a verifier that stays here",
        Source::Challenge if view.stage == Stage::StepUp => "what you had, and the server's 403",
        Source::Challenge => "the server's challenge",
        Source::ResourceMetadata => "the resource metadata",
        Source::Address => "the server's address",
        Source::Entered => "you",
    }
}

fn registration(view: &View) -> &'static str {
    let address = view.offer.flow.as_ref().map(Flow::document);
    match view.offer.client == address {
        true => "the document of this page",
        false => "the registration of this page",
    }
}
