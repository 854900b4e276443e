//! What the page forbids itself: markup and scripts that are not its own, and files that are not those it was built with.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::{Form, Page};
use crate::page_files::PageFiles;
use crate::tiny_http::serve;
use crate::world::{Vantage, World};

const LIMIT: Duration = Duration::from_secs(30);

/// A file that was changed, by how its name begins and ends, and what a visitor then sees.
const FILES: [(&str, &str, &str, Seen); 9] = [
    ("module", "faultfinder-", ".js", Seen::NoStart),
    ("split", "faultfinder-", "_split.js", Seen::NoStart),
    ("program", "faultfinder-", "_bg.wasm", Seen::NoStart),
    ("start", "start-", ".js", Seen::Nothing),
    ("deferred", "faultfinder-", "_deferred.wasm", Seen::NoRest),
    ("shared", "faultfinder-", "_chunk_3.wasm", Seen::NoRest),
    (
        "on-demand",
        "faultfinder-",
        "_on_demand.wasm",
        Seen::NoPanel,
    ),
    ("help", "help-challenge-", ".json", Seen::NoHelp),
    ("style", "later-", ".css", Seen::NoStyle),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// A word that the page could not start.
    NoStart,
    /// What stands in the document.
    Nothing,
    /// The page, and a word that a part of it did not load.
    NoRest,
    /// The page, and in place of what was opened a word that it did not load.
    NoPanel,
    /// A verdict without its explanation, and a word that it did not load.
    NoHelp,
    /// A page on which what is drawn later has no style.
    NoStyle,
}

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (vantage, suffix) in [(Vantage::Localhost, ""), (Vantage::Firefox, "-firefox")] {
        let types = Case::new(format!("trusted-types{suffix}"), |stage| {
            Box::pin(trusted_types(stage))
        });
        cases.push(types.from(vantage));
        for file in FILES {
            let case = Case::new(format!("changed-{}{suffix}", file.0), move |stage| {
                Box::pin(changed(stage, file))
            });
            cases.push(case.from(vantage));
        }
    }
    Ok(cases)
}

/// Whoever gets to run something in the page cannot make markup or scripts of text.
async fn trusted_types(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("refused, but for what leptos makes");
    let page = stage.page();
    page.open("").await?;
    let script = "const element = name => document.createElement(name);
        const tries = {
            image: () => { element('div').innerHTML = '<img src=x onerror=1>' },
            script: () => { element('div').innerHTML = '<script>1</script>' },
            link: () => { element('div').innerHTML = '<a href=\"javascript:1\">a</a>' },
            frame: () => { element('iframe').srcdoc = '<p>a</p>' },
            oracle: () => { element('iframe').srcdoc = '<!doctype html><meta http-equiv=\"Content-Security-Policy\" content=\"connect-src https://a.test; script-src https://a.test\"><script src=\"https://a.test/x.js\"></script>' },
            address: () => { element('script').src = 'https://a.test/x.js' },
            text: () => { element('script').text = '1' },
            handler: () => { element('p').setAttribute('onclick', '1') },
            policy: () => { trustedTypes.createPolicy('other', {}) },
            again: () => { trustedTypes.createPolicy('default', {}) },
            timer: () => { setTimeout('1') },
            plain: () => { element('div').innerHTML = '<p class=\"a\">a</p>' },
        };
        const passed = name => { try { tries[name](); return true } catch { return false } };
        return Object.keys(tries).filter(passed)";
    let passed = stage.browser.run(script, vec![]).await?;
    row.same("allowed", passed, json!(["plain"]));
    row.got = "refused".into();
    Ok(row)
}

/// A copy of the page in which one file has another byte.
fn copy(stage: &Stage, (name, begins, ends, _): (&str, &str, &str, Seen)) -> Result<PathBuf> {
    let to = stage
        .world
        .scratch
        .join(format!("changed-{name}-{:?}", stage.vantage));
    copy_files(&stage.world.choices.dist, &to)?;
    let is_it = |path: &PathBuf| {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let stem = file
            .strip_suffix(ends)
            .and_then(|rest| rest.strip_prefix(begins));
        stem.is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let mut files = std::fs::read_dir(&to)?.flatten().map(|entry| entry.path());
    let file = files
        .find(is_it)
        .ok_or_else(|| Failure(format!("the page has no {name}")))?;
    let mut bytes = std::fs::read(&file)?;
    match ends.ends_with(".wasm") {
        // An empty custom section: the same program.
        true => bytes.extend([0, 1, 0]),
        false => bytes.push(b'\n'),
    }
    std::fs::write(file, bytes)?;
    Ok(to)
}

fn copy_files(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)?.flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        match path.is_dir() {
            true => copy_files(&path, &target)?,
            false => drop(std::fs::copy(path, target)?),
        }
    }
    Ok(())
}

/// What was changed on its way is not run, and the page says so as far as it is there.
async fn changed(stage: &Stage, file: (&'static str, &str, &str, Seen)) -> Result<Row> {
    let mut row = Row::expecting(format!("{:?}", file.3));
    let files = PageFiles::new(&copy(stage, file)?, "http");
    let port = serve("127.0.0.1", Arc::new(files)).await?.port();
    let base = format!("http://localhost:{port}/");
    let page = Page::new(&stage.browser, &base);
    let client = &stage.browser.client;
    match file.3 {
        Seen::NoStart => {
            client.goto(&base).await?;
            let script = "const done = arguments[0];
                const check = () => document.body.innerText.includes('could not start') ? done(true) : setTimeout(check, 20);
                setTimeout(() => done(false), 10000); check()";
            let told = stage.browser.run_async(script, vec![]).await?;
            row.same("the page says so", told, json!(true));
            row.same("pages", page.count("main").await?, 0);
        }
        Seen::Nothing => {
            client.goto(&base).await?;
            row.same("pages", page.count("main").await?, 0);
            row.same("documents", page.count(".slow").await?, 1);
        }
        Seen::NoRest => {
            let cause = stage.world.lab.cause("challenge");
            let cause = cause.ok_or_else(|| Failure("the lab has no such cause".into()))?;
            page.diagnose(&Form::new(cause.url), LIMIT).await?;
            row.holds(page.wait_for_element(".toast.shown").await);
        }
        Seen::NoPanel => {
            page.open("#help/").await?;
            row.holds(page.wait_for_element("main > [role=alert]").await);
        }
        Seen::NoHelp => {
            let cause = stage.world.lab.cause("challenge");
            let cause = cause.ok_or_else(|| Failure("the lab has no such cause".into()))?;
            page.diagnose(&Form::new(cause.url), LIMIT).await?;
            row.holds(page.wait_for_element("[data-action=load-help]").await);
            let shown = page.shown().await?;
            row.check(!shown.text.contains("Why it matters"), || {
                "the help is there".into()
            });
        }
        Seen::NoStyle => {
            page.open("").await?;
            let script = "const done = arguments[0];
                const came = () => performance.getEntriesByType('resource').some(entry => entry.name.includes('/later-'));
                const rules = () => { try { return document.querySelector('link[href^=later-]').sheet.cssRules.length } catch { return 0 } };
                const look = () => done(rules() > 0 ? 'styled' : 'refused');
                const check = () => came() ? setTimeout(look, 50) : setTimeout(check, 20);
                check()";
            let seen = stage.browser.run_async(script, vec![]).await?;
            row.same("the style", seen, json!("refused"));
        }
    }
    row.got = format!("{:?}", file.3);
    Ok(row)
}
