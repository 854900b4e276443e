//! The names of the parts that the deferred chunk draws.

/// A part of the page that is drawn once the chunk has loaded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Panel {
    /// What is said about what was entered.
    FormNote,
    /// Recordings to try, on the empty page.
    Recordings,
    /// That what is shown was recorded, or what a link expects.
    Banner,
    /// What stands beneath a verdict's headline, the fix in one line above all.
    VerdictDetails,
    /// What can be done with a verdict.
    VerdictActions,
    /// What a link names and does not bring.
    SecretFields,
    /// What there is to ask of a server whose session opened.
    DeepMode,
    /// Findings and tools.
    Findings,
    /// The exchange that is looked at.
    Exchange,
    /// The runs of this tab.
    FormerRuns,
    /// Which program this is.
    FooterLinks,
    /// Findings in a frame.
    FramedFindings,
}
