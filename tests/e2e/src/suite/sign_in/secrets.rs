//! No token, code, verifier or client secret is anywhere but where it belongs. What they were is known from the
//! lab's log; everything the page shows, keeps or gives away is searched for them.

use std::time::Instant;

use faultfinder_lab::{Cause, Logged, Then};
use serde_json::{Value, json};

use super::ways::{LIMIT, judge_healthy};
use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::Page;
use crate::sign_in::{Callback, Plan, Visitor};
use crate::suite::report::{CATCH_COPIES, checked_report, copied};
use crate::suite::share;
use crate::verdict::form_for;
use crate::world::World;

/// A cause, where a client signs in soundly, and how the answer comes back. A page that was left would have to ask for
/// a client secret again.
const CASES: [(&str, &str, Callback); 3] = [
    ("secrets-post", "oauth-secret-post", Callback::Popup),
    ("secrets-basic", "oauth-secret-basic", Callback::Popup),
    ("secrets-here", "oauth-dynamic-only", Callback::Here),
];

pub fn cases() -> Vec<Case> {
    let case = |(name, cause, callback)| {
        Case::new(name, move |stage| {
            Box::pin(nowhere_else(stage, name, cause, callback))
        })
    };
    CASES.into_iter().map(case).collect()
}

/// A secret and what it is.
struct Secret {
    what: &'static str,
    value: String,
}

/// Something in which no secret may stand.
struct Place {
    what: String,
    text: String,
}

async fn nowhere_else(stage: &Stage, name: &str, cause: &str, callback: Callback) -> Result<Row> {
    let mut row = Row::expecting("healthy, and no secret anywhere");
    let cause = stage.world.lab.cause(cause);
    let cause = cause.ok_or_else(|| Failure("the lab has no such cause".into()))?;
    let sign_in = cause.sign_in.clone();
    let sign_in = sign_in.ok_or_else(|| Failure(format!("nobody signs in at {}", cause.id)))?;
    let secret = sign_in.client_secret;
    let plan = Plan::by(sign_in.then(Then::Refresh)).callback(callback);
    stage.world.lab.clear_log(Some(cause.id));
    let page = stage.page();
    let started = Instant::now();
    page.diagnose(&form_for(&cause), LIMIT).await?;
    let mut visitor = Visitor::new(&page, &plan).await?;
    let mut places = look(&page, "at step 8").await?;
    while visitor.go_on().await? {
        let now = page.shown().await?.summary();
        places.extend(look(&page, &now).await?);
    }
    let shown = page.shown().await?;
    row.got(&shown, started.elapsed());
    judge_healthy(&shown, &mut row);
    let report = checked_report(&page, &stage.world, name, &shown, &mut row).await?;
    places.push(place("the JSON report", report.to_string()));
    places.extend(exports(&page).await?);
    places.extend(console(&page, &mut row).await?);

    let log = stage.world.lab.log(cause.id);
    let mut secrets = secrets(&log);
    secrets.extend(secret.map(|secret| Secret {
        what: "client secret",
        value: secret.to_owned(),
    }));
    every_kind(&secrets, &mut row);
    search(&places, &secrets, &mut row);
    only_where_they_belong(&stage.world, &cause, &log, &secrets, &mut row);
    only_named_hosts(stage, &page, &mut row).await?;
    row.notes.push(format!(
        "{name}: {} secrets, {} places",
        secrets.len(),
        places.len()
    ));
    Ok(row)
}

fn place(what: impl Into<String>, text: String) -> Place {
    Place {
        what: what.into(),
        text,
    }
}

/// What the page shows and keeps at this moment.
async fn look(page: &Page<'_>, when: &str) -> Result<Vec<Place>> {
    let script = "const kept = storage => JSON.stringify(Object.entries(storage));
        return { document: document.documentElement.outerHTML, address: location.href, name: window.name,
            history: JSON.stringify(history.state), 'local storage': kept(localStorage), 'session storage': kept(sessionStorage),
            cookies: document.cookie, referrer: document.referrer }";
    let seen = page.browser.run(script, vec![]).await?;
    let seen = seen.as_object().cloned().unwrap_or_default();
    Ok(seen
        .into_iter()
        .map(|(what, text)| {
            let what = format!("{what} ({when})");
            place(what, text.as_str().unwrap_or_default().to_owned())
        })
        .collect())
}

/// What the page gives away when asked: Markdown, a link, and a curl command of every exchange.
async fn exports(page: &Page<'_>) -> Result<Vec<Place>> {
    let browser = page.browser;
    browser.run(CATCH_COPIES, vec![]).await?;
    page.wait_for_element("[data-action=copy-markdown]").await?;
    browser.click("[data-action=copy-markdown]").await?;
    let mut places = vec![place("the Markdown", copied(browser).await?)];
    let ids = "return [...new Set([...document.querySelectorAll('[data-exchange]')].map(e => e.dataset.exchange))]";
    let ids = browser.run(ids, vec![]).await?;
    for id in ids.as_array().into_iter().flatten() {
        let open = "const bar = document.querySelector(`[data-exchange='${arguments[0]}']`);
            window.copied = null; bar.dispatchEvent(new MouseEvent('click', { bubbles: true }))";
        browser.run(open, vec![id.clone()]).await?;
        page.wait_for_element("[data-action=copy-curl]").await?;
        let shown = "return document.body.innerText";
        let shown = browser.run(shown, vec![]).await?;
        places.push(place(format!("exchange {id}"), shown.to_string()));
        browser.click("[data-action=copy-curl]").await?;
        places.push(place(format!("the curl of {id}"), copied(browser).await?));
    }
    let link = share::link(page, "everything").await?;
    places.push(place("the link", link.clone()));
    places.push(place("what the link holds", unpacked(page, &link).await?));
    Ok(places)
}

/// The document in a recorded link, unpacked by the browser.
async fn unpacked(page: &Page<'_>, link: &str) -> Result<String> {
    let script = "const [link, done] = arguments;
        const data = /report=\\d+\\.([\\w-]+)/.exec(link)[1].replaceAll('-', '+').replaceAll('_', '/');
        const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0)).slice(0, -4);
        const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
        new Response(inflated).text().then(done, error => done(null))";
    let text = page.browser.run_async(script, vec![json!(link)]).await?;
    let text = text.as_str().filter(|text| text.contains("events"));
    text.map(str::to_owned)
        .ok_or_else(|| Failure("the link holds no recording".into()))
}

/// Everything that was printed; what the page could have prevented is a problem of its own.
async fn console(page: &Page<'_>, row: &mut Row) -> Result<Vec<Place>> {
    let lines = page.browser.console().await?;
    let errors = page.errors_among(&lines).into_iter();
    row.problems
        .extend(errors.map(|error| format!("console {error}")));
    Ok(lines
        .into_iter()
        .map(|line| place("the console", line.text))
        .collect())
}

/// The secrets that reached the lab.
fn secrets(log: &[Logged]) -> Vec<Secret> {
    let mut secrets: Vec<Secret> = Vec::new();
    let mut add = |what, value: &str| {
        let known = secrets.iter().any(|secret| secret.value == value);
        if !known && !value.is_empty() {
            secrets.push(Secret {
                what,
                value: value.to_owned(),
            });
        }
    };
    for request in log {
        let authorization = header(request, "authorization");
        if let Some(token) = authorization.strip_prefix("Bearer ") {
            add("access token", token);
        }
        if let Some(credentials) = authorization.strip_prefix("Basic ") {
            add("client credentials", credentials);
        }
        if !is_token_request(request) {
            continue;
        }
        for (name, value) in url::form_urlencoded::parse(request.body.as_bytes()) {
            match name.as_ref() {
                "code" => add("code", &value),
                "code_verifier" => add("verifier", &value),
                "client_secret" => add("client secret", &value),
                "refresh_token" => add("refresh token", &value),
                _ => {}
            }
        }
    }
    secrets
}

fn header<'a>(request: &'a Logged, name: &str) -> &'a str {
    let mut headers = request.headers.iter();
    headers
        .find(|header| header.0.eq_ignore_ascii_case(name))
        .map_or("", |header| header.1.as_str())
}

fn is_token_request(request: &Logged) -> bool {
    request.method == "POST"
        && request
            .path
            .split('?')
            .next()
            .unwrap_or_default()
            .ends_with("/token")
}

/// Without each of these the search would prove less than it says.
fn every_kind(secrets: &[Secret], row: &mut Row) {
    for kind in ["code", "verifier", "access token", "refresh token"] {
        let came = secrets.iter().any(|secret| secret.what == kind);
        row.check(came, || format!("no {kind} reached the lab"));
    }
}

fn search(places: &[Place], secrets: &[Secret], row: &mut Row) {
    for place in places {
        for secret in secrets {
            row.check(!place.text.contains(&secret.value), || {
                format!("{}: a {} stands there", place.what, secret.what)
            });
        }
    }
}

/// Access tokens go to the MCP endpoint, everything else to the token endpoint.
fn only_where_they_belong(
    world: &World,
    cause: &Cause,
    log: &[Logged],
    secrets: &[Secret],
    row: &mut Row,
) {
    for request in log {
        let whole = format!("{} {:?} {}", request.path, request.headers, request.body);
        for secret in secrets {
            let target = format!("{}{}", request.origin, request.path);
            let belongs = match secret.what {
                "access token" => target == cause.url,
                // The answer to the consent passes through the user's browser, not through the page.
                _ => is_token_request(request) && request.origin == world.lab.second_origin(),
            };
            row.check(belongs || !whole.contains(&secret.value), || {
                format!("a {} went to {} {target}", secret.what, request.method)
            });
        }
    }
}

/// The page asked nobody but itself, the server and the authorization server that the metadata names.
async fn only_named_hosts(stage: &Stage, page: &Page<'_>, row: &mut Row) -> Result<()> {
    let script = "const origins = performance.getEntriesByType('resource').map(entry => new URL(entry.name).origin);
        return [...new Set(origins)]";
    let asked = page.browser.run(script, vec![]).await?;
    let own = stage
        .world
        .page_address(stage.vantage)
        .trim_end_matches('/');
    let named = [
        own.to_owned(),
        stage.world.lab.origin(),
        stage.world.lab.second_origin(),
    ];
    for origin in asked.as_array().into_iter().flatten() {
        let origin = Value::as_str(origin).unwrap_or_default();
        let known = named.iter().any(|one| one == origin);
        row.check(known, || format!("the page asked {origin}"));
    }
    Ok(())
}
