//! Text that others wrote. What would hide or reorder letters is shown by its number.

use crate::protocol::hidden::is_hidden;

/// A part of such a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    /// A character that cannot be seen, such as `U+200B`.
    Hidden(String),
}

/// A page of nothing but controls must not become a million elements.
const MOST: usize = 2_000;

/// The parts of a text, in order.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut seen = String::new();
    for letter in text.chars() {
        if !is_hidden(letter) {
            seen.push(letter);
        } else if pieces.len() > MOST {
            seen.push('\u{fffd}');
        } else {
            if !seen.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut seen)));
            }
            pieces.push(Piece::Hidden(format!("U+{:04X}", u32::from(letter))));
        }
    }
    if !seen.is_empty() {
        pieces.push(Piece::Text(seen));
    }
    pieces
}

/// Whether every character of a text can be seen.
pub(crate) fn is_plain(text: &str) -> bool {
    !text.chars().any(is_hidden)
}
