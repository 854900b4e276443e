//! Why something of the harness itself, or a case, came to nothing: one sentence for the table.

use std::fmt;

/// A reason in words. A case that ends in one counts as failed.
#[derive(Debug, Clone)]
pub struct Failure(pub String);

/// What every fallible function of the harness returns.
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// Puts what was being attempted in front of the reason.
    pub fn while_doing(self, what: &str) -> Self {
        Self(format!("{what}: {}", self.0))
    }
}

/// Ends the function with this sentence as its failure.
pub fn fail<T>(reason: impl Into<String>) -> Result<T> {
    Err(Failure(reason.into()))
}

/// Fails with the sentence unless the condition holds.
pub fn ensure(holds: bool, reason: impl FnOnce() -> String) -> Result<()> {
    if holds {
        Ok(())
    } else {
        Err(Failure(reason()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        // A WebDriver error carries a page of native stack; its first line says it all.
        if let Some(end) = text.find('\n') {
            text.truncate(end);
        }
        Self(text)
    }
}
