//! The address bar keeps the form and no secret; Back and Forward lead from run to run and send nothing; the tab says what
//! a run came to.

use serde_json::json;

use super::{LIMIT, enter, value_of, wait_for_outcome, wait_until};
use crate::case::{Case, Row, Stage};
use crate::failure::Result;
use crate::page::Form;
use crate::targets::{Behaviour, Target};
use crate::world::Vantage;

const SECRET: &str = "ffplantedbearer0123456789abcdef";
const QUERY: &str = "ffplantedquery0123456789abcdef";

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (vantage, suffix) in [(Vantage::Localhost, ""), (Vantage::Firefox, "-firefox")] {
        let all = [
            Case::new(format!("reload{suffix}"), |stage| Box::pin(reload(stage))),
            Case::new(format!("back-and-forward{suffix}"), |stage| {
                Box::pin(back_and_forward(stage))
            }),
            Case::new(format!("title-and-icon{suffix}"), |stage| {
                Box::pin(title_and_icon(stage))
            }),
        ];
        cases.extend(all.into_iter().map(|case| case.from(vantage)));
    }
    cases.push(Case::new("runs-of-this-tab", |stage| {
        Box::pin(runs_of_this_tab(stage))
    }));
    cases.push(Case::new("help-and-back", |stage| {
        Box::pin(help_and_back(stage))
    }));
    cases
}

async fn reload(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("the form is kept, its secrets are not, nothing is sent");
    let target = Target::start(Behaviour::WithoutCors).await?;
    let page = stage.page();
    page.open("").await?;
    page.enter_secrets(&Form::default().bearer(SECRET).header("x-tenant", SECRET))
        .await?;
    enter(&page, &format!("{}?api_key={QUERY}", target.url())).await?;
    let (shown, took) = page.run(LIMIT).await?;
    row.got(&shown, took);
    wait_until(stage, "location.hash.includes('server=')", json!(true)).await?;
    let everywhere = "location.href + document.title + JSON.stringify(history.state) + document.querySelector('link[rel=icon]').href";
    let shown_text = value_of(stage, everywhere).await?.to_string();
    for secret in [SECRET, QUERY] {
        row.check(!shown_text.contains(secret), || {
            format!("{secret} in {shown_text}")
        });
    }
    let before = target.seen().len();
    stage.browser.client.refresh().await?;
    page.wait_for(&["idle"], LIMIT).await?;
    let server = page.value("input[name=server]").await?;
    row.same(
        "field after the reload",
        server.as_str(),
        format!("{}?api_key={{api_key}}", target.url()).as_str(),
    );
    page.wait_for_element("input[data-secret=api_key]").await?;
    row.same(
        "name of the header",
        page.value("input[name=header-name]").await?.as_str(),
        "x-tenant",
    );
    row.same(
        "bearer token",
        page.value("input[name=bearer]").await?.as_str(),
        "",
    );
    row.same("requests after the reload", target.seen().len(), before);
    row.clean_console(&page).await?;
    Ok(row)
}

async fn back_and_forward(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("each run is shown again, and nothing is sent");
    let one = Target::start(Behaviour::WithoutCors).await?;
    let two = Target::start(Behaviour::Status("500 Internal Server Error")).await?;
    let page = stage.page();
    page.open("").await?;
    enter(&page, &one.url()).await?;
    let (first, _) = page.run(LIMIT).await?;
    enter(&page, &two.url()).await?;
    let (second, took) = page.run(LIMIT).await?;
    row.got(&second, took);
    row.check(first.code != second.code, || "both came to the same".into());
    let sent = [one.seen().len(), two.seen().len()];
    let code = "document.querySelector('main').dataset.code ?? null";
    let field = "document.querySelector('input[name=server]').value";
    stage.browser.client.back().await?;
    wait_until(stage, code, json!(first.code)).await?;
    row.same("field", value_of(stage, field).await?, json!(one.url()));
    stage.browser.client.back().await?;
    wait_for_outcome(stage, None).await?;
    row.same("state", page.shown().await?.state.as_str(), "idle");
    stage.browser.client.forward().await?;
    wait_until(stage, code, json!(first.code)).await?;
    stage.browser.client.forward().await?;
    wait_until(stage, code, json!(second.code)).await?;
    row.same("field", value_of(stage, field).await?, json!(two.url()));
    row.same("requests", [one.seen().len(), two.seen().len()], sent);
    // A run of this tab that was made before can be made again, and both stay.
    stage.browser.client.back().await?;
    wait_until(stage, code, json!(first.code)).await?;
    page.run(LIMIT).await?;
    row.check(one.seen().len() > sent[0], || {
        "nothing was run again".into()
    });
    stage.browser.client.back().await?;
    wait_until(stage, code, json!(first.code)).await?;
    Ok(row)
}

async fn title_and_icon(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("title and icon say the outcome");
    let target = Target::start(Behaviour::Status("500 Internal Server Error")).await?;
    let page = stage.page();
    page.open("").await?;
    let own = value_of(stage, "document.title").await?;
    let icon = "document.querySelector('link[rel=icon]').href";
    let own_icon = value_of(stage, icon).await?;
    enter(&page, &target.url()).await?;
    let (shown, took) = page.run(LIMIT).await?;
    row.got(&shown, took);
    wait_until(stage, "document.title.startsWith('✕ ')", json!(true)).await?;
    let title = value_of(stage, "document.title").await?;
    let end = format!(" · {} - Faultfinder", target.address);
    row.check(
        title.as_str().is_some_and(|title| title.ends_with(&end)),
        || title.to_string(),
    );
    // An icon that the policy refuses, or that is no picture, does not load.
    let loads = "const [done] = arguments, image = new Image();
        image.onload = () => done(image.naturalWidth > 0); image.onerror = () => done(false);
        image.src = document.querySelector('link[rel=icon]').href";
    row.same(
        "icon loads",
        stage.browser.run_async(loads, vec![]).await?,
        json!(true),
    );
    row.check(value_of(stage, icon).await? != own_icon, || {
        "the icon stays".into()
    });
    row.same("icons", page.count("link[rel=icon]").await?, 1);
    stage.browser.client.back().await?;
    wait_until(stage, "document.title", own).await?;
    row.same(
        "icon of the empty page",
        value_of(stage, icon).await?,
        own_icon,
    );
    row.clean_console(&page).await?;
    Ok(row)
}

async fn runs_of_this_tab(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("a list from which a former run is shown");
    let one = Target::start(Behaviour::WithoutCors).await?;
    let two = Target::start(Behaviour::Status("500 Internal Server Error")).await?;
    let page = stage.page();
    page.open("").await?;
    enter(&page, &one.url()).await?;
    let (first, _) = page.run(LIMIT).await?;
    row.same(
        "list after one run",
        page.count("[data-panel=runs]").await?,
        0,
    );
    enter(&page, &two.url()).await?;
    let (second, took) = page.run(LIMIT).await?;
    row.got(&second, took);
    page.wait_for_element("[data-panel=runs]").await?;
    row.same("runs", page.count("[data-action=choose-run]").await?, 2);
    let sent = one.seen().len() + two.seen().len();
    stage
        .browser
        .click("li:nth-child(2) > [data-action=choose-run]")
        .await?;
    let code = "document.querySelector('main').dataset.code ?? null";
    wait_until(stage, code, json!(first.code)).await?;
    page.wait_for_element("main[data-recorded] [data-panel=recorded]")
        .await?;
    row.same("requests", one.seen().len() + two.seen().len(), sent);
    stage.browser.client.back().await?;
    wait_until(stage, code, json!(second.code)).await?;
    row.same("recorded", page.count("main[data-recorded]").await?, 0);
    row.clean_console(&page).await?;
    Ok(row)
}

async fn help_and_back(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("the help of a code is a step that Back undoes");
    let target = Target::start(Behaviour::WithoutCors).await?;
    let page = stage.page();
    page.open("").await?;
    enter(&page, &target.url()).await?;
    let (shown, took) = page.run(LIMIT).await?;
    row.got(&shown, took);
    wait_until(stage, "location.hash.includes('server=')", json!(true)).await?;
    stage.browser.click(".verdict a.code").await?;
    page.wait_for_element("[data-panel=help]").await?;
    stage.browser.client.back().await?;
    page.wait_for_none("[data-panel=help]").await?;
    wait_for_outcome(stage, Some("failed")).await?;
    stage.browser.click(".verdict a.code").await?;
    stage
        .browser
        .click("[data-panel=help] [data-action=close]")
        .await?;
    wait_until(stage, "location.hash.includes('server=')", json!(true)).await?;
    row.clean_console(&page).await?;
    Ok(row)
}
