//! Round trips to the verdict over a long line, beside the build of before.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{CLICK, number};
use crate::browser::Browser;
use crate::failure::{Failure, Result};
use crate::page::{Form, Page};
use crate::page_files::PageFiles;
use crate::relay::Relay;
use crate::tiny_http::serve;
use crate::world::{Vantage, World};

/// Each way.
const HOLD: Duration = Duration::from_millis(50);
/// The quickest of so many counts: whatever else the machine does makes a run slower only.
const TURNS: usize = 5;

/// Prints, for each browser and server, time and round trips of this build and of the former one.
pub async fn run(world: &Arc<World>) -> Result<()> {
    let former = match &world.choices.former {
        Some(dist) => Some(serve_page(dist).await?),
        None => None,
    };
    println!(
        "\nWhole verdict over a line of {} ms each way: ms and round trips, the quickest of {TURNS}",
        HOLD.as_millis()
    );
    println!(
        "  {:<24} {:<9} {:>12} {:>12} {:>6}",
        "server", "browser", "this build", "former", "ratio"
    );
    for vantage in [Vantage::Localhost, Vantage::Firefox] {
        let browser = world.open_browser(vantage).await?;
        for id in [
            "healthy-2025-11-25",
            "healthy-2025-11-25-sse",
            "healthy-2026-07-28",
        ] {
            let now = quickest(
                world,
                &browser,
                world.page_address(vantage),
                id,
                Relay::rounds_to_verdict,
            )
            .await?;
            let before = match &former {
                Some(base) => Some(quickest(world, &browser, base, id, Relay::rounds).await?),
                None => None,
            };
            print(id, vantage, &now, before.as_ref());
        }
        browser.close().await;
    }
    Ok(())
}

/// One diagnosis over the line.
struct Trip {
    milliseconds: f64,
    rounds: usize,
}

fn print(id: &str, vantage: Vantage, now: &Trip, before: Option<&Trip>) {
    let browser = if vantage == Vantage::Firefox {
        "Firefox"
    } else {
        "Chromium"
    };
    let words = |trip: &Trip| format!("{:.0} / {}", trip.milliseconds, trip.rounds);
    let ratio = before.map(|before| format!("{:.2}", now.milliseconds / before.milliseconds));
    println!(
        "  {id:<24} {browser:<9} {:>12} {:>12} {:>6}",
        words(now),
        before.map(words).unwrap_or_default(),
        ratio.unwrap_or_default(),
    );
}

async fn serve_page(dist: &Path) -> Result<String> {
    let files = Arc::new(PageFiles::new(dist, "http"));
    let port = serve("127.0.0.1", files).await?.port();
    Ok(format!("http://localhost:{port}/"))
}

/// A relay of its own for each turn: no preflight is remembered, and no connection is open.
/// The former build's verdict waited for the end of the session, so that all of its round trips count.
async fn quickest(
    world: &World,
    browser: &Browser,
    base: &str,
    id: &str,
    count: fn(&Relay) -> usize,
) -> Result<Trip> {
    let cause = world
        .lab
        .cause(id)
        .ok_or_else(|| Failure(format!("the lab has no {id}")))?;
    let mut best: Option<Trip> = None;
    for _ in 0..TURNS {
        let relay = Relay::start(world.lab.port(), HOLD).await?;
        let page = Page::new(browser, base);
        page.fill(&Form::new(relay.url(&cause.url)?)).await?;
        let seen = browser.run_async(CLICK, vec![]).await?;
        let rounds = count(&relay);
        let milliseconds = number(&seen)?;
        if std::env::var_os("SHOW").is_some() {
            println!("{milliseconds} {:?}", relay.requests());
        }
        if best
            .as_ref()
            .is_none_or(|best| milliseconds < best.milliseconds)
        {
            best = Some(Trip {
                milliseconds,
                rounds,
            });
        }
    }
    best.ok_or_else(|| Failure("no turn".into()))
}
