//! The dialog, a recording, a comparison and the clients: axe-core finds nothing in them, and there are pictures
//! to look at.

use crate::browser::Scheme;
use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::suite::a11y::run_axe;
use crate::suite::screenshots::{Window, dress, take};
use crate::verdict::form_for;

use super::LIMIT;

#[derive(Clone, Copy)]
enum Subject {
    Dialog,
    Recorded,
    Reproduced,
    Fixed,
    Clients,
}

const SUBJECTS: [(Subject, &str); 5] = [
    (Subject::Dialog, "dialog"),
    (Subject::Recorded, "recorded"),
    (Subject::Reproduced, "reproduced"),
    (Subject::Fixed, "fixed"),
    (Subject::Clients, "clients"),
];

pub fn cases() -> Vec<Case> {
    let looks = [
        (Scheme::Light, Window::Desktop),
        (Scheme::Dark, Window::Desktop),
        (Scheme::Light, Window::Phone),
    ];
    let mut cases = Vec::new();
    for (subject, name) in SUBJECTS {
        for (scheme, window) in looks {
            let name = format!("looks-{name}-{}-{}", scheme.name(), window.name());
            cases.push(Case::new(name.clone(), move |stage| {
                Box::pin(look(stage, subject, name, scheme, window))
            }));
        }
    }
    cases
}

async fn look(
    stage: &Stage,
    subject: Subject,
    name: String,
    scheme: Scheme,
    window: Window,
) -> Result<Row> {
    dress(stage, scheme, window).await?;
    show_subject(stage, subject, scheme, window).await?;
    let script = "document.activeElement?.blur(); scrollTo(0, 0)";
    stage.browser.run(script, vec![]).await?;
    let file = stage.world.choices.screenshots.join(format!("{name}.png"));
    let size = take(stage, &file, None).await?;
    let mut row = run_axe(stage, &size).await?;
    row.clean_console(&stage.page()).await?;
    Ok(row)
}

/// Brings the page to where the subject can be seen.
async fn show_subject(
    stage: &Stage,
    subject: Subject,
    scheme: Scheme,
    window: Window,
) -> Result<()> {
    // No two cases may mend the same cause: they play side by side.
    let cause = match (subject, scheme, window) {
        (Subject::Clients, _, _) => "healthy-bearer",
        (Subject::Fixed, Scheme::Dark, _) => "header-mcp-method",
        (Subject::Fixed, _, Window::Phone) => "preflight-401",
        (Subject::Fixed, _, _) => "header-session-id",
        _ => "header-content-type",
    };
    let lab = &stage.world.lab;
    let found = lab
        .cause(cause)
        .ok_or_else(|| Failure(format!("the lab has no {cause}")))?;
    let page = stage.page();
    page.diagnose(&form_for(&found), LIMIT).await?;
    match subject {
        Subject::Clients => {
            stage
                .page()
                .wait_for_element("[data-action=use-in]")
                .await?;
            stage.browser.click("[data-action=use-in]").await?;
            return page.wait_for_element("[data-panel=clients] pre").await;
        }
        Subject::Dialog => {
            super::link(&page, "everything").await?;
            return Ok(());
        }
        Subject::Recorded | Subject::Reproduced | Subject::Fixed => {}
    }
    let link = super::link(&page, "everything").await?;
    page.open_recorded(&link).await?;
    match subject {
        Subject::Reproduced => {
            page.run(LIMIT).await?;
            page.wait_for_element("[data-panel=compare]").await
        }
        Subject::Fixed => {
            lab.set_fixed(cause, true);
            page.run(LIMIT).await?;
            lab.set_fixed(cause, false);
            page.wait_for_element("[data-panel=compare]").await
        }
        _ => Ok(()),
    }
}
