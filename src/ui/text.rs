//! Text that others wrote, shown as text. What would hide or reorder letters is shown by its number.

use leptos::prelude::*;

/// A server's text, isolated from the direction of the text around it.
pub fn wire(text: &str) -> AnyView {
    view! { <bdi>{pieces(text)}</bdi> }.into_any()
}

/// The same for text that stands alone, in `pre`.
pub fn pieces(text: &str) -> AnyView {
    if !text.chars().any(is_hidden) {
        return text.to_owned().into_any();
    }
    let mut views: Vec<AnyView> = Vec::new();
    let mut seen = String::new();
    for letter in text.chars() {
        // A page of nothing but controls must not become a million elements.
        if !is_hidden(letter) || views.len() > 2_000 {
            seen.push(if is_hidden(letter) {
                '\u{fffd}'
            } else {
                letter
            });
            continue;
        }
        if !seen.is_empty() {
            views.push(std::mem::take(&mut seen).into_any());
        }
        let name = format!("U+{:04X}", u32::from(letter));
        views.push(
            view! { <span class="ctl" title="A character that cannot be seen">{name}</span> }
                .into_any(),
        );
    }
    views.push(seen.into_any());
    views.into_any()
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
