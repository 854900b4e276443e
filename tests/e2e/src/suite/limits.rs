//! What one page can bear: memory, time, and its own program breaking off.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result, ensure};
use crate::page::{Form, Page};
use crate::page_files::PageFiles;
use crate::targets::{Behaviour, Target};
use crate::tiny_http::serve;
use crate::verdict::form_for;
use crate::wasm_memory;
use crate::world::{Vantage, World};

const LIMIT: Duration = Duration::from_secs(60);

/// What four lists that never end may cost, in MB, beyond a page that is at rest: that takes another 180, most of it the
/// browser's own program.
const MOST_MEGABYTES: u64 = 150;

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = vec![
        Case::new("crash", |stage| Box::pin(crash(stage))),
        Case::new("crash-firefox", |stage| Box::pin(crash(stage))).from(Vantage::Firefox),
        Case::new("errors-of-others", |stage| {
            Box::pin(errors_of_others(stage))
        }),
        Case::new("out-of-memory", |stage| Box::pin(out_of_memory(stage))),
        Case::new("four-endless-lists", |stage| {
            Box::pin(four_endless_lists(stage))
        }),
    ];
    for id in ["healthy-10000-tools", "lists-endless-and-large"] {
        for rate in [1, 6] {
            let name = format!("stays-alive-{id}-{rate}x");
            cases.push(Case::new(name, move |stage| {
                Box::pin(stays_alive(stage, id, rate))
            }));
        }
    }
    Ok(cases)
}

/// A trap of WebAssembly that nobody catches, from a module with one function that does nothing else. In Firefox a
/// script of the driver has a world of its own, so that everything is asked of the page's.
const TRAP: &str = "const page = window.wrappedJSObject ?? window;
    const bytes = page.Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1,
        102, 0, 0, 10, 5, 1, 3, 0, 0, 11);
    const { f } = new page.WebAssembly.Instance(new page.WebAssembly.Module(bytes)).exports;
    page.setTimeout(f)";

/// The page says that its program broke off, keeps the address without its secret, and can be opened again.
async fn crash(stage: &Stage) -> Result<Row> {
    const SECRET: &str = "sk-4f9a77d1e2";
    let mut row = Row::expecting("crashed, then idle with the address");
    let page = stage.page();
    let typed = format!("https://mcp.example.com/mcp?api_key={SECRET}");
    page.open("").await?;
    page.set_value("input[name=server]", 0, &typed).await?;
    stage.browser.run(TRAP, vec![]).await?;
    page.wait_for(&["crashed"], LIMIT).await?;
    let text = stage
        .browser
        .run("return document.body.innerText + location.href", vec![])
        .await?;
    let text = text.as_str().unwrap_or_default().to_owned();
    row.check(text.contains("https://mcp.example.com/mcp"), || {
        format!("the address is not kept: {text}")
    });
    reloads(&page, &mut row, "https://mcp.example.com/mcp").await?;
    let href = stage.browser.run("return location.href", vec![]).await?;
    let leaks = text.contains(SECRET) || href.to_string().contains(SECRET);
    row.check(!leaks, || "the secret of the address was kept".into());
    row.got = "as expected".into();
    Ok(row)
}

/// The one control of a page that broke off brings it back, with the address in its field.
async fn reloads(page: &Page<'_>, row: &mut Row, address: &str) -> Result<()> {
    page.browser
        .click("[data-panel=crashed] [data-action=reload]")
        .await?;
    page.wait_for(&["idle"], LIMIT).await?;
    let kept = page.value("input[name=server]").await?;
    row.same("the address", kept.as_str(), address);
    Ok(())
}

/// An error of another script is none of the page's program.
async fn errors_of_others(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("still idle");
    let page = stage.page();
    page.open("").await?;
    let script = "dispatchEvent(new ErrorEvent('error', { error: new TypeError('of an extension') }));
        Promise.reject(new RangeError('of an extension'));
        const done = arguments[0]; setTimeout(() => done(document.querySelector('main').dataset.state), 200)";
    let state = stage.browser.run_async(script, vec![]).await?;
    row.same("the state", state, json!("idle"));
    row.got = "as expected".into();
    Ok(row)
}

/// The built page, with a program that may take a little more memory than it starts with: it runs out for good.
async fn out_of_memory(stage: &Stage) -> Result<Row> {
    /// Of 64 kB each.
    const MORE_PAGES: u32 = 24;
    let mut row = Row::expecting("crashed, then idle with the address");
    let directory = stage.world.scratch.join("small-memory");
    std::fs::create_dir_all(&directory)?;
    small_memory(&stage.world.choices.dist, &directory, MORE_PAGES)?;
    let address = serve("127.0.0.1", Arc::new(PageFiles::new(&directory, "http"))).await?;
    let base = format!("http://localhost:{}/", address.port());
    let page = Page::new(&stage.browser, &base);
    let url = cause_url(stage, "lists-endless-and-large")?;
    page.fill(&Form::new(&url)).await?;
    stage.browser.click("[data-action=run]").await?;
    page.wait_for(&["crashed"], LIMIT).await?;
    reloads(&page, &mut row, &url).await?;
    row.got = "as expected".into();
    Ok(row)
}

/// A copy of the built page whose program may not take more than so many pages of memory beyond its first.
fn small_memory(dist: &Path, to: &Path, more: u32) -> Result<()> {
    let mut limited = 0;
    for entry in std::fs::read_dir(dist)? {
        let path = entry?.path();
        if !path.is_file() {
            continue;
        }
        let mut bytes = std::fs::read(&path)?;
        let name = path.file_name().unwrap_or_default().to_owned();
        if name.to_string_lossy().ends_with("_bg.wasm") {
            bytes = wasm_memory::limited(&bytes, more)?;
            limited += 1;
        } else if name == "index.html" {
            bytes = unsealed(&String::from_utf8(bytes)?).into_bytes();
        }
        std::fs::write(to.join(name), bytes)?;
    }
    ensure(limited == 1, || format!("{limited} programs were limited"))
}

/// The page without what it says of its program, which is another one now.
fn unsealed(page: &str) -> String {
    match page.split_once(" data-integrity=") {
        Some((before, after)) => {
            let rest = after.find([' ', '>']).unwrap_or(after.len());
            [before, after.get(rest..).unwrap_or_default()].concat()
        }
        None => page.to_owned(),
    }
}

fn cause_url(stage: &Stage, id: &str) -> Result<String> {
    let cause = stage.world.lab.cause(id);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {id}")))?;
    Ok(cause.url)
}

/// Four lists with pages of 3.9 MB and no end: the run ends by itself, within its memory, and another can be made.
async fn four_endless_lists(stage: &Stage) -> Result<Row> {
    let code = "session/answers-too-large";
    let mut row = Row::expecting(format!("healthy with {code}"));
    let page = stage.page();
    let form = Form::new(cause_url(stage, "lists-endless-and-large")?);
    page.fill(&form).await?;
    let at_rest = peak_of_renderers()?;
    let (shown, took) = page.run(LIMIT).await?;
    row.got(&shown, took);
    row.same("outcome", shown.outcome.as_deref(), Some("healthy"));
    row.check(shown.finding(code).is_some(), || {
        format!("there is no {code}")
    });
    let at_most = peak_of_renderers()?;
    let more = at_most.saturating_sub(at_rest);
    row.notes.push(format!(
        "four endless lists: verdict after {} ms; the renderer took {at_rest} MB at rest and {at_most} MB at most",
        took.as_millis()
    ));
    row.check(at_rest > 0 && more <= MOST_MEGABYTES, || {
        format!("the run took {more} MB, not {MOST_MEGABYTES}")
    });
    let again = Target::start(Behaviour::Status("404 Not Found")).await?;
    let (shown, _) = page.diagnose(&Form::new(again.url()), LIMIT).await?;
    row.same(
        "the next run",
        shown.code.as_deref(),
        Some("endpoint/not-found"),
    );
    row.clean_console(&page).await?;
    Ok(row)
}

/// The most that any renderer of this program's browsers has had resident, in MB (`VmHWM`, Linux).
fn peak_of_renderers() -> Result<u64> {
    let mut parents = HashMap::new();
    let mut renderers = Vec::new();
    for entry in std::fs::read_dir("/proc")? {
        let path = entry?.path();
        let pid = path
            .file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.parse::<u32>().ok());
        let (Some(pid), Ok(status)) = (pid, std::fs::read_to_string(path.join("status"))) else {
            continue;
        };
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        parents.insert(pid, field("PPid:").unwrap_or_default());
        let command = std::fs::read_to_string(path.join("cmdline")).unwrap_or_default();
        if command.contains("--type=renderer") {
            renderers.push((pid, field("VmHWM:").unwrap_or_default()));
        }
    }
    let is_ours = |mut pid: u32| {
        while let Some(parent) = parents.get(&pid) {
            let parent = u32::try_from(*parent).unwrap_or_default();
            if parent == std::process::id() {
                return true;
            }
            pid = parent;
        }
        false
    };
    let ours = renderers.into_iter().filter(|(pid, _)| is_ours(*pid));
    Ok(ours
        .map(|(_, kilobytes)| kilobytes / 1024)
        .max()
        .unwrap_or_default())
}

/// What a task may take, and Cancel, on a machine that is slowed six times, in milliseconds: half as much again as is
/// promised, since such a figure is that of a machine, too.
const LONGEST_TASK: f64 = 150.0;
const LONGEST_CANCEL: f64 = 300.0;

/// The longest task, and how long Cancel takes to be answered, for the largest inputs: as it is and slowed six times.
///
/// Such times are stretched by whatever else the machine does. So equal tasks are measured beside them, and a bound is
/// stretched as the longest of those is against the shortest.
async fn stays_alive(stage: &Stage, id: &str, rate: u32) -> Result<Row> {
    let mut row = Row::expecting("the run ends, every Cancel is answered");
    let slowed = json!({ "rate": rate });
    stage
        .browser
        .devtools("Emulation.setCPUThrottlingRate", slowed)
        .await?;
    let (task, took) = longest_task(stage, id).await?;
    let mut answer: f64 = 0.0;
    for quarter in 1..4 {
        let at = took * f64::from(quarter) / 4.0;
        answer = answer.max(cancelled_after(stage, id, at, &mut row).await?);
    }
    let busy = stretched(stage).await?;
    row.notes.push(format!(
        "{id}, slowed {rate}x: a run of {took:.0} ms, longest task {task:.0} ms, Cancel answered within {answer:.0} ms; \
         equal tasks are stretched {busy:.1} times"
    ));
    row.check(task <= LONGEST_TASK * busy, || {
        format!("a task of {task:.0} ms, where equal tasks are stretched {busy:.1} times")
    });
    row.check(answer <= LONGEST_CANCEL * busy, || {
        format!("Cancel was answered after {answer:.0} ms, where equal tasks are stretched {busy:.1} times")
    });
    row.got = "as expected".into();
    Ok(row)
}

/// By how much the longest of equal tasks is longer than the shortest: what else the machine does.
async fn stretched(stage: &Stage) -> Result<f64> {
    let script = "const done = arguments[0]; const times = [];
        const task = () => {
            const began = performance.now();
            for (let i = 0, sum = 0; i < 4e5; i++) sum += Math.sqrt(i);
            times.push(performance.now() - began);
            if (times.length < 60) setTimeout(task); else done(Math.max(...times.slice(10)) / Math.min(...times));
        };
        task()";
    let times = stage.browser.run_async(script, vec![]).await?;
    times
        .as_f64()
        .filter(|stretched| *stretched >= 1.0)
        .ok_or_else(|| Failure(format!("equal tasks took {times}")))
}

/// The longest task of a whole run, and how long the run took.
async fn longest_task(stage: &Stage, id: &str) -> Result<(f64, f64)> {
    let page = stage.page();
    let cause = stage.world.lab.cause(id);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {id}")))?;
    page.fill(&form_for(&cause)).await?;
    let watch = "window.longest = 0;
        new PerformanceObserver(list => list.getEntries().forEach(e => {
            window.longest = Math.max(window.longest, e.duration); })).observe({ type: 'longtask' })";
    stage.browser.run(watch, vec![]).await?;
    let (_, took) = page.run(LIMIT).await?;
    // Those that draw are over a second later.
    let script = "const done = arguments[0]; setTimeout(() => done(window.longest), 1000)";
    let longest = stage.browser.run_async(script, vec![]).await?;
    Ok((
        longest.as_f64().unwrap_or_default(),
        took.as_secs_f64() * 1000.0,
    ))
}

/// How long it takes from the moment at which the user presses Cancel until the page has stopped.
async fn cancelled_after(stage: &Stage, id: &str, at: f64, row: &mut Row) -> Result<f64> {
    let page = stage.page();
    page.fill(&Form::new(cause_url(stage, id)?)).await?;
    let script = "const [at, done] = arguments;
        const main = document.querySelector('main');
        document.querySelector('[data-action=run]').click();
        const due = performance.now() + at;
        const press = () => {
            document.querySelector('[data-action=cancel]')?.click();
            const stopped = () => main.dataset.state === 'done' ? done(performance.now() - due) : setTimeout(stopped, 0);
            stopped();
        };
        setTimeout(press, at)";
    let took = stage.browser.run_async(script, vec![json!(at)]).await?;
    row.check(took != Value::Null, || "Cancel was not answered".into());
    let next = Target::start(Behaviour::Status("404 Not Found")).await?;
    page.set_value("input[name=server]", 0, &next.url()).await?;
    let (shown, _) = page.run(LIMIT).await?;
    row.same(
        "the next run",
        shown.code.as_deref(),
        Some("endpoint/not-found"),
    );
    Ok(took.as_f64().unwrap_or_default())
}
