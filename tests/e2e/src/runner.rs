//! Runs the suites one after the other, the cases of each side by side in a few browsers.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::retry::{Retry, RetryBudget};
use crate::suite::Suite;
use crate::table::{self, Tally};
use crate::world::{Vantage, World};

/// No case needs longer; a browser that hangs is given up after it.
const CASE_LIMIT: Duration = Duration::from_secs(90);

type Queue = Arc<Mutex<VecDeque<(usize, Case)>>>;

/// The name of a case and what came of it.
pub struct Done {
    pub name: String,
    pub row: Row,
}

/// Which cases to run: `SUITE` or `SUITE/CASE`.
#[derive(Debug, Clone, Default)]
pub struct Only(pub Option<String>);

impl Only {
    pub fn suite(&self, name: &str) -> bool {
        self.0
            .as_deref()
            .is_none_or(|only| only.split('/').next() == Some(name))
    }

    fn case(&self, name: &str) -> bool {
        let case = self.0.as_deref().and_then(|only| only.split_once('/'));
        case.is_none_or(|(_, wanted)| wanted == name)
    }
}

/// Runs what was asked for, prints a table per suite, and returns the totals.
pub async fn run(world: &Arc<World>, suites: &[&Suite], only: &Only) -> Result<Tally> {
    let mut stages: Vec<Option<Stage>> = (0..world.workers).map(|_| None).collect();
    let mut tally = Tally::default();
    for suite in suites.iter().filter(|suite| only.suite(suite.name)) {
        let mut cases = (suite.cases)(world).await?;
        cases.retain(|case| only.case(&case.name));
        let started = Instant::now();
        let mut done = run_cases(world, suite.name, cases, &mut stages).await?;
        try_again(world, suite, &mut done, &mut stages, &mut tally.retries).await?;
        table::print_suite(suite.name, &done, started.elapsed());
        tally.add(suite.name, &done);
    }
    for stage in stages.into_iter().flatten() {
        stage.browser.close().await;
    }
    Ok(tally)
}

/// Tries the one failed case of a suite again, if the budget of the run allows it. A case that needs its second try as
/// well stays failed, and says both times why.
async fn try_again(
    world: &Arc<World>,
    suite: &Suite,
    done: &mut [Done],
    stages: &mut [Option<Stage>],
    budget: &mut RetryBudget,
) -> Result<()> {
    let is_failed = |done: &&mut Done| !done.row.problems.is_empty();
    let mut failed: Vec<&mut Done> = done.iter_mut().filter(is_failed).collect();
    let granted = budget.grants(failed.len());
    let Some(first) = failed.first_mut().filter(|_| granted) else {
        return Ok(());
    };
    let mut cases = (suite.cases)(world).await?;
    cases.retain(|case| case.name == first.name);
    let second = run_cases(world, suite.name, cases, stages).await?;
    let Some(Done { row: second, .. }) = second.into_iter().next() else {
        return Ok(());
    };
    budget.spend(Retry {
        suite: suite.name.to_owned(),
        case: first.name.clone(),
        first_failure: first.row.problems.join("; "),
        passed: second.problems.is_empty(),
    });
    if second.problems.is_empty() {
        first.row = second;
    } else {
        let problems = second.problems.into_iter();
        let again = problems.map(|problem| format!("at the second try: {problem}"));
        first.row.problems.extend(again);
    }
    Ok(())
}

async fn run_cases(
    world: &Arc<World>,
    suite: &'static str,
    cases: Vec<Case>,
    stages: &mut [Option<Stage>],
) -> Result<Vec<Done>> {
    let queue: Queue = Arc::new(Mutex::new(cases.into_iter().enumerate().collect()));
    let mut workers = JoinSet::new();
    for (slot, stage) in stages.iter_mut().enumerate() {
        let worker = Worker {
            world: Arc::clone(world),
            suite,
            slot,
            stage: stage.take(),
        };
        workers.spawn(worker.work(Arc::clone(&queue)));
    }
    let mut done = Vec::new();
    while let Some(finished) = workers.join_next().await {
        let (slot, stage, rows) = finished?;
        stages[slot] = stage;
        done.extend(rows);
    }
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, row)| row).collect())
}

/// Takes cases from the queue until it is empty, in one browser where that is possible.
struct Worker {
    world: Arc<World>,
    suite: &'static str,
    slot: usize,
    stage: Option<Stage>,
}

impl Worker {
    async fn work(mut self, queue: Queue) -> (usize, Option<Stage>, Vec<(usize, Done)>) {
        let mut rows = Vec::new();
        loop {
            let next = queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_front();
            let Some((index, case)) = next else { break };
            let name = case.name.clone();
            let row = self.run_case(case).await.unwrap_or_else(|failure| Row {
                got: "(nothing)".into(),
                problems: vec![failure.0],
                ..Row::default()
            });
            rows.push((index, Done { name, row }));
        }
        (self.slot, self.stage, rows)
    }

    async fn run_case(&mut self, case: Case) -> Result<Row> {
        let Case {
            name,
            vantage,
            work,
        } = case;
        let stage = self.stage_for(vantage).await?;
        let outcome = timeout(CASE_LIMIT, work(&stage)).await;
        let Ok(row) = outcome else {
            // The browser is not to be trusted any more: the next case gets a new one.
            stage.browser.close().await;
            return Err(Failure(format!("no end within {} s", CASE_LIMIT.as_secs())));
        };
        let failed = row.as_ref().map_or(true, |row| !row.problems.is_empty());
        if failed {
            let picture = self
                .world
                .scratch
                .join("failures")
                .join(format!("{}-{name}.png", self.suite));
            // The picture helps whoever reads the table; without it the failure stands all the same.
            let _ = keep_picture(&stage, &picture).await;
        }
        // A case that broke off may have left windows open, or be in one that is closed.
        match row.is_ok() {
            true => self.stage = Some(stage),
            false => stage.browser.close().await,
        }
        row
    }

    async fn stage_for(&mut self, vantage: Vantage) -> Result<Stage> {
        if let Some(stage) = self.stage.take() {
            if stage.vantage == vantage {
                return Ok(stage);
            }
            stage.browser.close().await;
        }
        let browser = self.world.open_browser(vantage).await?;
        Ok(Stage {
            world: Arc::clone(&self.world),
            browser,
            vantage,
        })
    }
}

async fn keep_picture(stage: &Stage, file: &Path) -> Result<()> {
    let picture = stage.browser.screenshot(None).await?;
    if let Some(directory) = file.parent() {
        std::fs::create_dir_all(directory)?;
    }
    Ok(std::fs::write(file, picture)?)
}
