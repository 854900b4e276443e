//! Text that others wrote, shown as text. What would hide or reorder letters is shown by its number.

use super::node::{Node, el, many};

/// A server's text, isolated from the direction of the text around it.
pub fn wire(text: &str) -> Node {
    el("bdi").child(pieces(text)).into()
}

/// The same for text that stands alone, in `pre`.
pub fn pieces(text: &str) -> Node {
    if !text.chars().any(is_hidden) {
        return text.to_owned().into();
    }
    let mut nodes: Vec<Node> = Vec::new();
    let mut seen = String::new();
    for letter in text.chars() {
        // A page of nothing but controls must not become a million elements.
        if !is_hidden(letter) || nodes.len() > 2_000 {
            seen.push(if is_hidden(letter) {
                '\u{fffd}'
            } else {
                letter
            });
            continue;
        }
        if !seen.is_empty() {
            nodes.push(std::mem::take(&mut seen).into());
        }
        let name = format!("U+{:04X}", u32::from(letter));
        let chip = el("span")
            .class("ctl")
            .attr("title", "A character that cannot be seen");
        nodes.push(chip.child(name).into());
    }
    nodes.push(seen.into());
    many(nodes)
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
