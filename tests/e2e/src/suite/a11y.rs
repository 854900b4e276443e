//! axe-core finds nothing: on the empty page, after a healthy and after a failed diagnosis, in light and dark,
//! on a desktop and on a phone.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::browser::Scheme;
use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::suite::screenshots::{Subject, Window, dress, stage_subject, take};
use crate::verdict::form_for;
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(30);

/// axe-core waits for the page's stylesheets and walks the whole document.
const AXE_LIMIT_MS: u64 = Duration::from_secs(60).as_millis() as u64;

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for subject in Subject::ALL {
        for scheme in Scheme::BOTH {
            for window in [Window::Desktop, Window::Phone] {
                let name = format!("{}-{}-{}", subject.name(), scheme.name(), window.name());
                cases.push(Case::new(name, move |stage| {
                    Box::pin(violations(stage, subject, scheme, window))
                }));
            }
        }
    }
    for (what, cause, open) in CAUSES {
        for (scheme, window) in [
            (Scheme::Light, Window::Desktop),
            (Scheme::Dark, Window::Phone),
        ] {
            let name = format!("{what}-{}-{}", scheme.name(), window.name());
            let file = format!("{name}.png");
            cases.push(Case::new(name, move |stage| {
                Box::pin(violations_at(
                    stage,
                    cause,
                    open,
                    (scheme, window),
                    file.clone(),
                ))
            }));
        }
    }
    for scheme in Scheme::BOTH {
        for (panel, open) in PANELS {
            let name = format!("{panel}-{}", scheme.name());
            cases.push(Case::new(name, move |stage| {
                Box::pin(violations_of_panel(stage, open, scheme))
            }));
        }
    }
    Ok(cases)
}

/// What is folded or closed at first, and what opens it after a failed diagnosis.
const PANELS: [(&str, &str); 4] = [
    ("menu", "document.querySelector('.menu summary').click()"),
    (
        "options",
        "document.querySelector('details[data-panel=options]').open = true",
    ),
    (
        "evidence",
        "document.querySelector('[data-action=paste-evidence]').click()",
    ),
    (
        "keys",
        "dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true }))",
    ),
];

/// What only some causes of the lab come to, and what unfolds it.
const CAUSES: [(&str, &str, &str); 4] = [
    ("clients", "issuer-other-host", "details.chevron"),
    ("sign-in-ways", "oauth", "[data-panel=sign-in] details"),
    ("terminal", "preflight-404", "[data-panel=evidence] details"),
    ("usual-paths", "html-page", ""),
];

/// Everything of it open, with a picture to be looked at.
async fn violations_at(
    stage: &Stage,
    id: &str,
    open: &str,
    (scheme, window): (Scheme, Window),
    file: String,
) -> Result<Row> {
    dress(stage, scheme, window).await?;
    let cause = stage.world.lab.cause(id);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {id}")))?;
    let page = stage.page();
    let (shown, _) = page.diagnose(&form_for(&cause), LIMIT).await?;
    if open.contains("evidence") {
        stage.browser.click("[data-action=paste-evidence]").await?;
    }
    if !open.is_empty() {
        page.wait_for_element(open).await?;
        let script = "document.querySelectorAll(arguments[0]).forEach(one => one.open = true)";
        stage.browser.run(script, vec![open.into()]).await?;
    }
    let row = run_axe(stage, &shown.summary()).await?;
    take(stage, &stage.world.choices.screenshots.join(file), None).await?;
    Ok(row)
}

async fn violations(
    stage: &Stage,
    subject: Subject,
    scheme: Scheme,
    window: Window,
) -> Result<Row> {
    let shown = stage_subject(stage, subject, scheme, window).await?;
    run_axe(stage, &shown.summary()).await
}

async fn violations_of_panel(stage: &Stage, open: &str, scheme: Scheme) -> Result<Row> {
    let shown = stage_subject(stage, Subject::Undecided, scheme, Window::Desktop).await?;
    stage.browser.run(open, vec![]).await?;
    stage
        .page()
        .wait_for_element(
            "details[data-panel=options][open], .menu[open], [data-panel=evidence], dialog[open]",
        )
        .await?;
    run_axe(stage, &shown.summary()).await
}

/// Runs axe-core where the browser is: in the page, or in a frame of it.
pub async fn run_axe(stage: &Stage, summary: &str) -> Result<Row> {
    let mut row = Row::expecting("no violation");
    let axe = stage.world.servers.axe_core()?;
    stage
        .browser
        .run(&format!("{axe}; window.axe = axe"), vec![])
        .await?;
    let script = "const [limit, done] = arguments;
        setTimeout(() => done('axe-core did not end'), limit);
        window.axe.run(document, { resultTypes: ['violations'] })
            .then(results => done(results.violations.map(v => [v.id, v.nodes.length, v.nodes[0].target.join(' '),
                v.nodes[0].failureSummary.split('\\n').slice(1, 3).join(' ')])), error => done(String(error)))";
    let result = stage
        .browser
        .run_async(script, vec![AXE_LIMIT_MS.into()])
        .await?;
    row.got = format!("{summary}: none");
    match &result {
        Value::Array(found) => {
            if !found.is_empty() {
                row.got = format!("{summary}: {} rules", found.len());
            }
            row.problems.extend(found.iter().map(|v| {
                let text = |index: usize| v[index].as_str().unwrap_or_default();
                format!(
                    "{} at {} elements, such as `{}`: {}",
                    text(0),
                    v[1],
                    text(2),
                    text(3).trim()
                )
            }));
        }
        other => row.problems.push(format!("axe-core: {other}")),
    }
    Ok(row)
}
