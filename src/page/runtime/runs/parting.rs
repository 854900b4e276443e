//! What a run came to, drawn part by part where that takes long: style, layout and paint of all of it would be one task of
//! the browser.

use super::{Phase, Redacted, Report, RunId, Runtime};
use crate::app::message::Message;
use crate::app::state::PARTS;
use crate::browser;

impl Runtime {
    /// Shows what a run came to: the verdict at first, and the rest with frames in between.
    pub(super) async fn publish_in_parts(
        self,
        id: RunId,
        generation: u32,
        phase: Phase,
        report: Redacted<Report>,
    ) {
        if self.breathe(id, generation).await.is_none() {
            return;
        }
        self.with_run(id, |run| run.is_judged = false);
        self.publish(id, phase, report, PARTS);
        // Whatever is shown meanwhile: a part too many does no harm, and one that is never drawn would.
        for _ in 0..PARTS {
            browser::frame().await;
            self.dispatch(Message::PartDrawn(id));
        }
    }
}
