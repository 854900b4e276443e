//! How soon a visitor can type, and sees something: this page beside its former build and beside the official Inspector,
//! each served compressed, on a cold cache.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::case::Stage;
use crate::failure::{Failure, Result, ensure};
use crate::page_files::content_type;
use crate::tiny_http::{Answering, Handler, Request, Wire, respond, serve};

/// Of each page on each line.
const TURNS: usize = 5;

/// A page, and what a visitor of it needs first.
struct Visited {
    name: &'static str,
    base: String,
    control: &'static str,
}

/// What a visitor waits for.
#[derive(Clone, Copy)]
struct Line {
    name: &'static str,
    /// Before each answer, in milliseconds.
    latency: u32,
    /// In bytes a second; -1 is without a limit.
    throughput: i32,
    /// So many times slower than this machine.
    slowdown: u32,
}

/// As this machine is, and the profile of Lighthouse for a phone.
const LINES: [Line; 2] = [
    Line {
        name: "as it is",
        latency: 0,
        throughput: -1,
        slowdown: 1,
    },
    Line {
        name: "1.6 Mbit/s, 150 ms, processor 4 times slower",
        latency: 150,
        throughput: 200_000,
        slowdown: 4,
    },
];

/// Milliseconds after the navigation.
#[derive(Clone, Copy)]
struct Times {
    /// The frame that draws the control.
    ready: f64,
    /// First contentful paint.
    first: f64,
    /// Largest contentful paint.
    largest: f64,
}

/// Prints the figures, and the ratios of the first page to the others.
pub async fn print(stage: &Stage) -> Result<()> {
    let pages = pages(stage).await?;
    println!(
        "\nReady to type and first seen, ms after the navigation: the least of {TURNS} visits with an empty cache"
    );
    for line in LINES {
        println!("  {}", line.name);
        println!(
            "    {:<26} {:>7} {:>7} {:>8} {:>12}",
            "", "ready", "first", "largest", "ready, ours/"
        );
        let mut ours = None;
        for (page, times) in pages.iter().zip(take_turns(stage, &pages, line).await?) {
            let ours = *ours.get_or_insert(times.ready);
            println!(
                "    {:<26} {:>7.0} {:>7.0} {:>8.0} {:>12.2}",
                page.name,
                times.ready,
                times.first,
                times.largest,
                ours / times.ready
            );
        }
    }
    Ok(())
}

/// This page first. The Inspector has nothing to type at first: what counts is the button by which a server is added.
async fn pages(stage: &Stage) -> Result<Vec<Visited>> {
    let choices = &stage.world.choices;
    let field = "input[name=server]";
    let wanted = [
        ("this page", Some(&choices.dist), field),
        ("the former build", choices.former.as_ref(), field),
        (
            "the Inspector",
            choices.inspector.as_ref(),
            "button[aria-haspopup=menu]",
        ),
    ];
    let mut pages = Vec::new();
    for (name, directory, control) in wanted {
        let Some(directory) = directory else {
            println!("\nWithout {name}: --former DIR and --inspector DIR name the directories.");
            continue;
        };
        let files = Compressed::read(directory)?;
        let port = serve("127.0.0.1", Arc::new(files)).await?.port();
        let base = format!("http://localhost:{port}/");
        pages.push(Visited {
            name,
            base,
            control,
        });
    }
    Ok(pages)
}

/// Takes turns, so that what else the machine does meets all of them.
async fn take_turns(stage: &Stage, pages: &[Visited], line: Line) -> Result<Vec<Times>> {
    let mut least: Vec<Option<Times>> = vec![None; pages.len()];
    for _ in 0..TURNS {
        for (page, least) in pages.iter().zip(&mut least) {
            let now = visit(stage, page, line).await?;
            *least = Some(least.map_or(now, |least| Times {
                ready: least.ready.min(now.ready),
                first: least.first.min(now.first),
                largest: least.largest.min(now.largest),
            }));
        }
    }
    let all = least.into_iter().collect::<Option<Vec<Times>>>();
    all.ok_or_else(|| Failure("no page was visited".into()))
}

/// Opens the page with nothing in the cache, and waits until nothing loads any more.
async fn visit(stage: &Stage, page: &Visited, line: Line) -> Result<Times> {
    let browser = &stage.browser;
    browser.client.goto("about:blank").await?;
    browser.devtools("Network.enable", json!({})).await?;
    browser
        .devtools("Network.clearBrowserCache", json!({}))
        .await?;
    emulate(stage, line).await?;
    let source = WATCH.replace("CONTROL", &json!(page.control).to_string());
    let added = browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await?;
    browser.client.goto(&page.base).await?;
    let seen = browser.run_async(SETTLED, vec![]).await?;
    let removed = json!({ "identifier": added["identifier"] });
    browser
        .devtools("Page.removeScriptToEvaluateOnNewDocument", removed)
        .await?;
    let time = |name: &str| seen[name].as_f64().unwrap_or_default();
    let times = Times {
        ready: time("ready"),
        first: time("first"),
        largest: time("largest"),
    };
    ensure(times.ready > 0.0, || {
        format!("{}: {} never came: {seen}", page.name, page.control)
    })?;
    emulate(stage, LINES[0]).await?;
    Ok(times)
}

async fn emulate(stage: &Stage, line: Line) -> Result<Value> {
    let conditions = json!({
        "offline": false, "latency": line.latency,
        "downloadThroughput": line.throughput, "uploadThroughput": line.throughput,
    });
    let network = "Network.emulateNetworkConditions";
    stage.browser.devtools(network, conditions).await?;
    let rate = json!({ "rate": line.slowdown });
    stage
        .browser
        .devtools("Emulation.setCPUThrottlingRate", rate)
        .await
}

/// Runs before anything of the page. A frame is drawn only when nothing blocks it any more.
const WATCH: &str = "
    const seen = window.visit = { ready: 0, first: 0, largest: 0, what: '', news: 0 };
    const watch = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(entry => {
        seen.news += 1; note(entry); })).observe({ type, buffered: true });
    watch('paint', entry => { if (entry.name === 'first-contentful-paint') seen.first = entry.startTime });
    watch('largest-contentful-paint', entry => { seen.largest = entry.startTime; seen.what = entry.element?.outerHTML.slice(0, 60) });
    watch('resource', () => {});
    const look = now => {
        const controls = [...document.querySelectorAll(CONTROL)];
        if (controls.some(one => one.checkVisibility() && !one.disabled)) seen.ready = now;
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);";

/// When the control is there, and there was nothing new for two seconds.
const SETTLED: &str = "const done = arguments[0], seen = window.visit;
    let last = -1, quiet = 0;
    const look = () => {
        quiet = seen.ready && seen.news === last ? quiet + 1 : 0;
        last = seen.news;
        if (quiet === 8 || performance.now() > 60000) done(seen); else setTimeout(look, 250);
    };
    look()";

/// Files as a host sends them that compresses, by their paths.
struct Compressed(BTreeMap<String, (Vec<u8>, &'static str)>);

impl Compressed {
    fn read(directory: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        for path in list(directory)? {
            let name = path.strip_prefix(directory).unwrap_or(&path);
            files.insert(
                format!("/{}", name.display()),
                (compressed(&path)?, content_type(&path)),
            );
        }
        Ok(Self(files))
    }
}

impl Handler for Compressed {
    fn answer<'a>(&'a self, request: Request, wire: &'a mut dyn Wire) -> Answering<'a> {
        Box::pin(async move {
            let path = match request.path() {
                "/" => "/index.html",
                path => path,
            };
            let Some((bytes, kind)) = self.0.get(path) else {
                return respond(wire, "404 Not Found", &[], b"").await;
            };
            let headers = [("content-type", *kind), ("content-encoding", "br")];
            respond(wire, "200 OK", &headers, bytes).await
        })
    }
}

fn list(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        match path.is_dir() {
            true => files.extend(list(&path)?),
            false => files.push(path),
        }
    }
    Ok(files)
}

fn compressed(path: &Path) -> Result<Vec<u8>> {
    let mut brotli = Command::new("brotli");
    brotli
        .args(["--stdout", "--quality=9"])
        .arg(path)
        .stderr(Stdio::inherit());
    let output = brotli
        .output()
        .map_err(|problem| Failure(format!("brotli: {problem}")))?;
    ensure(output.status.success(), || {
        format!("brotli cannot compress {}", path.display())
    })?;
    Ok(output.stdout)
}
