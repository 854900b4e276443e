//! Bad input and bad servers: each gets a finding with a name, nothing panics, and the page can be used again.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::{Form, Page};
use crate::suite::report::checked_report;
use crate::targets::{Behaviour, Target};
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(40);

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = vec![
        Case::new("ipv6", |stage| {
            Box::pin(own_host(stage, "::1", "[::1]", "endpoint/not-found"))
        }),
        Case::new("idn", |stage| {
            Box::pin(own_host(
                stage,
                "127.0.0.1",
                "bücher.localhost",
                "endpoint/not-found",
            ))
        }),
        Case::new("hostile-texts", |stage| Box::pin(hostile_texts(stage))),
    ];
    for (name, text, codes) in inputs() {
        cases.push(Case::new(name, move |stage| {
            Box::pin(bad_input(stage, name, text, codes))
        }));
    }
    for (name, behaviour, codes) in servers() {
        cases.push(Case::new(name, move |stage| {
            Box::pin(bad_server(stage, name, behaviour, codes))
        }));
    }
    Ok(cases)
}

type Codes = &'static [&'static str];

fn inputs() -> Vec<(&'static str, String, Codes)> {
    vec![
        (
            "garbage",
            "%%% \u{202e}not\u{0} a url \u{1f600}".into(),
            &["address/not-a-url"],
        ),
        (
            "one-megabyte",
            format!("http://localhost/{}", "a".repeat(1_000_000)),
            &["address/too-long"],
        ),
        (
            "megabyte-of-noise",
            "\u{fc}%[".repeat(300_000),
            &["address/too-long", "address/not-a-url"],
        ),
        (
            "javascript",
            "javascript:alert(1)".into(),
            &["address/unsupported-scheme"],
        ),
        (
            "data",
            "data:text/html,hello".into(),
            &["address/unsupported-scheme"],
        ),
        ("bad-ipv6", "http://[::1".into(), &["address/not-a-url"]),
        (
            "bad-port",
            "http://localhost:99999/mcp".into(),
            &["address/not-a-url"],
        ),
    ]
}

fn servers() -> Vec<(&'static str, Behaviour, Codes)> {
    const ENDLESS: Codes = &[
        "endpoint/stream-without-answer",
        "endpoint/stream-silent",
        "endpoint/body-too-large",
    ];
    vec![
        (
            "endless-stream",
            Behaviour::Endless { pause_ms: 20 },
            ENDLESS,
        ),
        ("endless-flood", Behaviour::Endless { pause_ms: 0 }, ENDLESS),
        (
            "hundred-megabytes",
            Behaviour::Huge,
            &["endpoint/body-too-large"],
        ),
        (
            "ten-thousand-deep",
            Behaviour::Deep,
            &["endpoint/nested-too-deep"],
        ),
        ("not-utf8", Behaviour::NotUtf8, &["endpoint/not-utf8"]),
    ]
}

async fn bad_input(stage: &Stage, name: &str, text: String, codes: Codes) -> Result<Row> {
    let mut row = Row::expecting(format!("failed {}", codes.join(" or ")));
    let page = stage.page();
    page.open("").await?;
    page.set_value("input[name=server]", 0, &text).await?;
    let (shown, took) = page.run(LIMIT).await?;
    row.got(&shown, took);
    named(&mut row, shown.code.as_deref(), codes);
    row.same("failed step", shown.failed_step.as_deref(), Some("address"));
    row.same("exchanges", shown.exchanges, 0);
    checked_report(&page, &stage.world, name, &shown, &mut row).await?;
    row.clean_console(&page).await?;
    still_alive(&page, &mut row).await?;
    Ok(row)
}

async fn bad_server(stage: &Stage, name: &str, behaviour: Behaviour, codes: Codes) -> Result<Row> {
    let mut row = Row::expecting(format!("failed {}", codes.join(" or ")));
    let target = Target::start(behaviour).await?;
    let page = stage.page();
    let (shown, took) = page
        .diagnose(&Form::new(target.url()).timeout(3), LIMIT)
        .await?;
    row.got(&shown, took);
    named(&mut row, shown.code.as_deref(), codes);
    checked_report(&page, &stage.world, name, &shown, &mut row).await?;
    row.clean_console(&page).await?;
    still_alive(&page, &mut row).await?;
    Ok(row)
}

fn named(row: &mut Row, code: Option<&str>, codes: Codes) {
    row.check(code.is_some_and(|code| codes.contains(&code)), || {
        format!(
            "code is {}, not {}",
            code.unwrap_or("(none)"),
            codes.join(" or ")
        )
    });
}

/// A server at an unusual spelling of this machine, which the page must simply reach.
async fn own_host(stage: &Stage, bind: &str, host: &str, code: &'static str) -> Result<Row> {
    let mut row = Row::expecting(format!("failed {code}"));
    let target = Target::start_at(bind, Behaviour::Status("404 Not Found")).await?;
    let page = stage.page();
    let address = format!("http://{host}:{}/mcp", target.address.port());
    let (shown, took) = page.diagnose(&Form::new(address), LIMIT).await?;
    row.got(&shown, took);
    row.same("code", shown.code.as_deref(), Some(code));
    row.clean_console(&page).await?;
    still_alive(&page, &mut row).await?;
    Ok(row)
}

/// Texts of a server that try to be more than text stay text.
async fn hostile_texts(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("healthy, every text inert");
    let cause = stage.world.lab.cause("healthy-hostile-texts");
    let cause = cause.ok_or_else(|| Failure("the lab has no healthy-hostile-texts".into()))?;
    let page = stage.page();
    let (shown, took) = page.diagnose(&Form::new(cause.url), LIMIT).await?;
    row.got(&shown, took);
    let script = "const bad = [...document.querySelectorAll(
            'main script, main img, main iframe, main svg[onload], main style, [onerror], [onload]')]
            .map(e => e.outerHTML.slice(0, 80));
        const links = [...document.querySelectorAll('a[href], area[href]')]
            .filter(a => !/^(https?|mailto|blob):/.test(a.href)).map(a => a.href);
        return [...bad, ...links]";
    let live = stage.browser.run(script, vec![]).await?;
    row.same("live markup on the page", live, json!([]));
    row.check(shown.text.contains("<script>"), || {
        "the markup is not visible as text".into()
    });
    let raw = shown.text.contains('\u{202e}');
    row.check(!raw, || {
        "a direction-changing character stands raw in the text".into()
    });
    row.clean_console(&page).await?;
    still_alive(&page, &mut row).await?;
    Ok(row)
}

/// The same page, without being loaded anew, still makes a diagnosis.
async fn still_alive(page: &Page<'_>, row: &mut Row) -> Result<()> {
    let target = Target::start(Behaviour::Status("404 Not Found")).await?;
    page.set_value("input[name=server]", 0, &target.url())
        .await?;
    page.browser.click("[data-action=run]").await?;
    let script = "const [code, done] = arguments;
        const main = document.querySelector('main');
        const check = () => main.dataset.state === 'done' && main.dataset.code === code
            ? done(true) : setTimeout(check, 20);
        setTimeout(() => done(false), 15000); check()";
    let alive = page
        .browser
        .run_async(script, vec![json!("endpoint/not-found")])
        .await?;
    row.check(alive == json!(true) && !target.seen().is_empty(), || {
        "the page makes no further diagnosis afterwards".into()
    });
    Ok(())
}
