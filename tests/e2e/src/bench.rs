//! Figures of the page in a real browser. They are printed, not judged: machines are noisy.

mod growth;
mod trips;

use std::sync::Arc;
use std::time::{Duration, Instant};

use faultfinder::protocol::document;
use faultfinder::report::compute;
use faultfinder::trace::transcript::Transcript;
use faultfinder_lab::{Cause, Logged};
use serde_json::{Value, json};

use crate::case::Stage;
use crate::failure::{Failure, Result};
use crate::page::Form;
use crate::ready;
use crate::verdict::form_for;
use crate::world::{Vantage, World};

const LIMIT: Duration = Duration::from_secs(60);
const ROUNDS: usize = 9;
/// Of page and script, each.
const TURNS: usize = 40;

/// Prints all figures.
pub async fn run(world: &Arc<World>) -> Result<()> {
    trips::run(world).await?;
    let browser = world.open_browser(Vantage::Localhost).await?;
    let stage = Stage {
        world: Arc::clone(world),
        browser,
        vantage: Vantage::Localhost,
    };
    ready::print(&stage).await?;
    click_to_verdict(&stage).await?;
    growth::run(&stage).await?;
    decision_tree(&stage).await?;
    ten_thousand_tools(&stage).await?;
    natively(&stage).await?;
    stage.browser.close().await;
    Ok(())
}

/// The page beside a script that sends the same requests from the same window. Both sides are warm and take turns, so that
/// what else the machine does meets both; the quickest of many runs say most about the page, and are what is compared.
/// The first run after loading stands apart, since it also compiles.
///
/// What is timed is the end, when the whole verdict is in the document. A run that ends within 100 ms is drawn
/// only then, so the page has no earlier moment at which the open session could be seen.
async fn click_to_verdict(stage: &Stage) -> Result<()> {
    println!(
        "\nClick to verdict beside a hand-written script, ms: the quickest and the lower quartile of {TURNS}"
    );
    println!(
        "  {:<24} {:>5} {:>13} {:>13} {:>10} {:>6} {:>6}",
        "server", "sent", "page", "script", "difference", "ratio", "first"
    );
    for id in [
        "healthy-2026-07-28",
        "healthy-2026-07-28-sse",
        "healthy-2025-11-25",
        "healthy-2025-11-25-sse",
    ] {
        let cause = named(stage, id)?;
        let plan = requests_of(stage, &cause).await?;
        let (first, page, script) = take_turns(stage, &cause, &plan).await?;
        println!(
            "  {id:<24} {:>5} {:>6.1} {:>6.1} {:>6.1} {:>6.1} {:>10.1} {:>6.2} {first:>6.0}",
            plan.len(),
            page.quickest,
            page.quartile,
            script.quickest,
            script.quartile,
            page.quickest - script.quickest,
            page.quickest / script.quickest,
        );
    }
    Ok(())
}

/// The quick end of many times.
struct Quick {
    quickest: f64,
    quartile: f64,
}

impl Quick {
    fn of(mut times: Vec<f64>) -> Quick {
        times.sort_by(f64::total_cmp);
        let at = |place: usize| times.get(place).copied().unwrap_or_default();
        Quick {
            quickest: at(0),
            quartile: at(times.len() / 4),
        }
    }
}

/// The first run of the page after loading, and those that follow beside the script's.
async fn take_turns(stage: &Stage, cause: &Cause, plan: &[Value]) -> Result<(f64, Quick, Quick)> {
    let page = stage.page();
    page.fill(&form_for(cause)).await?;
    let first = time_page(stage, cause, 0).await?;
    let (mut of_page, mut of_script) = (Vec::new(), Vec::new());
    for round in 1..=TURNS {
        of_page.push(time_page(stage, cause, round).await?);
        of_script.push(time_script(stage, cause, plan, round).await?);
    }
    Ok((first, Quick::of(of_page), Quick::of(of_script)))
}

/// Nothing moves any more that an earlier turn has moved.
const SETTLED: &str = "const settled = () => Promise.allSettled(document.getAnimations()
        .filter(one => one.effect.getComputedTiming().endTime < Infinity).map(one => one.finished));";

fn named(stage: &Stage, id: &str) -> Result<Cause> {
    stage
        .world
        .lab
        .cause(id)
        .ok_or_else(|| Failure(format!("the lab has no {id}")))
}

/// A fresh query keeps both sides from profiting by a preflight that the browser remembers.
fn fresh(cause: &Cause, label: &str, round: usize) -> String {
    let joint = if cause.url.contains('?') { '&' } else { '?' };
    format!("{}{joint}{label}={round}", cause.url)
}

/// What the page sends to this server, as the lab's log has it: preflights are the browser's own.
async fn requests_of(stage: &Stage, cause: &Cause) -> Result<Vec<Value>> {
    stage.world.lab.clear_log(Some(cause.id));
    let form = Form {
        server: fresh(cause, "plan", 0),
        ..form_for(cause)
    };
    stage.page().diagnose(&form, LIMIT).await?;
    let sent = stage.world.lab.log(cause.id);
    Ok(sent
        .iter()
        .filter(|request| request.method != "OPTIONS")
        .map(as_plan)
        .collect())
}

fn as_plan(request: &Logged) -> Value {
    let own = |name: &str| {
        ["content-type", "accept", "authorization"].contains(&name) || name.starts_with("mcp-")
    };
    let headers: Vec<_> = request
        .headers
        .iter()
        .filter(|(name, _)| own(name))
        .cloned()
        .collect();
    let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
    let name = body["method"].as_str().unwrap_or(&request.method);
    // The page asks for its lists and the stream side by side; everything else waits for what came before.
    let stream = request.method == "GET" || name.starts_with("subscriptions/");
    let parallel = name.ends_with("/list") || stream;
    json!({ "method": request.method, "headers": headers, "body": request.body, "parallel": parallel, "stream": stream })
}

async fn time_page(stage: &Stage, cause: &Cause, round: usize) -> Result<f64> {
    let page = stage.page();
    page.set_value("input[name=server]", 0, &fresh(cause, "page", round))
        .await?;
    let script = format!(
        "const done = arguments[0]; {SETTLED}
        const main = document.querySelector('main[data-state]');
        let start = 0, started = false;
        const watch = new MutationObserver(() => {{
            const now = performance.now() - start;
            started ||= main.dataset.state === 'running';
            if (started && main.dataset.state === 'done') {{ watch.disconnect(); done(now); }}
        }});
        watch.observe(main, {{ attributeFilter: ['data-state'] }});
        // When the field's new text is drawn: who clicks has seen it.
        settled().then(() => requestAnimationFrame(() => setTimeout(() => {{
            start = performance.now();
            document.querySelector('[data-action=run]').click();
        }})))"
    );
    let seen = stage.browser.run_async(&script, vec![]).await?;
    milliseconds(cause, &seen)
}

fn milliseconds(cause: &Cause, seen: &Value) -> Result<f64> {
    seen.as_f64()
        .ok_or_else(|| Failure(format!("{}: {seen}", cause.id)))
}

/// The hand-written script: the same requests and preflights, in the same order, lists side by side, bodies read and
/// parsed. The session is ended when the time has been taken, as the page does.
async fn time_script(stage: &Stage, cause: &Cause, plan: &[Value], round: usize) -> Result<f64> {
    let arguments = vec![json!(fresh(cause, "script", round)), json!(plan)];
    let script = format!("{SETTLED} {BY_HAND}");
    let seen = stage.browser.run_async(&script, arguments).await?;
    milliseconds(cause, &seen)
}

const BY_HAND: &str = "const [url, plan, done] = arguments;
        let id = null;
        const permitted = new Set();
        const send = async request => {
            const headers = new Headers(request.headers);
            if (headers.has('mcp-session-id')) headers.set('mcp-session-id', id);
            const stop = new AbortController();
            const names = [...headers.keys()];
            const cache = names.every(name => permitted.has(name)) ? 'default' : 'reload';
            names.forEach(name => permitted.add(name));
            const init = { method: request.method, headers, signal: stop.signal, cache, credentials: 'omit' };
            if (request.body) init.body = request.body;
            const response = await fetch(url, init);
            id = response.headers.get('mcp-session-id') ?? id;
            if (request.stream) return stop.abort();
            const text = await response.text();
            const json = text.startsWith('{') ? text : (text.match(/^data: ?(\\{.*)$/m)?.[1] ?? 'null');
            return JSON.parse(json);
        };
        settled().then(() => new Promise(go => requestAnimationFrame(() => setTimeout(go)))).then(async () => {
            const start = performance.now();
            const last = plan.filter(request => request.method === 'DELETE');
            plan.splice(0, plan.length, ...plan.filter(request => request.method !== 'DELETE'));
            for (let i = 0; i < plan.length;) {
                let next = i + 1;
                while (plan[i].parallel && next < plan.length && plan[next].parallel) next += 1;
                await Promise.all(plan.slice(i, next).map(send));
                i = next;
            }
            const took = performance.now() - start;
            for (const request of last) await send(request);
            done(took);
        }).catch(error => done(String(error)))";

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// From the end of the first opaque failure to the verdict, for every cause that the browser hides.
async fn decision_tree(stage: &Stage) -> Result<()> {
    println!("\nDecision tree after an opaque failure, ms (without the causes that time out)");
    let mut slowest = 0.0_f64;
    for cause in stage.world.lab.causes() {
        let Some((time, probes)) = time_tree(stage, &cause).await? else {
            continue;
        };
        slowest = slowest.max(time);
        println!(
            "  {:<38} {time:>8.0}  {probes} probes  {}",
            cause.id,
            cause.expect.chromium.code.unwrap_or("-")
        );
    }
    println!("  slowest: {slowest:.0} ms");
    Ok(())
}

async fn time_tree(stage: &Stage, cause: &Cause) -> Result<Option<(f64, usize)>> {
    let form = form_for(cause);
    let hidden = cause
        .expect
        .chromium
        .code
        .is_some_and(|code| code.starts_with("reach/") || code.starts_with("cors/"));
    if !hidden || form.timeout.is_some() || !cause.requires.is_empty() {
        return Ok(None);
    }
    stage.page().diagnose(&form, LIMIT).await?;
    let report = stage.page().report().await?;
    let exchanges = report["exchanges"].as_array().cloned().unwrap_or_default();
    let opaque = exchanges
        .iter()
        .find(|exchange| !exchange["failure"].is_null());
    let Some(failed_at) = opaque.and_then(|exchange| exchange["timing"]["end_ms"].as_f64()) else {
        return Ok(None);
    };
    let end = report["duration_ms"].as_f64().unwrap_or_default();
    let probes = exchanges
        .iter()
        .filter(|e| e["timing"]["start_ms"].as_f64() >= Some(failed_at))
        .count();
    Ok(Some((end - failed_at, probes)))
}

/// The longest task and the longest frame from the click to a second after the verdict, and while searching.
async fn ten_thousand_tools(stage: &Stage) -> Result<()> {
    println!("\n10 000 tools, ms");
    for id in ["healthy-10000-tools", "healthy-10000-tools-paged"] {
        let cause = named(stage, id)?;
        let page = stage.page();
        page.fill(&form_for(&cause)).await?;
        let watch = "window.worst = { task: 0, frame: 0 };
            new PerformanceObserver(list => list.getEntries().forEach(e => {
                window.worst.task = Math.max(window.worst.task, e.duration); })).observe({ type: 'longtask' });
            let last = performance.now();
            const frame = now => { window.worst.frame = Math.max(window.worst.frame, now - last); last = now;
                requestAnimationFrame(frame); };
            requestAnimationFrame(frame)";
        stage.browser.run(watch, vec![]).await?;
        let (shown, took) = page.run(LIMIT).await?;
        let settled = worst_after(stage, "").await?;
        let searched = worst_after(stage, SEARCH).await?;
        println!(
            "  {id:<26} {} in {} ms; longest task {:.0}, longest frame {:.0}; while searching {:.0}, {:.0}",
            shown.summary(),
            took.as_millis(),
            settled.0,
            settled.1,
            searched.0,
            searched.1
        );
    }
    Ok(())
}

/// From the transcript in a downloaded report to everything that the page says, computed natively.
async fn natively(stage: &Stage) -> Result<()> {
    let build = if cfg!(debug_assertions) {
        "debug build"
    } else {
        "release build"
    };
    println!(
        "\nRecording, checks and report of a downloaded transcript, natively, median of {ROUNDS}, ms ({build})"
    );
    for id in [
        "healthy-2026-07-28",
        "healthy-2025-11-25",
        "refused",
        "cors-none",
    ] {
        let Some(cause) = stage.world.lab.cause(id) else {
            continue;
        };
        stage.page().diagnose(&form_for(&cause), LIMIT).await?;
        let report = stage.page().report().await?;
        let transcript: Transcript = document::member(&report, "transcript")
            .ok_or_else(|| Failure(format!("{id}: its transcript cannot be read")))?;
        let times = (0..ROUNDS).map(|_| {
            let start = Instant::now();
            let computed = std::hint::black_box(compute(&transcript));
            let time = start.elapsed().as_secs_f64() * 1000.0;
            (time, computed.findings.len())
        });
        let (times, findings): (Vec<f64>, Vec<usize>) = times.unzip();
        let findings = findings.first().copied().unwrap_or_default();
        println!(
            "  {id:<26} {:>8.2}  {} events, {findings} findings",
            median(times),
            transcript.events.len()
        );
    }
    Ok(())
}

/// Types into the search field of the tools, if the page has one.
const SEARCH: &str = "const field = document.querySelector('input[type=search]');
    window.worst = { task: 0, frame: 0 };
    if (field) {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, 'table_0999');
        field.dispatchEvent(new Event('input', { bubbles: true }));
    }";

async fn worst_after(stage: &Stage, action: &str) -> Result<(f64, f64)> {
    let script = format!(
        "const done = arguments[0]; {action}
        setTimeout(() => done([window.worst.task, window.worst.frame]), 1000)"
    );
    let worst = stage.browser.run_async(&script, vec![]).await?;
    Ok((
        worst[0].as_f64().unwrap_or_default(),
        worst[1].as_f64().unwrap_or_default(),
    ))
}

/// From the click to the verdict in the document.
const CLICK: &str = "const done = arguments[0];
    const main = document.querySelector('main[data-state]');
    let start = 0, started = false;
    const watch = new MutationObserver(() => {
        const now = performance.now() - start;
        started ||= main.dataset.state === 'running';
        if (started && main.dataset.state === 'done') { watch.disconnect(); done(now); }
    });
    watch.observe(main, { attributeFilter: ['data-state'] });
    requestAnimationFrame(() => setTimeout(() => {
        start = performance.now();
        document.querySelector('[data-action=run]').click();
    }))";

fn number(seen: &Value) -> Result<f64> {
    seen.as_f64()
        .ok_or_else(|| Failure(format!("no time but {seen}")))
}
