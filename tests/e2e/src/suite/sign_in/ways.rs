//! The sound cause of the lab, by each way in which the answer comes back, from other places and in Firefox.

use std::time::{Duration, Instant};

use faultfinder_lab::SignIn;
use serde_json::json;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::{Page, STEPS, Shown};
use crate::sign_in::{Callback, Plan, Visitor};
use crate::suite::report::checked_report;
use crate::verdict::form_for;
use crate::world::Vantage;

pub const LIMIT: Duration = Duration::from_secs(30);

/// Nothing is wrong there.
pub const SOUND: &str = "oauth";
/// A client that the lab's authorization servers know.
const KNOWN: &str = "lab-client";

pub fn cases() -> Vec<Case> {
    let healthy = |name: &'static str, plan: fn() -> Plan| {
        Case::new(name, move |stage| {
            Box::pin(ends_healthy(stage, name, plan()))
        })
    };
    vec![
        Case::new("one-click", |stage| {
            Box::pin(one_click(stage, SOUND, false))
        }),
        Case::new("one-click-registers", |stage| {
            Box::pin(one_click(stage, "oauth-dynamic-only", false))
        }),
        Case::new("one-click-refused", |stage| Box::pin(refused(stage))),
        Case::new("one-click-firefox", |stage| {
            Box::pin(one_click(stage, SOUND, false))
        })
        .from(Vantage::Firefox),
        Case::new("one-click-blocked", |stage| {
            Box::pin(one_click(stage, SOUND, true))
        }),
        Case::new("folded-after-failure", |stage| Box::pin(folded(stage))),
        healthy("here", || {
            Plan::by(SignIn::dynamic()).callback(Callback::Here)
        }),
        healthy("here-entered", || {
            Plan::by(SignIn::entered(KNOWN)).callback(Callback::Here)
        }),
        healthy("pasted", || {
            Plan::by(SignIn::dynamic()).callback(Callback::Pasted)
        }),
        healthy("firefox", || Plan::by(SignIn::dynamic())).from(Vantage::Firefox),
        // Without `crypto.subtle`.
        healthy("insecure", || Plan::by(SignIn::dynamic())).from(Vantage::Insecure),
        healthy("https", || Plan::by(SignIn::dynamic())).from(Vantage::Https),
    ]
}

/// The page registers and opens the window after one click. Where the browser opens none, the panel says so, beside the
/// button that does.
async fn one_click(stage: &Stage, id: &str, is_blocked: bool) -> Result<Row> {
    let mut row = Row::expecting("healthy");
    let cause = stage.world.lab.cause(id);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {id}")))?;
    let page = stage.page();
    let started = Instant::now();
    let (stopped, _) = page.diagnose(&form_for(&cause), LIMIT).await?;
    let button = "[data-panel=sign-in] .primary[data-action=register-and-sign-in]";
    page.wait_for_element(button).await?;
    let words = "return document.querySelector('[data-panel=sign-in]').innerText";
    let words = stage.browser.run(words, vec![]).await?.to_string();
    for word in [
        "localhost:",
        "Nothing is sent before you click",
        "Other ways",
    ] {
        row.check(words.contains(word), || {
            format!("the panel lacks `{word}`: {words}")
        });
    }
    row.check(!words.contains("Not available"), || words.clone());
    if is_blocked {
        let block = "window.opens = window.open; window.open = () => null";
        stage.browser.run(block, vec![]).await?;
    }
    stage.browser.click(button).await?;
    if is_blocked {
        page.wait_for_element("[data-panel=sign-in] [role=alert]")
            .await?;
        let unblock = "window.open = window.opens";
        stage.browser.run(unblock, vec![]).await?;
        stage.browser.click("[data-action=open-again]").await?;
    }
    page.wait_at_most(LIMIT, "main[data-state=done][data-outcome=healthy]")
        .await?;
    let shown = page.shown().await?;
    row.got(&shown, started.elapsed());
    judge_healthy(&shown, &mut row);
    row.check(shown.exchanges > stopped.exchanges, || {
        "nothing was sent".into()
    });
    row.clean_console(&page).await?;
    Ok(row)
}

/// Where the registration fails, the window that waited for it is closed.
async fn refused(stage: &Stage) -> Result<Row> {
    const CAUSE: &str = "registration-server-error";
    let mut row = Row::expecting("failed registration/server-error");
    let cause = stage.world.lab.cause(CAUSE);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {CAUSE}")))?;
    let page = stage.page();
    page.fill(&form_for(&cause)).await?;
    // The page serves no document here, so that it has to register.
    let hide = "const fetch = window.fetch;
        window.fetch = (what, ...rest) => String(what).includes('client.json')
            ? Promise.resolve(new Response('', { status: 404 })) : fetch(what, ...rest)";
    stage.browser.run(hide, vec![]).await?;
    stage.browser.click("[data-action=run]").await?;
    page.wait_for_element("main[data-state=waiting] [data-action=register-and-sign-in]")
        .await?;
    let button = "[data-action=register-and-sign-in]";
    stage.browser.click(button).await?;
    page.wait_at_most(LIMIT, "main[data-state=done][data-outcome=failed]")
        .await?;
    let shown = page.shown().await?;
    row.got(&shown, Duration::default());
    row.same(
        "code",
        shown.code.as_deref(),
        Some("registration/server-error"),
    );
    let windows = stage.browser.client.windows().await?;
    row.same("windows", windows.len(), 1);
    row.clean_console(&page).await?;
    Ok(row)
}

/// What broke comes first: the panel is a line, and opens.
async fn folded(stage: &Stage) -> Result<Row> {
    const CAUSE: &str = "token-audience-other";
    let mut row = Row::expecting("failed token/not-accepted");
    let cause = stage.world.lab.cause(CAUSE);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {CAUSE}")))?;
    let page = stage.page();
    page.diagnose(&form_for(&cause), LIMIT).await?;
    let open = "[data-panel=sign-in][open]";
    row.same("open panels before", page.count(open).await?, 1);
    stage
        .browser
        .click("[data-action=register-and-sign-in]")
        .await?;
    page.wait_at_most(LIMIT, "main[data-state=done][data-outcome=failed]")
        .await?;
    let shown = page.shown().await?;
    row.got(&shown, Duration::default());
    row.same("code", shown.code.as_deref(), Some("token/not-accepted"));
    let headline = "return document.querySelector('.verdict h1').innerText";
    let headline = stage.browser.run(headline, vec![]).await?.to_string();
    row.check(headline.contains("aud is"), || {
        format!("the headline is {headline}")
    });
    row.same("panels", page.count("[data-panel=sign-in]").await?, 1);
    row.same("open panels", page.count(open).await?, 0);
    stage
        .browser
        .click("[data-panel=sign-in] > summary")
        .await?;
    row.same("open panels after a click", page.count(open).await?, 1);
    row.clean_console(&page).await?;
    Ok(row)
}

async fn ends_healthy(stage: &Stage, name: &str, plan: Plan) -> Result<Row> {
    let mut row = Row::expecting("healthy");
    let cause = stage.world.lab.cause(SOUND);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {SOUND}")))?;
    let page = stage.page();
    let started = Instant::now();
    let (stopped, _) = page.diagnose(&form_for(&cause), LIMIT).await?;
    let shown = Visitor::new(&page, &plan).await?.sign_in().await?;
    row.got(&shown, started.elapsed());
    judge_healthy(&shown, &mut row);
    row.check(shown.exchanges > stopped.exchanges, || {
        format!(
            "{} exchanges before the sign-in, {} after it",
            stopped.exchanges, shown.exchanges
        )
    });
    nothing_left(&page, &mut row).await?;
    let name = format!("sign-in-{name}");
    checked_report(&page, &stage.world, &name, &shown, &mut row).await?;
    row.clean_console(&page).await?;
    Ok(row)
}

/// Every step has ended well: the run is one, from the address to the session.
pub fn judge_healthy(shown: &Shown, row: &mut Row) {
    row.same("outcome", shown.outcome.as_deref(), Some("healthy"));
    row.same("state", shown.state.as_str(), "done");
    for id in STEPS {
        let status = shown.status(id);
        row.check(["pass", "warn"].contains(&status), || {
            format!("step {id} is {status}")
        });
    }
    let faults: Vec<&str> = shown.codes("fault").collect();
    row.check(faults.is_empty(), || {
        format!("faults: {}", faults.join(", "))
    });
}

/// The page keeps nothing of a sign-in, neither in its storage nor in its address.
async fn nothing_left(page: &Page<'_>, row: &mut Row) -> Result<()> {
    let script =
        "return [Object.keys(sessionStorage), location.search, /code=|state=/.test(location.hash)]";
    let left = page.browser.run(script, vec![]).await?;
    row.same("what is left", left, json!([[], "", false]));
    Ok(())
}
