//! The names of the parts that the deferred chunk draws.

/// A part of the page that is drawn once the chunk has loaded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Panel {
    /// Recordings to try, on the empty page.
    Recordings,
    /// That what is shown was recorded, or what a link expects.
    Banner,
    Compare,
    /// What stands in the share dialog.
    Share,
    Clients,
    /// What stands beneath a verdict's headline, the fix in one line above all.
    VerdictDetails,
    /// What can be done with a verdict.
    VerdictActions,
    /// What a link names and does not bring.
    SecretFields,
    Evidence,
    /// What there is to do in steps 5 to 10.
    Auth,
    /// What there is to ask of a server whose session opened.
    DeepMode,
    /// The help of one code, or the list of all.
    Help,
    /// What stands in the dialog of the keys.
    Keys,
    /// Findings and tools.
    Findings,
    /// The exchange that is looked at.
    Exchange,
    /// Findings in a frame.
    FramedFindings,
}
