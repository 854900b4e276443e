//! Text that others wrote. What would hide or reorder letters is shown by its number.

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

/// Controls, and characters that have no shape or change the direction (Unicode, `Cc`, `Cf`, `Zl`, `Zp`; fillers).
fn is_hidden(letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' => true,
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}
