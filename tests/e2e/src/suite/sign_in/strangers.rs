//! What others can do to a sign-in that waits: any site can open the callback page, and any page of the same origin hears
//! the channel on which the tabs speak.

use std::time::Instant;

use fantoccini::wd::WindowHandle;
use faultfinder_lab::SignIn;
use serde_json::{Value, json};

use super::ways::{LIMIT, SOUND, judge_healthy};
use crate::case::{Case, Pending, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::Page;
use crate::sign_in::{Callback, Plan, Visitor, new_window};
use crate::verdict::form_for;
use crate::world::Vantage;

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (vantage, suffix) in [
        (Vantage::Localhost, ""),
        (Vantage::Firefox, "-firefox"),
        // Without `crypto.subtle`.
        (Vantage::Insecure, "-insecure"),
    ] {
        let mut add = |name: &str, work: for<'a> fn(&'a Stage) -> Pending<'a>| {
            cases.push(Case::new(format!("{name}{suffix}"), work).from(vantage));
        };
        add("stranger", |stage| Box::pin(stranger(stage)));
        add("kept-too-long", |stage| Box::pin(kept_too_long(stage)));
    }
    cases
}

/// Opens an address in a new window and stays there.
async fn open(stage: &Stage, url: &str) -> Result<WindowHandle> {
    let client = &stage.browser.client;
    let before = client.windows().await?;
    let script = "window.open('about:blank', '_blank', 'noopener')";
    stage.browser.run(script, vec![]).await?;
    let window = new_window(client, &before).await?;
    client.switch_to_window(window.clone()).await?;
    client.goto(url).await?;
    Ok(window)
}

/// A page of the same origin that hears the channel, and says there whatever could be believed.
const EAVESDROP: &str = "window.heard = [];
    window.channel = new BroadcastChannel('faultfinder-sign-in');
    channel.onmessage = ({ data }) => heard.push(JSON.stringify(data))";
const FORGE: &str = "const [callback] = arguments;
    for (const message of [
        { callback, state: 'made-up' }, { callback, nonce: '1', proof: '' }, { callback, nonce: '1', proof: '0'.repeat(64) },
        { taken: true, state: 'made-up' }, { ask: '1' }, { callback, nonce: '', proof: '' }, { callback },
    ]) channel.postMessage(message);
    // What was heard is said again, with another code.
    for (const text of heard) channel.postMessage({ ...JSON.parse(text), callback })";

/// A made-up answer ends nothing, and the channel does not tell what would make a better one. The genuine answer, which
/// comes later, finds its tab.
async fn stranger(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("waits through all of it, then healthy");
    let (page, client) = (stage.page(), &stage.browser.client);
    let cause = stage.world.lab.cause(SOUND);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {SOUND}")))?;
    let base = stage.world.page_address(stage.vantage);
    let started = Instant::now();
    let main = client.window().await?;
    let spy = open(stage, &format!("{base}blank")).await?;
    stage.browser.run(EAVESDROP, vec![]).await?;
    client.switch_to_window(main.clone()).await?;
    page.diagnose(&form_for(&cause), LIMIT).await?;
    let plan = Plan::by(SignIn::dynamic());
    let mut visitor = Visitor::new(&page, &plan).await?;
    visitor.introduce().await?;
    let answer = visitor.answer_elsewhere().await?;
    let made_up = format!("{base}oauth/callback.html?code=stolen&state=made-up");
    open(stage, &made_up).await?;
    // It has asked, and leaves it to its user.
    page.wait_for_element("#by-hand:not([hidden]) [data-action=hand-over]:not([hidden])")
        .await?;
    client.switch_to_window(spy.clone()).await?;
    stage.browser.run(FORGE, vec![json!(made_up)]).await?;
    client.switch_to_window(main.clone()).await?;
    still_waits(&page, &mut row).await?;
    // With the user's click the page shows it, and waits on.
    visitor.hand_over().await?;
    page.wait_for_element("[data-panel=sign-in] [role=alert]")
        .await?;
    row.same(
        "the address shown",
        page.value("input[name=callback_url]").await?,
        made_up,
    );
    still_waits(&page, &mut row).await?;
    open(stage, &answer).await?;
    client.switch_to_window(main.clone()).await?;
    page.wait_at_most(LIMIT, "main[data-state=done]").await?;
    let shown = page.shown().await?;
    row.got(&shown, started.elapsed());
    judge_healthy(&shown, &mut row);
    client.switch_to_window(spy).await?;
    let heard = stage.browser.run("return heard", vec![]).await?;
    client.switch_to_window(main).await?;
    says_no_state(&heard, &answer, &mut row);
    visitor.close_others().await?;
    Ok(row)
}

async fn still_waits(page: &Page<'_>, row: &mut Row) -> Result<()> {
    let shown = page.shown().await?;
    row.same("state", shown.state.as_str(), "waiting");
    let code = Some("authorization/needs-consent");
    row.same("code", shown.code.as_deref(), code);
    Ok(())
}

fn says_no_state(heard: &Value, answer: &str, row: &mut Row) {
    let state = url::Url::parse(answer).ok().and_then(|url| {
        let mut pairs = url.query_pairs();
        let state = pairs.find(|(name, _)| name == "state");
        state.map(|(_, value)| value.into_owned())
    });
    let state = state.unwrap_or_default();
    let heard: Vec<&str> = heard
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    // Without these the search would prove nothing.
    row.check(state.len() > 40, || format!("the answer was {answer}"));
    row.check(
        heard.iter().any(|message| message.contains("callback")),
        || format!("the channel said {heard:?}"),
    );
    row.check(
        !heard.iter().any(|message| message.contains(&state)),
        || format!("the channel told the state: {heard:?}"),
    );
}

/// Who comes back after more than ten minutes finds nothing kept, and a page that says so.
async fn kept_too_long(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("idle, with a word, and nothing kept");
    let page = stage.page();
    match stage.browser.is_firefox() {
        true => come_back_to_what_is_old(stage).await?,
        false => leave_by_an_old_clock(stage).await?,
    }
    page.wait_at_most(LIMIT, "main[data-state=idle] [data-panel=problem]")
        .await?;
    let kept = "return Object.keys(sessionStorage).length";
    row.same("kept", stage.browser.run(kept, vec![]).await?, json!(0));
    row.clean_console(&page).await?;
    row.got = "said".into();
    Ok(row)
}

/// The page writes down the time of eleven minutes ago; the one that comes back has another clock.
async fn leave_by_an_old_clock(stage: &Stage) -> Result<()> {
    let page = stage.page();
    let cause = stage.world.lab.cause(SOUND);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {SOUND}")))?;
    page.diagnose(&form_for(&cause), LIMIT).await?;
    let plan = Plan::by(SignIn::dynamic()).callback(Callback::Here);
    let mut visitor = Visitor::new(&page, &plan).await?;
    visitor.introduce().await?;
    let late = "const now = Date.now; Date.now = () => now() - 11 * 60000";
    stage.browser.run(late, vec![]).await?;
    page.wait_for_element("[data-action=sign-in-here]").await?;
    stage.browser.click("[data-action=sign-in-here]").await
}

/// Firefox's driver has a clock of its own, which the page does not see: what the page would have kept is put there.
async fn come_back_to_what_is_old(stage: &Stage) -> Result<()> {
    stage.page().open("").await?;
    let keep =
        "sessionStorage.setItem('faultfinder-sign-in:a-state', `${Date.now() - 11 * 60000} {}`)";
    stage.browser.run(keep, vec![]).await?;
    let base = stage.world.page_address(stage.vantage);
    let back = format!("{base}oauth/callback.html?code=c&state=a-state");
    Ok(stage.browser.client.goto(&back).await?)
}
