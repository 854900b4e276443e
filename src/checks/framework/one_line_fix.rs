//! The fix in one line: the first sentence under `## How to fix`. `build.rs` holds every text to it, and a banner can show
//! it. What is copied with it is the first fence of the text, or else the first lines to paste.

/// So many letters a banner bears beside its button; values of the run are not counted.
pub const LONGEST: usize = 110;

/// The sentence, without the full stop or colon that ends it. A sentence ends there and before white space, outside of
/// code.
pub fn one_line_fix(how_to_fix: &str) -> Option<&str> {
    let mut is_code = false;
    for (at, letter) in how_to_fix.char_indices() {
        match letter {
            '`' => is_code = !is_code,
            '.' | ':' if !is_code => {
                let rest = how_to_fix.get(at + 1..).unwrap_or_default();
                if rest.is_empty() || rest.starts_with(char::is_whitespace) {
                    return how_to_fix.get(..at);
                }
            }
            _ => {}
        }
    }
    None
}
