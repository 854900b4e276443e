//! How many requests a healthy server of each era receives, from the lab's own log.
//!
//! Where the preflight refuses the headers of 2026-07-28, `server/discover` never arrives and the page has to find
//! out that nothing else is wrong. Its probes (JSON-RPC `ping`) are counted apart, and nobody else may see one.

use std::sync::Arc;
use std::time::Duration;

use faultfinder_lab::{Cause, Group, Logged};
use serde_json::Value;

use crate::case::{Case, Row, Stage};
use crate::failure::Result;
use crate::verdict::form_for;
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(30);

pub async fn cases(world: &Arc<World>) -> Result<Vec<Case>> {
    let counted = |cause: &Cause| cause.group == Group::Healthy && cause.requires.is_empty();
    let causes = world.lab.causes().into_iter().filter(counted);
    Ok(causes
        .map(|cause| Case::new(cause.id, move |stage| Box::pin(count(stage, cause))))
        .collect())
}

async fn count(stage: &Stage, cause: Cause) -> Result<Row> {
    let lab = &stage.world.lab;
    lab.clear_log(Some(cause.id));
    let (shown, took) = stage.page().diagnose(&form_for(&cause), LIMIT).await?;
    let report = stage.page().report().await?;
    let counts = Counts::of(&lab.log(cause.id));
    let revision = report["server"]["revision"]
        .as_str()
        .unwrap_or("(no revision)");
    let most = most_before_verdict(revision);
    let mut row = Row::expecting(most.map_or("(any number)".to_owned(), |most| {
        format!("at most {most} POSTs to the verdict")
    }));
    row.got(&shown, took);
    row.got = counts.words();
    row.same("outcome", shown.outcome.as_deref(), Some("healthy"));
    row.check(counts.posts_before_verdict > 0, || {
        "the lab's log is empty".into()
    });
    row.check(
        most.is_none_or(|most| counts.posts_before_verdict <= most),
        || {
            format!(
                "{revision}: {} POSTs before the session's verdict",
                counts.posts_before_verdict
            )
        },
    );
    row.check(counts.probes == 0 || !counts.discovered, || {
        format!(
            "{} probes although server/discover was answered",
            counts.probes
        )
    });
    row.check(counts.asks_for_each_list_once(), || {
        "a list was asked for twice".into()
    });
    row.notes
        .push(format!("{:<34} {revision}  {}", cause.id, counts.sequence));
    Ok(row)
}

/// The design's figures; it names none for the old transport, whose answers come on the stream.
fn most_before_verdict(revision: &str) -> Option<usize> {
    match revision {
        "2026-07-28" => Some(1),
        "2025-03-26" | "2025-06-18" | "2025-11-25" => Some(3),
        _ => None,
    }
}

/// What a server received in one diagnosis.
struct Counts {
    /// Without probes.
    posts_before_verdict: usize,
    probes: usize,
    /// `server/discover` arrived.
    discovered: bool,
    posts: usize,
    preflights: usize,
    others: usize,
    first_pages: Vec<String>,
    /// Every request but preflights, in order.
    sequence: String,
}

impl Counts {
    fn of(log: &[Logged]) -> Self {
        let posts: Vec<Value> = log
            .iter()
            .filter(|request| request.method == "POST")
            .map(|request| serde_json::from_str(&request.body).unwrap_or_default())
            .collect();
        let is_list = |body: &&Value| {
            body["method"]
                .as_str()
                .is_some_and(|m| m.ends_with("/list"))
        };
        let preflights = log
            .iter()
            .filter(|request| request.method == "OPTIONS")
            .count();
        Self {
            posts_before_verdict: posts
                .iter()
                .take_while(|body| !is_list(body) && !is_survey(body))
                .filter(|body| !is_probe(body))
                .count(),
            probes: posts.iter().filter(|body| is_probe(body)).count(),
            discovered: posts.iter().any(|body| body["method"] == "server/discover"),
            posts: posts.len(),
            preflights,
            others: log.len() - posts.len() - preflights,
            first_pages: posts
                .iter()
                .filter(is_list)
                .filter(|body| body["params"]["cursor"].is_null())
                .map(|body| body["method"].as_str().unwrap_or_default().to_owned())
                .collect(),
            sequence: sequence(log),
        }
    }

    fn words(&self) -> String {
        let Self {
            posts_before_verdict: before,
            probes,
            posts,
            preflights,
            others,
            ..
        } = self;
        format!(
            "{before} to the verdict, {probes} probes; {posts} POSTs, {others} others, {preflights} preflights in all"
        )
    }

    fn asks_for_each_list_once(&self) -> bool {
        let mut pages = self.first_pages.clone();
        pages.sort();
        pages.dedup();
        pages.len() == self.first_pages.len()
    }
}

/// Whether a POST was sent only to find out why something failed.
fn is_probe(body: &Value) -> bool {
    body["method"] == "ping" && body["id"] == "faultfinder-probe"
}

/// Whether a request belongs to what follows the verdict.
fn is_survey(body: &Value) -> bool {
    body["method"]
        .as_str()
        .is_some_and(|m| m.starts_with("subscriptions/") || m.starts_with("resources/"))
}

fn sequence(log: &[Logged]) -> String {
    let name = |request: &Logged| match request.method.as_str() {
        "OPTIONS" => None,
        "POST" => {
            let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
            Some(body["method"].as_str().unwrap_or("POST").to_owned())
        }
        other => Some(other.to_owned()),
    };
    let names: Vec<String> = log.iter().filter_map(name).collect();
    let mut short: Vec<(String, usize)> = Vec::new();
    for name in names {
        match short.last_mut() {
            Some((last, times)) if *last == name => *times += 1,
            _ => short.push((name, 1)),
        }
    }
    let shown: Vec<String> = short
        .into_iter()
        .map(|(name, times)| {
            if times > 1 {
                format!("{name} x{times}")
            } else {
                name
            }
        })
        .collect();
    shown.join(", ")
}
