//! Which build of the program this is.

use super::document;

/// The commit that it was built from, as `./dev build` wrote it into the document.
pub fn commit() -> Option<String> {
    let meta = document().query_selector("meta[name=build]").ok()??;
    meta.get_attribute("content")
        .filter(|commit| !commit.is_empty())
}
