//! What a `## How to fix` has to be: its first sentence is the fix in one line, in the imperative; every colon has something
//! after it; of several fences, each but the first has a label that says where it belongs.

use crate::one_line_fix::{LONGEST, one_line_fix};

/// Words that begin a sentence which is no imperative.
const NOT_IMPERATIVE: [&str; 16] = [
    "A", "An", "For", "If", "In", "It", "Its", "Nothing", "Of", "See", "The", "These", "This",
    "To", "When", "Where",
];

/// What is wrong with the section, if anything is.
pub fn check(fix: &str) -> Result<(), String> {
    let line = one_line_fix(fix).ok_or("`## How to fix` does not begin with a sentence")?;
    let (length, first) = (line.chars().count(), line.split(' ').next());
    if length > LONGEST || line.contains('\n') {
        return Err(format!(
            "the first sentence of `## How to fix` has {length} letters, more than {LONGEST}: {line}"
        ));
    }
    if first.is_some_and(|word| NOT_IMPERATIVE.contains(&word)) {
        return Err(format!(
            "`## How to fix` does not begin with an imperative: {line}"
        ));
    }
    let mut lines = fix.lines().filter(|line| !line.is_empty()).peekable();
    let (mut is_fenced, mut fences) = (false, 0);
    while let Some(line) = lines.next() {
        if let Some(label) = line.strip_prefix("```") {
            is_fenced = !is_fenced;
            fences += u32::from(is_fenced);
            if is_fenced && fences > 1 && label.is_empty() {
                return Err("a second fence needs a label, such as ```Terminal".into());
            }
        } else if !is_fenced && line.ends_with(':') {
            let is_answered = |next: &&str| next.starts_with("```") || next.starts_with("- ");
            if !lines.peek().is_some_and(is_answered) {
                return Err(format!("nothing stands after the colon of `{line}`"));
            }
        }
    }
    Ok(())
}
