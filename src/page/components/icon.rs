//! Signs. Each status has a shape of its own: colour never carries meaning alone.

use leptos::prelude::*;

use crate::trace::step::Status;

const CIRCLE: &str = "M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2Z";
const TRIANGLE: &str = "M8 1.6 15 14.2H1L8 1.6Z";

/// The sign of a status.
#[component]
pub fn StatusIcon(status: Status) -> impl IntoView {
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
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path class="ring" d=ring/>
            <path class="sign" d=sign/>
        </svg>
    }
}

/// The mark of the product: a line that breaks.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 26 18" aria-hidden="true">
            <path d="M1 9h7l2.5-6"/>
            <path d="M15.5 15 18 9h7"/>
            <circle cx="13" cy="9" r="1.7"/>
        </svg>
    }
}
