//! What the user can do on the way to a token: one thing at a time, and all of it looked over before it is done.

mod answer;
mod register;
mod request;

use leptos::prelude::event_target_value;

use crate::engine::Run;
use crate::engine::sign_in::auth_options::AuthOptions;
use crate::engine::sign_in::flow::Flow;
use crate::ui::facts::phase_of;
use crate::ui::modes::Phase;
use crate::ui::node::{Element, Node, button, el, many, nothing};
use crate::ui::page::Page;
use crate::ui::sign_in::{self, SignIn, Stage, host};
use crate::ui::state::State;
use crate::ui::text::wire;

pub fn sign_in(state: State, page: &Page) -> Node {
    // A run of which only the recording is here cannot go on.
    if page.sharing.recorded.is_some() {
        return nothing();
    }
    let drawn = state.read(|session| {
        if phase_of(session) == Phase::Running {
            return page.view.sign_in.is_on.then(under_way);
        }
        let offer = session.auth_options()?;
        let stage = sign_in::stage(session, &offer)?;
        state.listen_for_return();
        Some(panel(&View {
            state,
            page,
            session,
            offer: &offer,
            stage,
        }))
    });
    drawn.flatten().into()
}

/// What the parts of the panel are drawn from.
struct View<'a> {
    state: State,
    page: &'a Page,
    session: &'a Run,
    offer: &'a AuthOptions,
    stage: Stage,
}

impl View<'_> {
    fn entered(&self) -> &SignIn {
        &self.page.view.sign_in
    }

    /// The authorization server as people know it.
    fn host(&self) -> Node {
        let flow = self.offer.flow.as_ref();
        let issuer = flow.map(Flow::issuer).filter(|issuer| !issuer.is_empty());
        let host = host(issuer.unwrap_or(&self.offer.server));
        el("code").child(wire(host)).into()
    }
}

/// Between two stages: it keeps the focus where it is.
fn under_way() -> Element {
    let lead = el("p").child("This goes on by itself.");
    frame(heading(vec!["Signing in".into()]), lead)
}

fn frame(heading: Element, rest: impl Into<Node>) -> Element {
    el("section")
        .class("sign-in card")
        .attr("data-panel", "sign-in")
        .attr("aria-labelledby", "sign-in-title")
        .child(heading)
        .child(rest)
}

fn heading(words: Vec<Node>) -> Element {
    el("h2")
        .attr("id", "sign-in-title")
        .attr("tabindex", "-1")
        .children(words)
}

fn panel(view: &View) -> Element {
    let (title, rest) = match view.stage {
        Stage::Choose => (
            vec!["Try another authorization server".into()],
            lead("The server names several. Another one may describe itself soundly."),
        ),
        Stage::Register => register::register(view),
        Stage::Ask { .. } | Stage::StepUp => request::request(view),
        Stage::Opened => answer::opened(view),
        Stage::Bring => answer::bring(view),
    };
    let word = view.entered().word;
    let alert =
        (!word.is_empty()).then(|| el("p").class("alert").attr("role", "alert").child(word));
    let stage = el("div")
        .key(view.stage.id())
        .class("stage")
        .attr("data-stage", view.stage.id())
        .child(rest)
        .child(servers(view));
    frame(heading(title), many(vec![alert.into(), stage.into()]))
}

fn lead(words: &'static str) -> Node {
    el("p").class("lead").child(words).into()
}

/// The choice between several authorization servers.
fn servers(view: &View) -> Option<Element> {
    let (state, offer) = (view.state, view.offer);
    let has_choice = offer.servers.len() > 1 && !matches!(view.stage, Stage::Opened | Stage::Bring);
    if !has_choice {
        return None;
    }
    let is_all = view.stage == Stage::Choose;
    // Where this one led nowhere, the next is meant.
    let other = offer.servers.iter().find(|server| **server != offer.server);
    let first = other.filter(|_| is_all).unwrap_or(&offer.server).clone();
    let chosen = match view.entered().server.as_str() {
        "" => first.clone(),
        chosen => chosen.to_owned(),
    };
    let option = |issuer: &String| {
        el("option")
            .attr("value", issuer.clone())
            .child(issuer.clone())
            .into()
    };
    let select = el("select")
        .attr("name", "authorization_server")
        .children(offer.servers.iter().map(option).collect())
        .value(chosen)
        .on("change", move |event| {
            let server = event_target_value(event);
            state.enter(|sign_in| sign_in.server = server);
        });
    let choose = button("choose-server", rank(is_all), move || {
        state.choose_server(&first);
    });
    let row = el("div")
        .class("row")
        .child(select.attr("aria-label", "Authorization server"))
        .child(choose.child("Go on with this one"));
    let words =
        "The server names several authorization servers. A client id counts for one of them only.";
    let said = (!is_all).then(|| el("p").class("muted").child(words));
    let class = if is_all { "" } else { "servers" };
    Some(el("div").class(class).child(said).child(row))
}

/// A field with a label above it.
fn field(label: &'static str, input: Element, hint: Option<&'static str>) -> Element {
    el("label")
        .class("field")
        .child(el("span").child(label))
        .child(input)
        .child(hint.map(|hint| el("small").child(hint)))
}

/// Where something is typed.
fn entry(
    state: State,
    name: &'static str,
    text: &str,
    put: impl Fn(&mut SignIn, String) + 'static,
) -> Element {
    let tag = match name {
        "token_response" => "textarea",
        _ => "input",
    };
    el(tag)
        .attr("name", name)
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .value(text.to_owned())
        .on("input", move |event| {
            let text = event_target_value(event);
            state.enter(|sign_in| put(sign_in, text));
        })
}

/// Fields that Enter sends off.
fn form(send: impl Fn() + 'static) -> Element {
    el("form")
        .attr("autocomplete", "off")
        .on("submit", move |event| {
            event.prevent_default();
            send();
        })
}

fn submit(action: &'static str, is_primary: bool) -> Element {
    el("button")
        .attr("type", "submit")
        .attr("data-action", action)
        .class(rank(is_primary))
}

fn rank(is_primary: bool) -> &'static str {
    match is_primary {
        true => "primary",
        false => "ghost",
    }
}
