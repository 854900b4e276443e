//! What a page in a frame does for its host. Nothing here starts a run.

use super::{State, UNLOADED};
use crate::browser::{host, location};
use crate::share::link::{self, Link};
use crate::trace::wire::Action;
use crate::ui::later;
use crate::ui::modes::{Phase, Theme};
use crate::ui::page::{Frame, View};

impl State {
    /// Listens to the page that holds this one, and tells it what happens here.
    pub(super) async fn join_host(self) {
        self.complete().await;
        if later::join_host(self).await.is_err() {
            self.say(UNLOADED);
        }
    }

    /// A host page may change the link at any time: what was shown is gone, and nothing runs.
    pub(super) fn follow_in_frame(self, link: &Link) {
        self.next_turn();
        self.0.run.take();
        let needs_secrets = link.bearer || !link.headers.is_empty() || !link.secrets.is_empty();
        self.change(|page| {
            page.view = View::default();
            page.phase = Phase::Idle;
            page.report = None;
            if let Some(theme) = link.theme {
                page.theme = Theme::parse(theme.id());
            }
            page.frame = Some(Frame {
                link: link::whole(&location::fragment()),
                needs_secrets,
                has_no_origin: host::has_no_origin(),
            });
        });
    }

    /// Takes over what a host page says about its frame, as a link would.
    pub fn follow_host(self, link: Link) {
        location::write(&link);
        self.follow(link, location::fragment());
    }

    /// From now on this is called with every change of the page.
    pub fn watch(self, watcher: Box<dyn Fn()>) {
        self.0.watcher.replace(Some(watcher));
    }

    /// The colours that a host page wants; not kept.
    pub fn show_theme(self, theme: Theme) {
        self.change(|page| page.theme = theme);
    }

    /// Gives up the run that is on.
    pub fn cancel(self) {
        if self.phase().is_on() {
            self.act(Action::Cancel);
        }
    }
}
