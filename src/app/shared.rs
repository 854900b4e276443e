//! Values that many read and nobody changes.

use std::ops::Deref;
use std::sync::Arc;

use crate::redact::Redacted;
use crate::report::Report;

/// A report as the page keeps it.
pub type ReportRef = Shared<Redacted<Report>>;

/// Cheap to clone, and equal only to its own clones: comparing two reports part by part would cost more than drawing
/// one.
#[derive(Debug, Default)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// Equal to nothing but its clones from here on.
    pub fn new(value: T) -> Shared<T> {
        Shared(Arc::new(value))
    }
}

impl<T: Clone> Shared<T> {
    /// The value itself, copied where somebody else still reads it.
    pub(crate) fn into_inner(self) -> T {
        Arc::unwrap_or_clone(self.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
