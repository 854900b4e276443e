//! Signs. Each status has a shape of its own: colour never carries meaning alone.

use crate::trace::step::Status;
use crate::ui::node::{Node, el};

const CIRCLE: &str = "M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2Z";
const TRIANGLE: &str = "M8 1.6 15 14.2H1L8 1.6Z";

/// The sign of a status.
pub fn status_icon(status: Status) -> Node {
    let sign = match status {
        Status::Pending | Status::Unreached => "",
        Status::Running => "M8 1.2A6.8 6.8 0 0 1 14.8 8",
        Status::Waiting => "M6.2 5.4v5.2M9.8 5.4v5.2",
        Status::Pass => "m5 8.2 2.1 2.1L11 6.2",
        Status::Warn => "M8 6.2v3.6M8 12v.01",
        Status::Fail => "m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2",
        Status::Skipped => "M5.2 8h5.6",
        Status::Unseen => "M6.2 6.4a1.9 1.9 0 1 1 2.6 1.8c-.5.2-.8.5-.8 1M8 11.4v.01",
    };
    let ring = if status == Status::Warn {
        TRIANGLE
    } else {
        CIRCLE
    };
    el("svg")
        .class("icon")
        .attr("viewBox", "0 0 16 16")
        .attr("aria-hidden", "true")
        .child(el("path").class("ring").attr("d", ring))
        .child(el("path").class("sign").attr("d", sign))
        .into()
}

/// The mark of the product: a line that breaks.
pub fn logo() -> Node {
    el("svg")
        .class("logo")
        .attr("viewBox", "0 0 26 18")
        .attr("aria-hidden", "true")
        .child(el("path").attr("d", "M1 9h7l2.5-6"))
        .child(el("path").attr("d", "M15.5 15 18 9h7"))
        .child(
            el("circle")
                .attr("cx", "13")
                .attr("cy", "9")
                .attr("r", "1.7"),
        )
        .into()
}
