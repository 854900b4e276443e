//! The runs of this tab: the one that is made now, and those before it.

use super::modes::Phase;
use super::state::RunSlot;

/// Names a run on this page.
pub type RunId = usize;

/// So many former runs are kept at most.
const MOST: usize = 10;

/// So many bytes the bodies of all former runs may have: a run may have 32 MiB by itself.
const MOST_BYTES: usize = 32 << 20;

/// The runs of the page, and which of them is looked at. There is always one.
#[derive(Debug, Default)]
pub struct Runs {
    first: RunSlot,
    others: Vec<RunSlot>,
    selected: RunId,
    /// How many runs of this tab have had something to show.
    count: u32,
}

impl Runs {
    /// The run that is looked at.
    pub(crate) fn selected(&self) -> &RunSlot {
        let other = self.others.iter().find(|run| run.id == self.selected);
        other.unwrap_or(&self.first)
    }

    pub(crate) fn selected_mut(&mut self) -> &mut RunSlot {
        let selected = self.selected;
        let other = self.others.iter_mut().find(|run| run.id == selected);
        other.unwrap_or(&mut self.first)
    }

    pub(crate) fn get(&self, id: RunId) -> Option<&RunSlot> {
        self.iter().find(|run| run.id == id)
    }

    pub(crate) fn get_mut(&mut self, id: RunId) -> Option<&mut RunSlot> {
        let mut all = std::iter::once(&mut self.first).chain(&mut self.others);
        all.find(|run| run.id == id)
    }

    /// Every run, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &RunSlot> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Makes room for another run; it is not selected.
    pub fn add(&mut self) -> RunId {
        let id = self.others.last().map_or(self.first.id, |run| run.id) + 1;
        self.others.push(RunSlot {
            id,
            ..RunSlot::default()
        });
        id
    }

    /// Looks at another one.
    pub fn select(&mut self, id: RunId) {
        self.selected = id;
    }

    /// The run with this number.
    pub(crate) fn numbered(&self, number: u32) -> Option<&RunSlot> {
        self.iter().find(|run| run.number == Some(number))
    }

    /// The run that waits for the user, else the one that is looked at.
    pub(crate) fn waiting(&self) -> RunId {
        let waits = |run: &&RunSlot| run.phase == Phase::AwaitingUser;
        self.iter()
            .find(waits)
            .map_or(self.selected().id, |run| run.id)
    }

    /// The next number; it is never given to another run of this tab.
    pub(crate) fn next_number(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    /// Those that the user can look at again, the newest first.
    pub fn finished(&self) -> Vec<&RunSlot> {
        let newest = std::iter::once(&self.first).chain(self.others.iter().rev());
        newest.filter(|run| run.can_be_kept()).collect()
    }

    /// Looks at a slot in which nothing was run yet, as an empty page does.
    pub(crate) fn select_blank(&mut self) {
        let is_blank = |run: &&RunSlot| run.report.is_none() && run.phase == Phase::Idle;
        let blank = self.iter().find(is_blank).map(|run| run.id);
        let id = blank.unwrap_or_else(|| {
            let id = self.add();
            self.selected_or(id).is_aside = true;
            id
        });
        self.select(id);
    }

    /// Makes room for a run or a recording where one may start. What stood there is kept as one of the former runs, and the
    /// picture stays until there is another.
    pub(crate) fn make_room(&mut self) {
        let shown = self.selected();
        let report = shown.report.clone();
        if shown.is_aside {
            self.selected = self.first.id;
        }
        let place = self.selected_mut();
        if let Some(kept) = place.kept() {
            place.number = None;
            self.keep(kept);
        }
        self.selected_mut().report = report;
    }

    fn keep(&mut self, kept: RunSlot) {
        let id = self.add();
        *self.selected_or(id) = RunSlot { id, ..kept };
        let mut bytes = 0;
        let mut count = 0;
        let mut former: Vec<RunSlot> = std::mem::take(&mut self.others);
        former.reverse();
        former.retain(|run| {
            if !run.is_aside || run.report.is_none() {
                return true;
            }
            bytes += run.body_bytes();
            count += 1;
            // The newest is kept, however large.
            count == 1 || count <= MOST && bytes <= MOST_BYTES
        });
        former.reverse();
        self.others = former;
    }

    fn selected_or(&mut self, id: RunId) -> &mut RunSlot {
        let place = self.others.iter_mut().find(|run| run.id == id);
        place.unwrap_or(&mut self.first)
    }
}
