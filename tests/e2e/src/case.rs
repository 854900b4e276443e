//! One thing to try in a browser, and what came of it.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::browser::Browser;
use crate::failure::Result;
use crate::page::{Page, Shown};
use crate::world::{Vantage, World};

/// Where a case plays: the surroundings and one browser of its own for as long as it lasts.
pub struct Stage {
    pub world: Arc<World>,
    pub browser: Browser,
    pub vantage: Vantage,
}

impl Stage {
    pub fn page(&self) -> Page<'_> {
        Page::new(&self.browser, self.world.page_address(self.vantage))
    }
}

/// The work of a case.
pub type Pending<'a> = Pin<Box<dyn Future<Output = Result<Row>> + Send + 'a>>;
type Work = Box<dyn for<'a> FnOnce(&'a Stage) -> Pending<'a> + Send>;

/// A named case, to be run once.
pub struct Case {
    pub name: String,
    pub vantage: Vantage,
    pub work: Work,
}

impl Case {
    pub fn new<F>(name: impl Into<String>, work: F) -> Self
    where
        F: for<'a> FnOnce(&'a Stage) -> Pending<'a> + Send + 'static,
    {
        Self {
            name: name.into(),
            vantage: Vantage::Localhost,
            work: Box::new(work),
        }
    }

    /// Plays it from another vantage than a page at `http://localhost`.
    pub fn from(mut self, vantage: Vantage) -> Self {
        self.vantage = vantage;
        self
    }
}

/// A line of the table.
#[derive(Debug, Default)]
pub struct Row {
    pub expected: String,
    pub got: String,
    pub certainty: String,
    pub took: Option<Duration>,
    /// The step under which the totals count it.
    pub step: Option<String>,
    /// What is wrong; an empty list is a pass.
    pub problems: Vec<String>,
    /// Further lines to print below the suite's table.
    pub notes: Vec<String>,
}

impl Row {
    pub fn expecting(expected: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            ..Self::default()
        }
    }

    /// Records what the page said.
    pub fn got(&mut self, shown: &Shown, took: Duration) {
        self.got = shown.summary();
        self.took = Some(took);
        let finding = shown.code.as_deref().and_then(|code| shown.finding(code));
        self.certainty = finding.map(|f| f.certainty.clone()).unwrap_or_default();
    }

    /// Adds the sentence to the problems unless the condition holds.
    pub fn check(&mut self, holds: bool, problem: impl FnOnce() -> String) {
        if !holds {
            self.problems.push(problem());
        }
    }

    /// Compares one value with what it should be.
    pub fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, got: T, expected: T) {
        self.check(got == expected, || {
            format!("{what} is {got:?}, not {expected:?}")
        });
    }

    /// Adds the outcome of a fallible check to the problems.
    pub fn holds(&mut self, outcome: Result<()>) {
        if let Err(failure) = outcome {
            self.problems.push(failure.0);
        }
    }

    /// The console must show nothing that the page could have prevented.
    pub async fn clean_console(&mut self, page: &Page<'_>) -> Result<()> {
        let errors = page.errors().await?;
        self.problems
            .extend(errors.into_iter().map(|e| format!("console {e}")));
        Ok(())
    }
}
