//! At the end of the page: which program this is, and where to say that it is wrong.

use leptos::prelude::*;

use super::button::Button;
use crate::app::message::Message;
use crate::browser::{build, lab};
use crate::page::context::use_app;
use crate::render::Format;

#[component]
pub fn FooterLinks() -> impl IntoView {
    let has_report = use_app().select_run(|run| run.finished_report().is_some());
    let commit = build::commit().map(|commit| format!(" ({commit})"));
    let lab = lab::address();
    view! {
        <p class="footer-links">
            <span>
                "Faultfinder " {env!("CARGO_PKG_VERSION")} {commit}
            </span>
            <span>
                "Licence: " <a href="license-mit.txt">"MIT"</a> " or "
                <a href="license-apache.txt">"Apache 2.0"</a>
            </span>
            {lab.map(|lab| view! { <a href=lab>"Fault lab"</a> })}
            {move || {
                has_report
                    .get()
                    .then(|| {
                        view! {
                            <Button
                                action="report-wrong"
                                class="link"
                                send=|| Message::ExportRequested(Format::WrongDiagnosis)
                            >
                                "Report a wrong diagnosis"
                            </Button>
                        }
                    })
            }}
        </p>
    }
}
