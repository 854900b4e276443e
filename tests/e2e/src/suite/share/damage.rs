//! Fragments that nobody's page ever made.

use serde_json::json;

use crate::case::{Case, Row, Stage};
use crate::failure::Result;

/// What is wrong, and the fragment. `BOMB` and `LONG` are made in the page.
const DAMAGED: [(&str, &str); 9] = [
    ("cut", "#report=1.q1bKLS4"),
    ("altered", "#report=1.AAAAAAAAAAAAAAAA"),
    ("no-data", "#report=1."),
    ("no-version", "#report=abc"),
    ("newer", "#report=99.AAAA"),
    ("newer-pairs", "#v=99&server=https://a.example/mcp"),
    ("not-base64", "#report=1.%3Cscript%3Ealert(1)%3C/script%3E"),
    ("bomb", "BOMB"),
    ("long", "LONG"),
];

pub fn cases() -> Vec<Case> {
    let case = |(name, fragment): (&'static str, &'static str)| {
        Case::new(format!("damaged-{name}"), move |stage| {
            Box::pin(damaged(stage, fragment))
        })
    };
    DAMAGED.into_iter().map(case).collect()
}

/// A sentence, nothing lost from the page, no request but the page's own, and a quiet console.
async fn damaged(stage: &Stage, fragment: &'static str) -> Result<Row> {
    let mut row = Row::expecting("a sentence");
    let page = stage.page();
    page.open("").await?;
    page.wait_for_element("[data-recording=cors]").await?;
    stage.browser.click("[data-recording=cors]").await?;
    page.wait_for_element("main[data-recorded]").await?;
    let before = page.shown().await?;
    let requests = "return performance.getEntriesByType('resource').length";
    let asked = stage.browser.run(requests, vec![]).await?;
    stage.browser.run_async(OPEN, vec![json!(fragment)]).await?;
    row.holds(page.wait_for_element("[data-panel=problem]").await);
    let shown = page.shown().await?;
    row.same("state", &shown.state, &before.state);
    row.same("code", &shown.code, &before.code);
    row.same("statuses", &shown.statuses, &before.statuses);
    row.same(
        "requests",
        stage.browser.run(requests, vec![]).await?,
        asked,
    );
    let sentence = "return document.querySelector('[data-panel=problem]')?.textContent";
    let sentence = stage.browser.run(sentence, vec![]).await?;
    row.got = sentence
        .as_str()
        .unwrap_or_default()
        .chars()
        .take(60)
        .collect();
    row.clean_console(&page).await?;
    Ok(row)
}

/// Goes to a fragment. A bomb is 64 MB of spaces, deflated, with a check that is right.
const OPEN: &str = "const [wanted, done] = arguments;
    (async () => {
        if (wanted === 'LONG') return '#report=1.' + 'A'.repeat(1.5 * 2 ** 20);
        if (wanted !== 'BOMB') return wanted;
        const spaces = new Blob([new Uint8Array(2 ** 26).fill(32)]).stream();
        const packed = await new Response(spaces.pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer();
        const bytes = new Uint8Array(packed);
        let sum = 0x811c9dc5;
        for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
        const all = [...bytes, sum >>> 24, sum >>> 16 & 255, sum >>> 8 & 255, sum & 255];
        const text = all.map(byte => String.fromCharCode(byte)).join('');
        return '#report=1.' + btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    })().then(fragment => { location.hash = fragment; done(true); })";
