//! Deep mode: each cause that only it can see ends as it declares, and it has nothing to say of healthy servers, nor of
//! real ones but what is listed here with a reason.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use faultfinder_lab::{Cause, Group};

use crate::case::{Case, Row, Stage};
use crate::deep::{self, Listening};
use crate::failure::Result;
use crate::page::{Form, Page};
use crate::suite::report::checked_report;
use crate::verdict;
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(30);

/// A token that the SDK's server takes.
const TOKEN: &str = "ffstaticbearer0123456789";

/// What deep mode has to say of real servers: the server, the code, and how it comes to it.
const DEPARTURES: [(&str, &str, &str); 4] = [
    (
        "everything-streamableHttp",
        "closing/usable-after-end",
        "answers 400 where the revision wants 404: its transport is gone, and it takes the request for one without a session",
    ),
    ("everything-streamableHttp", "tools/invalid-cursor", CURSOR),
    ("sdk-with-cors", "tools/invalid-cursor", CURSOR),
    ("sdk-with-bearer", "tools/invalid-cursor", CURSOR),
];

/// A note: the revisions say SHOULD.
const CURSOR: &str = "the TypeScript SDK lists all tools on one page, and reads no cursor";

pub async fn cases(world: &Arc<World>) -> Result<Vec<Case>> {
    let (deep, others): (Vec<Cause>, Vec<Cause>) =
        world.lab.causes().into_iter().partition(|cause| cause.deep);
    let healthy = others
        .into_iter()
        .filter(|cause| cause.group == Group::Healthy);
    let mut cases: Vec<Case> = deep.into_iter().map(verdict::case).collect();
    cases.extend(healthy.map(silent_case));
    cases.extend([
        Case::new("everything-streamable-http", |stage| {
            Box::pin(everything(stage, "streamableHttp"))
        }),
        Case::new("everything-sse", |stage| Box::pin(everything(stage, "sse"))),
        Case::new("sdk-with-cors", |stage| {
            Box::pin(sdk(stage, "sdk-with-cors", &["--cors"]))
        }),
        Case::new("sdk-with-bearer", |stage| {
            Box::pin(sdk(
                stage,
                "sdk-with-bearer",
                &["--cors", "--bearer", TOKEN],
            ))
        }),
    ]);
    Ok(cases)
}

fn silent_case(cause: Cause) -> Case {
    let vantage = verdict::vantage_for(&cause);
    Case::new(cause.id, move |stage| Box::pin(silent(stage, cause))).from(vantage)
}

/// The server keeps to its revision, so that there is nothing more to say of it than before.
async fn silent(stage: &Stage, cause: Cause) -> Result<Row> {
    let mut row = Row::expecting("healthy, and nothing new");
    let page = stage.page();
    let lab = &stage.world.lab;
    lab.clear_log(Some(cause.id));
    let started = Instant::now();
    let shown = verdict::reach_verdict(&page, &cause).await?;
    if is_old(&cause.url) {
        row.got(&shown, started.elapsed());
        return not_offered(&page, row).await;
    }
    let server = Listening {
        lab,
        cause: cause.id,
    };
    let found = deep::ask(&page, Some(server), &mut row).await?;
    row.got(&found.shown, started.elapsed());
    row.same("what deep mode found", found.fresh, BTreeSet::new());
    row.same("outcome", found.shown.outcome.as_deref(), Some("healthy"));
    let name = format!("deep-{}", cause.id);
    checked_report(&page, &stage.world, &name, &found.shown, &mut row).await?;
    row.clean_console(&page).await?;
    Ok(row)
}

/// Over HTTP+SSE an answer comes apart from its request, and deep mode is not offered.
fn is_old(url: &str) -> bool {
    url.ends_with("/sse")
}

async fn not_offered(page: &Page<'_>, mut row: Row) -> Result<Row> {
    row.expected = "healthy, without deep mode".to_owned();
    row.same(
        "panels of deep mode",
        page.count("[data-panel=deep]").await?,
        0,
    );
    row.clean_console(page).await?;
    Ok(row)
}

async fn everything(stage: &Stage, mode: &'static str) -> Result<Row> {
    let (_server, address) = stage.world.servers.everything(mode).await?;
    real(stage, &format!("everything-{mode}"), &Form::new(&address)).await
}

async fn sdk(stage: &Stage, name: &str, options: &[&str]) -> Result<Row> {
    let (_server, address) = stage.world.servers.sdk(options).await?;
    let form = Form::new(&address);
    let form = match options.contains(&TOKEN) {
        true => form.bearer(TOKEN),
        false => form,
    };
    real(stage, name, &form).await
}

/// A server that others have written: no fault, and of warnings those that are listed.
async fn real(stage: &Stage, name: &str, form: &Form) -> Result<Row> {
    let mut row = Row::expecting("healthy");
    let page = stage.page();
    let started = Instant::now();
    let (shown, took) = page.diagnose(form, LIMIT).await?;
    if is_old(&form.server) {
        row.got(&shown, took);
        return not_offered(&page, row).await;
    }
    let found = deep::ask(&page, None, &mut row).await?;
    row.got(&found.shown, started.elapsed());
    row.same("outcome", found.shown.outcome.as_deref(), Some("healthy"));
    let listed = DEPARTURES.iter().filter(|(server, ..)| *server == name);
    let listed: BTreeSet<String> = listed.map(|(_, code, _)| (*code).to_owned()).collect();
    row.same("what deep mode found", found.fresh, listed);
    for (_, code, reason) in DEPARTURES.iter().filter(|(server, ..)| *server == name) {
        row.notes.push(format!("{name}: {code}: {reason}"));
    }
    let name = format!("deep-{name}");
    checked_report(&page, &stage.world, &name, &found.shown, &mut row).await?;
    row.clean_console(&page).await?;
    Ok(row)
}
