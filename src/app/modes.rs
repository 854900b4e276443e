//! The modes that the page can be in.

/// Where the run stands.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Phase {
    #[default]
    /// There was none yet.
    Idle,
    /// The run is on, and nothing of it is drawn yet: see [`super::message::Effect::StartRun`].
    Starting,
    /// The run is on.
    Running,
    /// Only the user can go on.
    AwaitingUser,
    /// The run is over.
    Done,
}

impl Phase {
    pub(crate) fn id(self) -> &'static str {
        match self {
            Phase::Idle => "idle",
            Phase::Starting | Phase::Running => "running",
            Phase::AwaitingUser => "waiting",
            Phase::Done => "done",
        }
    }

    /// The engine works.
    pub fn is_on(self) -> bool {
        matches!(self, Phase::Starting | Phase::Running)
    }
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Theme {
    #[default]
    /// As the system says.
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    pub(crate) fn id(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub(crate) fn parse(id: &str) -> Theme {
        match id {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Auto,
        }
    }

    pub(crate) fn next(self) -> Theme {
        match self {
            Theme::Auto => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Auto,
        }
    }
}
