//! The `{placeholders}` that texts hold. `build.rs` reads them from the Markdown files and declares a constant for each:
//! a check cannot give a value that no text asks for, and a placeholder that no check fills is a constant that nothing
//! uses, which the compiler refuses.

/// The name of a value that the texts quote, as it stands between braces and in links.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Placeholder(&'static str);

impl Placeholder {
    /// As it is written in the texts.
    pub fn name(self) -> &'static str {
        self.0
    }
}

include!(concat!(env!("OUT_DIR"), "/placeholders.rs"));
