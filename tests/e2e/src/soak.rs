//! Many runs in one tab, over mixed causes of the lab. What the tab holds is counted on the way: it must not grow.

use std::sync::Arc;
use std::time::Duration;

use faultfinder_lab::Outcome;
use serde_json::{Value, json};

use crate::case::{Row, Stage};
use crate::failure::{Failure, Result, ensure};
use crate::page::Page;
use crate::verdict::form_for;
use crate::world::{Vantage, World};

const LIMIT: Duration = Duration::from_secs(60);

/// What one round tries, in turn; of several causes a round takes one. It ends with the same cause each time, so that
/// the same is on the page whenever something is counted.
const ROUND: [&[&str]; 10] = [
    &["healthy-2026-07-28", "healthy-2026-07-28-sse"],
    &["healthy-2024-11-05"],
    &["cors-none", "preflight-404", "allow-headers-missing"],
    &["html-page", "not-found", "not-utf8", "nested-too-deep"],
    &["post-hangs", "silent", "stream-silent", "body-hangs"],
    &[DEEP],
    &[
        "tools-pages-endless",
        "healthy-hostile-texts",
        "tools-page-loop",
    ],
    &["oauth", "oauth-dynamic", "oauth-challenge-hidden"],
    &[
        "healthy-2025-06-18",
        "healthy-2025-03-26",
        "redirect-other-origin",
    ],
    &["healthy-2025-11-25-sse"],
];

/// The cause that is also asked in deep mode, in every second round.
const DEEP: &str = "healthy-2025-11-25";

/// How often `faultfinder-e2e soak` runs, unless told otherwise.
pub const RUNS: usize = 500;

/// After so many runs a line is printed, and after every further hundred.
const LINES: [usize; 2] = [50, 100];

/// What a tab holds once all that nobody can reach any more is gone.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    heap: f64,
    program: f64,
    in_use: f64,
    nodes: f64,
    listeners: f64,
    frames: f64,
    sockets: f64,
}

/// A thing that is counted: how, by how much it may differ from one time to the next, and how it is printed.
struct Figure {
    name: &'static str,
    of: fn(&Held) -> f64,
    /// Beyond a tenth of it.
    slack: f64,
    only_chromium: bool,
}

const FIGURES: [Figure; 7] = [
    figure("heap, kB", |held| held.heap / 1024.0, 256.0, true),
    // Memory never shrinks: it is the most that a run has needed yet, and a larger one comes now and then.
    figure("program, kB", |held| held.program / 1024.0, 1024.0, true),
    // What the program has asked for and not given back: a leak shows here long before the memory grows. The ten runs
    // that the tab keeps are in it; rounds of the same ten differ by up to 200 kB, and a hundred runs hold no more.
    figure("in use, kB", |held| held.in_use / 1024.0, 160.0, true),
    figure("nodes", |held| held.nodes, 100.0, false),
    figure("listeners", |held| held.listeners, 5.0, true),
    figure("frames", |held| held.frames, 0.0, false),
    // A browser keeps six connections to a host, and the lab is some hosts.
    figure("sockets", |held| held.sockets, 6.0, false),
];

const fn figure(name: &'static str, of: fn(&Held) -> f64, slack: f64, chromium: bool) -> Figure {
    Figure {
        name,
        of,
        slack,
        only_chromium: chromium,
    }
}

/// Prints a table for each browser; returns whether nothing grew.
pub async fn run(world: &Arc<World>, runs: usize) -> Result<bool> {
    let mut is_sound = true;
    for vantage in [Vantage::Localhost, Vantage::Firefox] {
        let stage = Stage {
            world: Arc::clone(world),
            browser: world.open_browser(vantage).await?,
            vantage,
        };
        let mut row = Row::default();
        soak(&stage, runs, &mut row).await?;
        println!("\n{runs} runs in one tab, {}", vantage.name());
        row.notes.iter().for_each(|note| println!("  {note}"));
        row.problems
            .iter()
            .for_each(|wrong| println!("  ! {wrong}"));
        is_sound &= row.problems.is_empty();
        stage.browser.close().await;
    }
    Ok(is_sound)
}

/// So many runs, whole rounds of them. The table goes into the notes of the row, what grew into its problems.
pub async fn soak(stage: &Stage, runs: usize, row: &mut Row) -> Result<()> {
    let page = stage.page();
    let watch = json!({ "source": WATCH_MEMORIES });
    let mut watching = None;
    if stage.vantage != Vantage::Firefox {
        let made = stage
            .browser
            .devtools("Page.addScriptToEvaluateOnNewDocument", watch)
            .await?;
        watching = Some(made);
    }
    page.open("").await?;
    if let Some(made) = watching {
        // Of this page alone: the browser goes on to other cases.
        let made = json!({ "identifier": made["identifier"] });
        stage
            .browser
            .devtools("Page.removeScriptToEvaluateOnNewDocument", made)
            .await?;
    }
    let figures: Vec<&Figure> = FIGURES
        .iter()
        .filter(|figure| !figure.only_chromium || stage.vantage != Vantage::Firefox)
        .collect();
    let mut seen = Vec::new();
    for round in 0..runs.div_ceil(ROUND.len()) {
        for causes in ROUND {
            let id = causes[round % causes.len()];
            let tried = try_one(stage, &page, id, id == DEEP && round % 2 == 0, row).await;
            tried.map_err(|failure| failure.while_doing(&format!("round {round}, {id}")))?;
        }
        seen.push(count(stage).await?);
    }
    row.clean_console(&page).await?;
    judge(&figures, &seen, row);
    Ok(())
}

/// Enters the address into the page as it stands, runs, and sees that the verdict is this server's.
async fn try_one(
    stage: &Stage,
    page: &Page<'_>,
    id: &str,
    is_deep: bool,
    row: &mut Row,
) -> Result<()> {
    let cause = stage.world.lab.cause(id);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {id}")))?;
    let form = form_for(&cause);
    let seconds = form.timeout.map_or(10, |_| 1).to_string();
    page.set_value("input[name=timeout]", 0, &seconds).await?;
    page.set_value("input[name=server]", 0, &form.server)
        .await?;
    page.browser.click("[data-action=run]").await?;
    page.wait_for_verdict(LIMIT).await?;
    // Not the text of the page: what a script returns to Chromium's driver stays in the heap for good.
    let script = "const { outcome, code } = document.querySelector('main').dataset; return [outcome, code ?? null]";
    let shown = stage.browser.run(script, vec![]).await?;
    let (outcome, code) = (shown[0].as_str(), shown[1].as_str());
    let expect = &cause.expect.chromium;
    // A run that only the user can go on with is left there.
    let holds = match &cause.sign_in {
        Some(_) => outcome == Some("authorization-required"),
        // What is hidden from a page is hidden otherwise in Firefox, with codes of its own.
        None if stage.vantage == Vantage::Firefox => outcome.is_some(),
        None => code == expect.code,
    };
    row.check(holds, || format!("{id}: {shown}"));
    if is_deep && expect.outcome == Outcome::Healthy {
        go_deep(page).await?;
    }
    // The log of five hundred runs is of no use to anybody.
    stage.world.lab.clear_log(Some(cause.id));
    Ok(())
}

async fn go_deep(page: &Page<'_>) -> Result<()> {
    let offered = "[data-panel=deep][data-stage=offered]";
    page.wait_for_element(offered).await?;
    page.browser
        .click("[data-panel=deep] [data-action=deep]")
        .await?;
    let ended = "html:has(main[data-state=done]) [data-panel=deep][data-stage=done]";
    page.wait_at_most(LIMIT, ended).await
}

async fn count(stage: &Stage) -> Result<Held> {
    let sockets = stage.world.lab.open_connections() as f64;
    if stage.vantage == Vantage::Firefox {
        let script = "return [document.querySelectorAll('*').length, window.length + 1]";
        let seen = stage.browser.run(script, vec![]).await?;
        return Ok(Held {
            nodes: number(&seen[0]),
            frames: number(&seen[1]),
            sockets,
            ..Held::default()
        });
    }
    let tell =
        |command: &'static str, parameters: Value| stage.browser.devtools(command, parameters);
    tell("Performance.enable", json!({})).await?;
    // Once for what a finaliser lets go of.
    for _ in 0..2 {
        tell("HeapProfiler.collectGarbage", json!({})).await?;
    }
    let metrics = tell("Performance.getMetrics", json!({})).await?;
    let metric = |name: &str| {
        let metrics = metrics["metrics"].as_array().into_iter().flatten();
        let mut named = metrics.filter(|metric| metric["name"] == name);
        named
            .next()
            .map_or(f64::NAN, |metric| number(&metric["value"]))
    };
    Ok(Held {
        heap: metric("JSHeapUsedSize"),
        program: memory_of_program(stage).await?,
        in_use: in_use(stage).await?,
        nodes: metric("Nodes"),
        listeners: metric("JSEventListeners"),
        frames: metric("Frames"),
        sockets,
    })
}

/// Keeps in sight the memories that programs of the page have: nothing else leads to them.
const WATCH_MEMORIES: &str = "window.memories = new Set();
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const made = WebAssembly[name];
        WebAssembly[name] = async (...rest) => {
            const result = await made.apply(WebAssembly, rest);
            for (const value of Object.values((result.instance ?? result).exports))
                if (value instanceof WebAssembly.Memory) window.memories.add(value);
            return result;
        };
    }";

/// The bytes of these memories.
async fn memory_of_program(stage: &Stage) -> Result<f64> {
    let script = "return [...window.memories].reduce((sum, one) => sum + one.buffer.byteLength, 0)";
    let bytes = number(&stage.browser.run(script, vec![]).await?);
    ensure(bytes > 0.0, || "the tab has no WebAssembly".into())?;
    Ok(bytes)
}

/// The bytes of its pieces that are in use. The memory above the program's own data is one row of pieces, each with its size
/// in the second word and whether it is in use in the second bit of that (dlmalloc, the allocator of Rust's standard library
/// there): it begins where such a row reaches to the end.
const IN_USE: &str = "const row = (words, at, end) => {
        let pieces = 0, used = 0;
        while (at < end - 64) {
            const head = words[(at + 4) >> 2], size = (head & ~7) >>> 0;
            if (size < 16 || at + size > end) return 0;
            if (head & 2) used += size;
            pieces += 1;
            at += size;
        }
        return pieces > 500 ? used : 0;
    };
    let sum = 0;
    for (const { buffer } of window.memories) {
        const words = new Uint32Array(buffer), end = buffer.byteLength;
        for (let at = 65536, found = 0; at < end && !found; at += 65536) sum += found = row(words, at, end);
    }
    return sum";

async fn in_use(stage: &Stage) -> Result<f64> {
    let bytes = number(&stage.browser.run(IN_USE, vec![]).await?);
    ensure(bytes > 0.0, || {
        "the program's pieces of memory were not found".into()
    })?;
    Ok(bytes)
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// The first fifth warms the page up: what loads or grows once. Of what follows, the least of the last quarter is held
/// against the least of the first.
fn judge(figures: &[&Figure], seen: &[Held], row: &mut Row) {
    let after = |place: usize| (place + 1) * ROUND.len();
    let is_line = |runs: usize| LINES.contains(&runs) || runs.is_multiple_of(100);
    let mut line = |first: String, cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:>12}")).collect();
        row.notes.push(format!("{first:<10}{}", cells.concat()));
    };
    let names = figures.iter().map(|figure| figure.name.to_owned());
    line("runs".into(), names.collect());
    let last = seen.len().saturating_sub(1);
    for (place, held) in seen.iter().enumerate() {
        if is_line(after(place)) || place == last || place == 0 {
            let cells = figures
                .iter()
                .map(|figure| format!("{:.0}", (figure.of)(held)));
            line(after(place).to_string(), cells.collect());
        }
    }
    let warm = seen.get(seen.len() / 5..).unwrap_or_default();
    let warm = if seen.len() < 5 {
        seen.get(1..).unwrap_or_default()
    } else {
        warm
    };
    let quarter = warm.len().div_ceil(4);
    let least =
        |held: &[Held], figure: &Figure| held.iter().map(figure.of).fold(f64::NAN, f64::min);
    let mut verdicts = Vec::new();
    for figure in figures {
        let before = least(warm.get(..quarter).unwrap_or_default(), figure);
        let now = least(warm.get(warm.len() - quarter..).unwrap_or_default(), figure);
        // Written so that a figure that could not be had is no pass.
        let holds = now <= before * 1.1 + figure.slack;
        let sign = if holds { "holds" } else { "grows" };
        verdicts.push(sign.to_owned());
        if !holds {
            row.problems
                .push(format!("{} grew from {before:.0} to {now:.0}", figure.name));
        }
    }
    let cells: Vec<String> = verdicts.iter().map(|cell| format!("{cell:>12}")).collect();
    row.notes
        .push(format!("{:<10}{}", "verdict", cells.concat()));
}
