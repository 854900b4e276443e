//! When the news of a run are drawn: with the next frame, and never so often that drawing starves the run itself.

/// How the drawing of one run stands. Times are milliseconds of one clock.
#[derive(Debug, Default)]
pub(crate) struct Pacing {
    has_news: bool,
    is_frame_requested: bool,
    not_before: f64,
}

impl Pacing {
    pub(crate) fn note_news(&mut self) {
        self.has_news = true;
    }

    /// What was seen so far is being drawn in another way.
    pub(crate) fn forget_news(&mut self) {
        self.has_news = false;
    }

    /// Whether a frame has to be asked for: one at a time is enough.
    pub(crate) fn request_frame(&mut self) -> bool {
        !std::mem::replace(&mut self.is_frame_requested, true)
    }

    /// The frame has come. Whether it is time to draw.
    pub(crate) fn take_frame(&mut self, now: f64) -> bool {
        self.is_frame_requested = false;
        self.has_news && now >= self.not_before
    }

    /// Drawing took from `before` to `after`: the run gets four times as long before the next time.
    pub(crate) fn note_drawn(&mut self, before: f64, after: f64) {
        self.has_news = false;
        self.not_before = after + (after - before) * 4.0;
    }
}
