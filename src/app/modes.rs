//! The modes that the page can be in.

/// Where the run stands.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Phase {
    #[default]
    Idle,
    /// The run is on, and nothing of it is drawn yet: see [`super::message::Effect::StartRun`].
    Starting,
    Running,
    /// Only the user can go on.
    AwaitingUser,
    Done,
}

impl Phase {
    pub fn id(self) -> &'static str {
        match self {
            Phase::Idle => "idle",
            Phase::Starting | Phase::Running => "running",
            Phase::AwaitingUser => "waiting",
            Phase::Done => "done",
        }
    }

    pub fn is_on(self) -> bool {
        matches!(self, Phase::Starting | Phase::Running)
    }
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub fn id(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn parse(id: &str) -> Theme {
        match id {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Auto,
        }
    }

    pub fn next(self) -> Theme {
        match self {
            Theme::Auto => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Auto,
        }
    }
}
