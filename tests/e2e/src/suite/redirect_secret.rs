//! What a user enters for one host never arrives at another: a recording second origin proves it for
//! every kind of redirect. A browser by itself would carry custom headers along.

use std::sync::Arc;
use std::time::Duration;

use crate::case::{Case, Row, Stage};
use faultfinder_lab::Logged;

use crate::failure::{Failure, Result};
use crate::page::Form;
use crate::suite::report::checked_report;
use crate::targets::{Behaviour, Target};
use crate::tiny_http::Request;
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(30);
const BEARER: &str = "ffredirectbearer0123456789";
const HEADER: &str = "ffredirectheader0123456789";

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let statuses = [
        ("301", "301 Moved Permanently"),
        ("302", "302 Found"),
        ("303", "303 See Other"),
        ("307", "307 Temporary Redirect"),
        ("308", "308 Permanent Redirect"),
    ];
    let mut cases = Vec::new();
    for (name, status) in statuses {
        cases.push(Case::new(name, move |stage| {
            Box::pin(redirected(stage, name, status, true))
        }));
        let without = format!("{name}-without-cors");
        cases.push(Case::new(without.clone(), move |stage| {
            Box::pin(async move { redirected(stage, &without, status, false).await })
        }));
    }
    for (kind, code) in KINDS {
        for (status, _) in statuses {
            for bearer in [false, true] {
                let name = format!(
                    "session-{kind}-{status}{}",
                    if bearer { "-bearer" } else { "" }
                );
                cases.push(Case::new(name, move |stage| {
                    Box::pin(session_redirected(stage, kind, code, status, bearer))
                }));
            }
        }
    }
    Ok(cases)
}

/// The requests of an open session that a cause of the lab redirects, and what is said of it.
const KINDS: [(&str, &str); 4] = [
    ("initialized", "endpoint/redirects-elsewhere"),
    ("lists", "endpoint/redirects-elsewhere"),
    ("stream", "stream/redirects-elsewhere"),
    ("delete", "closing/redirects-elsewhere"),
];

/// The id of a session stays with the origin that gave it out, whatever else is entered.
async fn session_redirected(
    stage: &Stage,
    kind: &str,
    code: &str,
    status: &str,
    bearer: bool,
) -> Result<Row> {
    let mut row = Row::expecting(code);
    let id = format!("redirect-of-{kind}");
    let lab = &stage.world.lab;
    let cause = lab.cause(&id);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {id}")))?;
    let query = format!("status={status}&entered={bearer}");
    let mut form = Form::new(format!("{}?{query}", cause.url));
    if bearer {
        form = form.bearer(BEARER);
    }
    let page = stage.page();
    let (shown, took) = page.diagnose(&form, LIMIT).await?;
    row.got(&shown, took);
    row.check(shown.finding(code).is_some(), || {
        format!("there is no {code}")
    });
    let carries = |request: &Logged| {
        let mut headers = request.headers.iter();
        headers.any(|(name, _)| name.eq_ignore_ascii_case("mcp-session-id"))
    };
    let (there, here): (Vec<Logged>, Vec<Logged>) = lab
        .log(cause.id)
        .into_iter()
        .filter(|request| request.path.contains(&query))
        .partition(|request| request.origin == lab.second_origin());
    row.check(here.iter().any(carries), || {
        "no request had a session id".into()
    });
    row.check(!there.is_empty(), || {
        "nobody learnt where the redirect leads".into()
    });
    row.check(!there.iter().any(carries), || {
        "the second origin received the session id".into()
    });
    row.clean_console(&page).await?;
    Ok(row)
}

async fn redirected(stage: &Stage, name: &str, status: &'static str, cors: bool) -> Result<Row> {
    let code = if cors {
        "endpoint/redirects-elsewhere"
    } else {
        "cors/redirects-elsewhere"
    };
    let mut row = Row::expecting(format!("failed {code}"));
    let recorder = Target::start(Behaviour::Status("404 Not Found")).await?;
    let first = Target::start(Behaviour::Redirect {
        status,
        to: recorder.url(),
        cors,
    })
    .await?;
    let page = stage.page();
    let form = Form::new(first.url())
        .bearer(BEARER)
        .header("x-planted", HEADER);
    let (shown, took) = page.diagnose(&form, LIMIT).await?;
    row.got(&shown, took);
    row.same("code", shown.code.as_deref(), Some(code));
    checked_report(
        &page,
        &stage.world,
        &format!("redirect-{name}"),
        &shown,
        &mut row,
    )
    .await?;
    // Without this the second half would prove nothing: the secrets have to have left the page at all.
    let sent = first.seen().iter().any(|r| carries(r, HEADER))
        && first.seen().iter().any(|r| carries(r, BEARER));
    row.check(sent || !cors, || {
        "the first origin never received the headers".into()
    });
    for request in recorder
        .seen()
        .iter()
        .filter(|r| carries(r, HEADER) || carries(r, BEARER))
    {
        row.problems.push(format!(
            "the second origin received a secret: {} {}",
            request.method, request.target
        ));
    }
    row.notes.push(format!(
        "{name}: the second origin received {} requests",
        recorder.seen().len()
    ));
    row.clean_console(&page).await?;
    Ok(row)
}

fn carries(request: &Request, secret: &str) -> bool {
    let in_headers = request
        .headers
        .iter()
        .any(|(_, value)| value.contains(secret));
    in_headers
        || request.target.contains(secret)
        || String::from_utf8_lossy(&request.body).contains(secret)
}
