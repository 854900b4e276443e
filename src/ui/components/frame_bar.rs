//! In a frame: what is diagnosed, and the two things that a reader can do about it.

use super::icon::logo;
use crate::report::Report;
use crate::ui::facts::wants_credentials;
use crate::ui::node::{Node, button, el, many};
use crate::ui::page::{Frame, Page};
use crate::ui::state::State;
use crate::ui::text::wire;

pub fn frame_bar(state: State, page: &Page, frame: &Frame) -> Node {
    let word = word(page, frame);
    let (action, label) = match (page.phase.is_on(), &page.report) {
        (true, _) => ("cancel", "Cancel"),
        (false, None) => ("run", "Run"),
        (false, Some(_)) => ("run", "Run again"),
    };
    let run = button(action, "primary", move || state.submit()).child(label);
    let open = el("a")
        .class("ghost")
        .attr("data-action", "open-full")
        .attr("href", frame.link.clone())
        .attr("target", "_blank")
        .attr("rel", "noopener")
        .child("Open in Faultfinder");
    // Without its secrets the run would only prove that they are missing.
    let (run, open) = match frame.needs_secrets {
        true => (None, open.class("primary")),
        false => (Some(run), open),
    };
    let server = &page.form.server;
    let bar = el("div")
        .class("frame-bar")
        .child(el("span").class("brand").child(logo()).child("Faultfinder"))
        .child(el("code").class("server").child(wire(server)))
        .child(run)
        .child(open);
    let word = word.map(|word| el("p").class("frame-word").attr("role", "note").child(word));
    let title = page
        .report
        .is_none()
        .then(|| el("h1").child("See whether your browser connects to this server"));
    many(vec![bar.into(), title.into(), word.into()])
}

/// What a reader must know about the frame before anything else.
fn word(page: &Page, frame: &Frame) -> Option<&'static str> {
    let says = |says: fn(&Report) -> bool| page.report.as_ref().is_some_and(|report| says(report));
    if frame.needs_secrets || says(wants_credentials) {
        Some(
            "This server needs credentials, and a frame takes none. Open it in Faultfinder to go on.",
        )
    } else if says(|report| report.code.as_deref() == Some("reach/local-network-denied")) {
        Some(
            "A page that shows this in a frame must let the frame into your network too: allow=\"local-network; loopback-network\". Or open it in Faultfinder.",
        )
    } else if frame.has_no_origin {
        Some(
            "This frame has no origin of its own, because its sandbox lacks allow-same-origin: a server may refuse it and accept Faultfinder.",
        )
    } else {
        None
    }
}
