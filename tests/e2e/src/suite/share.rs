//! A link brings a diagnosis to somebody else: the same verdict without a request, the same run with one click,
//! and a word on what has changed. What is damaged gets a sentence.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::browser::Browser;
use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::host_page::{HostPage, enter, leave};
use crate::page::{Form, Page};
use crate::suite::report::{CATCH_COPIES, copied};
use crate::verdict::form_for;
use crate::world::World;

mod damage;
mod lengths;
mod looks;

const LIMIT: Duration = Duration::from_secs(30);
const ESCAPE: &str = "\u{e00c}";
const TAB: &str = "\u{e004}";

/// A cause, what running it again is called, and what it is called once it is mended.
const TRIPS: [(&str, &str, &str); 5] = [
    ("header-protocol-version", "same-failure", "fixed"),
    ("preflight-404", "same-failure", "fixed"),
    ("initialize-refused", "same-failure", "fixed"),
    ("challenge", "still-waiting", "fixed"),
    ("healthy-2025-06-18", "still-healthy", "still-healthy"),
];

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases: Vec<Case> = TRIPS
        .into_iter()
        .map(|(cause, again, fixed)| {
            Case::new(format!("recorded-{cause}"), move |stage| {
                Box::pin(recorded(stage, cause, again, fixed))
            })
        })
        .collect();
    cases.push(Case::new("reproduce", |stage| Box::pin(reproduce(stage))));
    cases.push(Case::new("asks-by-name", |stage| {
        Box::pin(asks_by_name(stage))
    }));
    cases.push(Case::new("second-run", |stage| Box::pin(second_run(stage))));
    cases.push(Case::new("recorded-in-frame", |stage| {
        Box::pin(in_frame(stage))
    }));
    cases.push(Case::new("dialog", |stage| Box::pin(dialog(stage))));
    cases.push(Case::new("clients", |stage| Box::pin(clients(stage))));
    cases.push(Case::new("examples-offline", |stage| {
        Box::pin(examples(stage))
    }));
    cases.push(Case::new("import", |stage| Box::pin(import(stage))));
    cases.push(Case::new("lengths", |_| Box::pin(lengths::lengths())));
    cases.extend(damage::cases());
    cases.extend(looks::cases());
    Ok(cases)
}

/// The link that the dialog shows for the diagnosis on the page, from its `#` on.
pub async fn link(page: &Page<'_>, choice: &str) -> Result<String> {
    page.browser.click("[data-action=share]").await?;
    page.wait_for_element("dialog.share[open] textarea[name=link]")
        .await?;
    choose(page, choice).await?;
    let url = page.value("textarea[name=link]").await?;
    let hash = url.find('#');
    let hash = hash.ok_or_else(|| Failure(format!("a link without a fragment: {url}")))?;
    Ok(url[hash..].to_owned())
}

/// Chooses what the link contains, and waits until it is made.
async fn choose(page: &Page<'_>, choice: &str) -> Result<()> {
    let script = "const [choice, done] = arguments;
        const find = () => document.querySelector(`dialog.share [data-choice=${choice}]`);
        const before = document.querySelector('textarea[name=link]')?.value;
        if (find().checked) return done(true);
        find().click();
        const check = () => find()?.checked && document.querySelector('textarea[name=link]')?.value !== before
            ? done(true) : setTimeout(check, 20);
        setTimeout(() => done(false), 5000); check()";
    let made = page.browser.run_async(script, vec![json!(choice)]).await?;
    match made == json!(true) {
        true => Ok(()),
        false => Err(Failure(format!("no link was made with {choice}"))),
    }
}

async fn change(page: &Page<'_>, row: &mut Row, wanted: &str) -> Result<()> {
    let selector = format!("[data-panel=compare][data-change={wanted}]");
    row.holds(page.wait_for_element(&selector).await);
    let script =
        "return document.querySelector('[data-panel=compare]')?.dataset.change ?? 'no comparison'";
    let is = page.browser.run(script, vec![]).await?;
    row.same("change", is.as_str().unwrap_or_default(), wanted);
    Ok(())
}

/// A fresh profile, with what the test needs of it.
async fn elsewhere(stage: &Stage) -> Result<Browser> {
    stage.world.open_browser(stage.vantage).await
}

async fn recorded(stage: &Stage, cause: &'static str, again: &str, fixed: &str) -> Result<Row> {
    let mut row = Row::expecting(format!("{again}, then {fixed}"));
    let lab = &stage.world.lab;
    let cause = lab
        .cause(cause)
        .ok_or_else(|| Failure(format!("the lab has no {cause}")))?;
    let here = stage.page();
    let (then, took) = here.diagnose(&form_for(&cause), LIMIT).await?;
    row.got(&then, took);
    let link = link(&here, "everything").await?;
    row.notes
        .push(format!("{}: {} characters", cause.id, link.len()));
    row.clean_console(&here).await?;

    lab.clear_log(Some(cause.id));
    let browser = elsewhere(stage).await?;
    let there = Page::new(&browser, stage.world.page_address(stage.vantage));
    there.open_recorded(&link).await?;
    let shown = there.shown().await?;
    row.same("state", shown.state.as_str(), "done");
    row.same("outcome", &shown.outcome, &then.outcome);
    row.same("failed step", &shown.failed_step, &then.failed_step);
    row.same("code", &shown.code, &then.code);
    row.same("statuses", &shown.statuses, &then.statuses);
    row.same("findings", &shown.findings, &then.findings);
    row.same("requests for the recording", lab.log(cause.id).len(), 0);

    there.run(LIMIT).await?;
    change(&there, &mut row, again).await?;
    row.same("recorded marks", there.count("[data-recorded]").await?, 0);
    row.check(!lab.log(cause.id).is_empty(), || {
        "the run again sent nothing".into()
    });

    lab.set_fixed(cause.id, true);
    there.run(LIMIT).await?;
    change(&there, &mut row, fixed).await?;
    lab.set_fixed(cause.id, false);
    row.clean_console(&there).await?;
    browser.close().await;
    Ok(row)
}

async fn reproduce(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("reproduced, then not");
    let lab = &stage.world.lab;
    let cause = "preflight-405";
    let found = lab
        .cause(cause)
        .ok_or_else(|| Failure(format!("the lab has no {cause}")))?;
    let here = stage.page();
    here.diagnose(&form_for(&found), LIMIT).await?;
    let link = link(&here, "reproduce").await?;
    row.notes.push(link.clone());
    lab.clear_log(Some(cause));
    let browser = elsewhere(stage).await?;
    let there = Page::new(&browser, stage.world.page_address(stage.vantage));
    there.open(&link).await?;
    there.wait_for_element("[data-panel=asked]").await?;
    row.same(
        "server",
        there.value("input[name=server]").await?,
        found.url.clone(),
    );
    row.same("requests before the run", lab.log(cause).len(), 0);
    there.run(LIMIT).await?;
    row.holds(there.wait_for_element("[data-reproduced=true]").await);
    lab.set_fixed(cause, true);
    let (shown, took) = there.run(LIMIT).await?;
    row.got(&shown, took);
    row.holds(there.wait_for_element("[data-reproduced=false]").await);
    lab.set_fixed(cause, false);
    row.clean_console(&there).await?;
    browser.close().await;
    Ok(row)
}

/// In a frame of somebody else's page a recording shows without a request too.
async fn in_frame(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("the same in a frame");
    let lab = &stage.world.lab;
    let cause = "cors-other-origin";
    let found = lab
        .cause(cause)
        .ok_or_else(|| Failure(format!("the lab has no {cause}")))?;
    let page = stage.page();
    let (then, took) = page.diagnose(&form_for(&found), LIMIT).await?;
    row.got(&then, took);
    let link = link(&page, "everything").await?;
    let address = stage.world.page_address(stage.vantage);
    let pairs = link.trim_start_matches('#');
    let frame = format!(
        "<iframe class=\"raw\" title=\"A diagnosis\" src=\"{address}#embed=1&amp;{pairs}\"></iframe>"
    );
    lab.clear_log(Some(cause));
    let host = HostPage::start(address, &frame).await?;
    host.open(&stage.browser).await?;
    enter(&stage.browser).await?;
    row.holds(
        page.wait_for_element("main[data-embed][data-recorded] .recorded")
            .await,
    );
    row.same("code", &page.shown().await?.code, &then.code);
    row.same("requests", lab.log(cause).len(), 0);
    leave(&stage.browser).await?;
    row.clean_console(&page).await?;
    Ok(row)
}

/// What the link must not carry it asks for, and with it the run is the same.
async fn asks_by_name(stage: &Stage) -> Result<Row> {
    const SECRETS: [&str; 3] = [
        "ffsharedbearer0123456789",
        "ffsharedheader0123456789",
        "ffsharedquery0123456789",
    ];
    let [bearer, header, query] = SECRETS;
    let mut row = Row::expecting("secrets by name");
    let cause = stage.world.lab.cause("header-custom");
    let cause = cause.ok_or_else(|| Failure("the lab has no header-custom".into()))?;
    let here = stage.page();
    let form = Form::new("").bearer(bearer).header("x-tenant", header);
    here.open("").await?;
    here.enter_secrets(&form).await?;
    here.set_value(
        "input[name=server]",
        0,
        &format!("{}?api_key={query}", cause.url),
    )
    .await?;
    let (then, took) = here.run(LIMIT).await?;
    row.got(&then, took);
    for choice in ["everything", "reproduce"] {
        let link = link(&here, choice).await?;
        for secret in SECRETS {
            row.check(!link.contains(secret), || format!("the link has {secret}"));
        }
        let browser = elsewhere(stage).await?;
        let there = Page::new(&browser, stage.world.page_address(stage.vantage));
        match choice {
            "reproduce" => there.open(&link).await?,
            _ => there.open_recorded(&link).await?,
        }
        let places = "details[open] input[name=secret][data-secret=api_key]";
        row.holds(there.wait_for_element(places).await);
        row.same(
            "header asked for",
            there.value("input[name=header-name]").await?,
            "x-tenant".into(),
        );
        row.same(
            "value of the header",
            there.value("input[name=header-value]").await?,
            String::new(),
        );
        there.set_value("input[name=secret]", 0, query).await?;
        there.enter_secrets(&form).await?;
        let (now, _) = there.run(LIMIT).await?;
        row.same("code", &now.code, &then.code);
        row.clean_console(&there).await?;
        browser.close().await;
        stage.browser.press(ESCAPE).await?;
        here.wait_for_none("dialog[open]").await?;
    }
    Ok(row)
}

/// Any second run of a server can be compared with the one before.
async fn second_run(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("compared on demand");
    let lab = &stage.world.lab;
    let cause = lab
        .cause("preflight-403")
        .ok_or_else(|| Failure("the lab has no preflight-403".into()))?;
    let page = stage.page();
    page.diagnose(&form_for(&cause), LIMIT).await?;
    row.same(
        "controls after one run",
        page.count("[data-action=compare]").await?,
        0,
    );
    lab.set_fixed(cause.id, true);
    let (shown, took) = page.run(LIMIT).await?;
    row.got(&shown, took);
    lab.set_fixed(cause.id, false);
    row.same(
        "comparisons unasked",
        page.count("[data-panel=compare]").await?,
        0,
    );
    stage.browser.click("[data-action=compare]").await?;
    change(&page, &mut row, "fixed").await?;
    stage.browser.click("[data-action=compare]").await?;
    row.holds(page.wait_for_none("[data-panel=compare]").await);
    row.clean_console(&page).await?;
    Ok(row)
}

/// By keyboard: S opens, Tab stays inside, Escape closes, and the focus is where it was. A browser that forbids
/// copying leaves the link selected.
async fn dialog(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("opened, copied, closed");
    let cause = stage.world.lab.cause("preflight-500");
    let cause = cause.ok_or_else(|| Failure("the lab has no preflight-500".into()))?;
    let page = stage.page();
    page.diagnose(&form_for(&cause), LIMIT).await?;
    stage
        .browser
        .run(
            "document.querySelector('[data-action=share]').focus()",
            vec![],
        )
        .await?;
    stage.browser.press("s").await?;
    page.wait_for_element("dialog.share[open] textarea[name=link]")
        .await?;
    let mut outside = Vec::new();
    for _ in 0..12 {
        stage.browser.press(TAB).await?;
        let script = "const at = document.activeElement;
            return at === document.body || at.closest('dialog.share') ? null : at.outerHTML.slice(0, 80)";
        let at = stage.browser.run(script, vec![]).await?;
        outside.extend(at.as_str().map(str::to_owned));
    }
    row.same("focus outside of the dialog", outside, Vec::new());
    stage.browser.run(CATCH_COPIES, vec![]).await?;
    stage.browser.click("[data-action=copy-link]").await?;
    row.same(
        "copied",
        copied(&stage.browser).await?,
        page.value("textarea[name=link]").await?,
    );
    stage.browser.run("navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false", vec![]).await?;
    stage.browser.click("[data-action=copy-link]").await?;
    page.wait_for_element("dialog.share [role=alert]").await?;
    let script = "const done = arguments[0];
        const check = () => { const at = document.activeElement;
            at.name === 'link' && at.selectionEnd === at.value.length && at.selectionStart === 0 ? done(true) : setTimeout(check, 20); };
        setTimeout(() => done(false), 3000); check()";
    row.same(
        "selected",
        stage.browser.run_async(script, vec![]).await?,
        json!(true),
    );
    stage.browser.press(ESCAPE).await?;
    page.wait_for_none("dialog[open]").await?;
    let script = "return document.activeElement?.dataset.action ?? null";
    row.same(
        "focus afterwards",
        stage.browser.run(script, vec![]).await?,
        json!("share"),
    );
    row.got = "by keyboard".into();
    row.clean_console(&page).await?;
    Ok(row)
}

/// After a healthy run other clients are told of the server.
async fn clients(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("four clients");
    let cause = stage.world.lab.cause("healthy-bearer");
    let cause = cause.ok_or_else(|| Failure("the lab has no healthy-bearer".into()))?;
    let page = stage.page();
    let (shown, took) = page.diagnose(&form_for(&cause), LIMIT).await?;
    row.got(&shown, took);
    stage
        .page()
        .wait_for_element("[data-action=use-in]")
        .await?;
    stage.browser.click("[data-action=use-in]").await?;
    page.wait_for_element("[data-panel=clients] pre").await?;
    let script = "return [...document.querySelectorAll('[data-panel=clients] .tab')].map(tab => {
        tab.click(); return tab.textContent; })";
    let names = stage.browser.run(script, vec![]).await?;
    row.same(
        "clients",
        names,
        json!(["Mistral Vibe", "Claude Code", "VS Code", "Cursor"]),
    );
    page.wait_for_element("[data-client=Cursor]").await?;
    let text = stage
        .browser
        .run(
            "return document.querySelector('[data-panel=clients] pre').textContent",
            vec![],
        )
        .await?;
    let text = text.as_str().unwrap_or_default();
    row.check(
        text.contains("Bearer ${env:") && text.contains(&cause.url),
        || text.to_owned(),
    );
    row.clean_console(&page).await?;
    Ok(row)
}

/// The recordings of the empty page need no network at all.
async fn examples(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("three recordings without network");
    let page = stage.page();
    let offline = |is: bool| {
        let conditions = json!({ "offline": is, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        stage
            .browser
            .devtools("Network.emulateNetworkConditions", conditions)
    };
    for (name, outcome) in [
        ("cors", "failed"),
        ("sign-in", "authorization-required"),
        ("healthy", "healthy"),
    ] {
        page.open("").await?;
        let selector = format!("[data-recording={name}]");
        page.wait_for_element(&selector).await?;
        offline(true).await?;
        stage.browser.click(&selector).await?;
        let arrived = page.wait_for_element("main[data-recorded] .recorded").await;
        offline(false).await?;
        row.holds(arrived);
        let shown = page.shown().await?;
        row.same(name, shown.outcome.as_deref(), Some(outcome));
        row.clean_console(&page).await?;
    }
    row.got = "shown".into();
    Ok(row)
}

/// A downloaded report opens, chosen as well as dropped.
async fn import(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("the same from a file");
    let cause = stage.world.lab.cause("allow-headers-missing");
    let cause = cause.ok_or_else(|| Failure("the lab has no allow-headers-missing".into()))?;
    let page = stage.page();
    let (then, took) = page.diagnose(&form_for(&cause), LIMIT).await?;
    row.got(&then, took);
    let report = page.report().await?.to_string();
    let file = stage.world.scratch.join("imported-report.json");
    std::fs::write(&file, &report)?;
    page.open("").await?;
    page.wait_for_element("[data-action=import]").await?;
    let field = stage
        .browser
        .client
        .find(fantoccini::Locator::Css("input[name=report]"))
        .await?;
    field.send_keys(&file.to_string_lossy()).await?;
    page.wait_for_element("main[data-recorded]").await?;
    row.same("code from a file", &page.shown().await?.code, &then.code);
    for (text, selector) in [
        (report.as_str(), "main[data-recorded]"),
        ("{}", "[data-panel=problem]"),
    ] {
        page.open("").await?;
        page.wait_for_element("[data-action=import]").await?;
        let drop = "const data = new DataTransfer();
            data.items.add(new File([arguments[0]], 'report.json', { type: 'application/json' }));
            for (const name of ['dragover', 'drop'])
                document.body.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }))";
        stage.browser.run(drop, vec![json!(text)]).await?;
        row.holds(page.wait_for_element(selector).await);
    }
    row.clean_console(&page).await?;
    Ok(row)
}
