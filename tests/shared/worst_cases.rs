//! The worst texts for a reader, made to size: what a grammar is made of, repeated, in pairs, and nested. A reader that goes
//! over a text again and again does so in one of these.

/// This text over and over, cut to so many bytes.
pub fn repeated(text: &str, bytes: usize) -> String {
    let mut repeated = text.repeat(bytes / text.len().max(1) + 1);
    let end = (0..=bytes.min(repeated.len()))
        .rev()
        .find(|at| repeated.is_char_boundary(*at));
    repeated.truncate(end.unwrap_or_default());
    repeated
}

/// Half of it opens, half closes.
pub fn nested(open: &str, close: &str, bytes: usize) -> String {
    [repeated(open, bytes / 2), repeated(close, bytes / 2)].concat()
}

/// Each token by itself, and each with each other.
pub fn repetitions(tokens: &[&str]) -> Vec<String> {
    let pairs = tokens.iter().flat_map(|one| {
        let others = tokens.iter().filter(move |other| *other != one);
        others.map(move |other| [*one, *other].concat())
    });
    let single = tokens.iter().map(|token| (*token).to_owned());
    single.chain(pairs).collect()
}
