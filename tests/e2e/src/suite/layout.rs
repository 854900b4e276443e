//! Verdict, one-line fix and its copy button are seen without scrolling, whatever broke: measured on the kept transcript
//! of every failed cause, opened as a recording, which the same components show.

use std::path::Path;
use std::sync::Arc;

use faultfinder::report;
use serde_json::{Value, json};

use crate::case::{Case, Row, Stage};
use crate::failure::{Result, ensure};
use crate::kept as transcripts;
use crate::world::World;

/// Width and height; the second is a phone.
const WINDOWS: [(u32, u32); 2] = [(1024, 768), (390, 844)];

/// Transcripts whose banner does not fit, at which width, and the reason.
const EXCEPTIONS: [(&str, u32, &str); 3] = [
    ("header-custom", 390, HEADER_FIELDS),
    ("redirect-with-header", 390, HEADER_FIELDS),
    ("sse-endpoint-elsewhere", 390, HEADER_FIELDS),
];

const HEADER_FIELDS: &str =
    "whoever opens the recording has to enter a header again: its fields stand open above";

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let case = |(width, height)| {
        Case::new(format!("fix-{width}x{height}"), move |stage| {
            Box::pin(fix_is_seen(stage, width, height))
        })
    };
    Ok(WINDOWS.into_iter().map(case).collect())
}

async fn fix_is_seen(stage: &Stage, width: u32, height: u32) -> Result<Row> {
    let mut row = Row::expecting("every fix without scrolling");
    stage.browser.window(width, height, width < 600).await?;
    stage.page().open("").await?;
    stage
        .page()
        .wait_for_element("[data-action=import]")
        .await?;
    let (mut count, mut lowest) = (0, 0.0_f64);
    for Kept {
        name,
        report,
        headline,
    } in failed()?
    {
        let seen = open(stage, &name, &report, &headline).await?;
        let bottom = seen["bottom"].as_f64();
        count += 1;
        lowest = bottom.unwrap_or_default().max(lowest);
        let fits = bottom.is_some_and(|bottom| bottom <= f64::from(height));
        let reason = EXCEPTIONS
            .iter()
            .find(|(exception, at, _)| *exception == name && *at == width);
        match (fits, reason) {
            (true, None) => {}
            (true, Some(_)) => row
                .problems
                .push(format!("{name} fits: no exception any more")),
            (false, Some((_, _, why))) => row.notes.push(format!("{name}: {seen}; {why}")),
            (false, None) => row.problems.push(format!("{name} does not fit: {seen}")),
        }
    }
    row.check(count > 100, || format!("only {count} causes were measured"));
    row.got = format!("{count} causes, the lowest at {lowest:.0} of {height}");
    Ok(row)
}

/// A transcript as a report that the page imports, and what its verdict says.
struct Kept {
    name: String,
    report: String,
    headline: String,
}

/// The kept transcripts whose run ended at a fault.
fn failed() -> Result<Vec<Kept>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../transcripts");
    let mut found = Vec::new();
    for kept in transcripts::all(&folder) {
        let outcome = kept.content["expect"]["outcome"].as_str();
        if matches!(outcome, Some("failed" | "inconclusive")) {
            let report = json!({
                "format": "faultfinder-report",
                "version": 1,
                "transcript": kept.content["transcript"],
            });
            found.push(Kept {
                name: kept.name,
                report: report.to_string(),
                headline: report::compute(&kept.transcript).verdict.headline,
            });
        }
    }
    Ok(found)
}

/// Opens a report and measures how far down the last of the three ends. What says that it was recorded stands above
/// them, and not above a run of one's own.
async fn open(stage: &Stage, name: &str, report: &str, headline: &str) -> Result<Value> {
    let script = "const [report, headline, done] = arguments;
        const bare = text => text.replace(/[`*\\s]/g, '');
        const data = new DataTransfer();
        data.items.add(new File([report], 'report.json', { type: 'application/json' }));
        for (const kind of ['dragover', 'drop'])
            document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        const measured = () => {
            const verdict = document.querySelector('[data-panel=verdict]');
            if (!verdict || bare(verdict.querySelector('h1').textContent) !== bare(headline)) return null;
            const parts = ['h1', '[data-panel=fix] p', '[data-panel=fix] [data-action=copy]'].map(part => verdict.querySelector(part));
            if (parts.some(part => !part)) return null;
            const banner = document.querySelector('.recorded');
            if (!banner) return null;
            banner.parentElement.hidden = true;
            document.activeElement?.blur();
            scrollTo(0, 0);
            const boxes = parts.map(part => part.getBoundingClientRect());
            banner.parentElement.hidden = false;
            return { bottom: Math.max(...boxes.map(box => box.bottom)), right: Math.max(...boxes.map(box => box.right)),
                top: boxes[0].top, wide: document.documentElement.scrollWidth };
        };
        const check = () => { const seen = measured(); if (seen) { clearTimeout(late); done(seen); } else setTimeout(check, 10); };
        const late = setTimeout(() => { done(document.body.innerText.slice(0, 600)); }, 8000);
        check()";
    let seen = stage
        .browser
        .run_async(script, vec![json!(report), json!(headline)])
        .await?;
    ensure(seen.is_object(), || format!("{name} shows no fix: {seen}"))?;
    Ok(seen)
}
