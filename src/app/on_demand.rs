//! Files of the page that load only when somebody wants what is in them.

use super::shared::Shared;

/// How far such a file has got.
#[derive(Debug, Default)]
pub(crate) enum OnDemand<T> {
    #[default]
    NotRequested,
    Loading,
    /// Why it did not load, as a sentence.
    Failed(String),
    Loaded(Shared<T>),
}

impl<T> OnDemand<T> {
    /// Whether the file is to be loaded now, because it is neither there nor on its way. Then it is on its way.
    pub(crate) fn request(&mut self) -> bool {
        let is_wanted = matches!(self, OnDemand::NotRequested | OnDemand::Failed(_));
        if is_wanted {
            *self = OnDemand::Loading;
        }
        is_wanted
    }
}

impl<T> From<Result<Shared<T>, String>> for OnDemand<T> {
    fn from(loaded: Result<Shared<T>, String>) -> OnDemand<T> {
        match loaded {
            Ok(file) => OnDemand::Loaded(file),
            Err(reason) => OnDemand::Failed(reason),
        }
    }
}
