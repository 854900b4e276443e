//! The long texts of the codes, a file for each area. A file loads when something of its area is to be shown.

use super::on_demand::OnDemand;
use super::shared::Shared;
use crate::checks::catalogue::{self, Help};
use crate::redact::Redacted;
use crate::report::Report;

/// What was asked for, by area.
#[derive(Debug, Default)]
pub struct HelpFiles(Vec<(&'static str, OnDemand<Help>)>);

/// The long text of a code.
#[derive(Clone, Debug, PartialEq)]
pub enum HelpState {
    /// It is on its way, or nobody asked for it.
    Loading,
    /// Why it did not load, as a sentence.
    Failed(String),
    /// It is in here.
    Ready(Shared<Help>),
}

impl HelpFiles {
    /// How far the text of this code has got.
    pub fn of(&self, code: &str) -> HelpState {
        match self.file(code) {
            Some(OnDemand::Loaded(help)) => HelpState::Ready(help.clone()),
            Some(OnDemand::Failed(reason)) => HelpState::Failed(reason.clone()),
            _ => HelpState::Loading,
        }
    }

    /// The areas to load for these codes: neither there nor on their way. They are on their way then.
    pub(crate) fn request<'a>(
        &mut self,
        codes: impl IntoIterator<Item = &'a str>,
    ) -> Vec<&'static str> {
        let areas = codes.into_iter().filter_map(catalogue::area);
        areas.filter(|area| self.place(area).request()).collect()
    }

    /// Whether the text of this code did not load.
    pub(crate) fn has_failed(&self, code: &str) -> bool {
        matches!(self.file(code), Some(OnDemand::Failed(_)))
    }

    /// Whether the text of one of these codes is on its way.
    pub(crate) fn is_loading<'a>(&self, codes: impl IntoIterator<Item = &'a str>) -> bool {
        let mut codes = codes.into_iter();
        codes.any(|code| matches!(self.file(code), Some(OnDemand::Loading)))
    }

    pub(crate) fn set(&mut self, area: &'static str, loaded: Result<Shared<Help>, String>) {
        *self.place(area) = OnDemand::from(loaded);
    }

    /// The report with all texts that are there.
    pub(crate) fn complete(&self, report: Redacted<Report>) -> Redacted<Report> {
        self.0.iter().fold(report, |report, (_, file)| match file {
            OnDemand::Loaded(help) => report.with_help(help),
            _ => report,
        })
    }

    fn file(&self, code: &str) -> Option<&OnDemand<Help>> {
        let area = catalogue::area(code)?;
        let found = self.0.iter().find(|(of, _)| *of == area);
        found.map(|(_, file)| file)
    }

    fn place(&mut self, area: &'static str) -> &mut OnDemand<Help> {
        let at = self.0.iter().position(|(of, _)| *of == area);
        let at = at.unwrap_or(self.0.len());
        if at == self.0.len() {
            self.0.push((area, OnDemand::default()));
        }
        &mut self.0[at].1
    }
}
