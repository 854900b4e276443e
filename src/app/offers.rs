//! Tools, prompts and resources: which list is shown, and what of it.

use super::pretty;
use crate::checks::finding::Severity;
use crate::checks::quote;
use crate::report::{CatalogItem, List, Report};
use crate::trace::step::Step;

/// Items that are shown at once: what a frame can bear.
pub const PAGE: usize = 100;

/// The group of tabs that chooses a list.
pub(crate) const TABS: &str = "offers";

/// The lists that hold something, each with what its tab is called.
pub fn lists(report: &Report) -> Vec<(List, String)> {
    let all = [
        (List::Tools, "Tools"),
        (List::Prompts, "Prompts"),
        (List::Resources, "Resources"),
    ];
    let filled = all.into_iter().filter_map(|(list, title)| {
        let count = items(report, list).len();
        (count > 0).then(|| (list, format!("{title} {count}")))
    });
    filled.collect()
}

/// The items of a list.
pub(crate) fn items(report: &Report, list: List) -> &[CatalogItem] {
    match list {
        List::Tools => &report.offers.tools,
        List::Prompts => &report.offers.prompts,
        List::Resources => &report.offers.resources,
    }
}

/// What of a list is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Their places in the list.
    pub shown: Vec<usize>,
    /// How many the search finds.
    pub count: usize,
}

impl Found {
    /// What the search brings, the first `limit` of it.
    pub fn of(report: &Report, list: List, search: &str, limit: usize) -> Found {
        let needle = needle(search);
        let fits = |(index, item)| fits(item, &needle).then_some(index);
        let items = items(report, list).iter().enumerate();
        let mut shown: Vec<usize> = items.filter_map(fits).collect();
        let count = shown.len();
        shown.truncate(limit);
        Found { shown, count }
    }

    /// How many more the button brings; zero if all are there.
    pub fn more(&self) -> usize {
        self.count.saturating_sub(self.shown.len()).min(PAGE)
    }
}

/// Names a search in a list where more of it is asked for.
pub fn rows_key(list: List, search: &str) -> String {
    format!("offers-{}-{}", list as u8, needle(search))
}

fn needle(search: &str) -> String {
    search.trim().to_ascii_lowercase()
}

fn fits(item: &CatalogItem, needle: &str) -> bool {
    let mut parts = [&item.name, &item.title, &item.description].into_iter();
    needle.is_empty() || parts.any(|text| contains(text, needle))
}

/// Whether `text` holds `needle`, which is in lower case. Compares in place: copies of ten thousand descriptions at
/// every key would be felt.
fn contains(text: &str, needle: &str) -> bool {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    let mut windows = text.windows(needle.len());
    windows.any(|window| window.eq_ignore_ascii_case(needle))
}

/// Enough of a description for a list; the whole stands in the item's JSON.
pub(crate) fn shortened(text: &str) -> String {
    let (mut text, is_cut) = pretty::plain(text, 1_200);
    if is_cut {
        text.push('…');
    }
    text
}

/// What was found about an item, the gravest: the findings of its step that name it.
pub fn found_about(report: &Report, list: List, item: &CatalogItem) -> Option<Severity> {
    let step = match list {
        List::Tools => Step::Tools,
        List::Prompts => Step::Prompts,
        List::Resources => Step::Resources,
    };
    let name = quote::inline(&item.name);
    let of_step = report.findings.iter().filter(|one| one.step == step);
    let mut naming =
        of_step.filter(|one| one.values.iter().any(|(_, value)| value.contains(&name)));
    Some(naming.next()?.severity)
}
