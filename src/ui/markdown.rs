//! The little Markdown of the help texts, made into views: paragraphs, lists, `code`, **strong** and fences.

use leptos::prelude::*;

use super::text::pieces;

/// A part of a help text.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Paragraph(String),
    List(Vec<String>),
    /// A snippet, with what stands after the fence's backticks.
    Fence {
        label: String,
        text: String,
    },
}

/// The blocks of a text, in order.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if let Some(label) = trimmed.strip_prefix("```") {
            let body: Vec<&str> = lines
                .by_ref()
                .take_while(|line| line.trim() != "```")
                .collect();
            blocks.push(Block::Fence {
                label: label.trim().to_owned(),
                text: body.join("\n"),
            });
        } else if let Some(item) = trimmed.strip_prefix("- ") {
            match blocks.last_mut() {
                Some(Block::List(items)) => items.push(item.to_owned()),
                _ => blocks.push(Block::List(vec![item.to_owned()])),
            }
        } else if trimmed.is_empty() {
            blocks.push(Block::Paragraph(String::new()));
        } else {
            match blocks.last_mut() {
                Some(Block::Paragraph(text)) if !text.is_empty() => {
                    text.push(' ');
                    text.push_str(trimmed);
                }
                Some(Block::List(items)) if line.starts_with(' ') => {
                    if let Some(item) = items.last_mut() {
                        item.push(' ');
                        item.push_str(trimmed);
                    }
                }
                _ => blocks.push(Block::Paragraph(trimmed.to_owned())),
            }
        }
    }
    blocks.retain(|block| *block != Block::Paragraph(String::new()));
    blocks
}

/// Blocks without snippets: those are the caller's to show.
pub fn prose(text: &str) -> AnyView {
    blocks(text)
        .iter()
        .map(block)
        .collect::<Vec<_>>()
        .into_any()
}

/// One block.
pub fn block(block: &Block) -> AnyView {
    match block {
        Block::Paragraph(text) => view! { <p>{inline(text)}</p> }.into_any(),
        Block::List(items) => {
            let items = items
                .iter()
                .map(|item| view! { <li>{inline(item)}</li> }.into_any());
            view! { <ul>{items.collect::<Vec<_>>()}</ul> }.into_any()
        }
        Block::Fence { text, .. } => view! { <pre>{pieces(text)}</pre> }.into_any(),
    }
}

/// A line with `code` and **strong** in it.
pub fn inline(text: &str) -> AnyView {
    let mut views: Vec<AnyView> = Vec::new();
    for (index, part) in text.split('`').enumerate() {
        match index % 2 {
            1 => views.push(view! { <code>{pieces(part)}</code> }.into_any()),
            _ => strong(part, &mut views),
        }
    }
    views.into_any()
}

fn strong(text: &str, views: &mut Vec<AnyView>) {
    for (index, part) in text.split("**").enumerate() {
        match index % 2 {
            1 => views.push(view! { <strong>{pieces(part)}</strong> }.into_any()),
            _ => emphasis(part, views),
        }
    }
}

/// `*word*`, but not the lone star of `2 * 3`.
fn emphasis(text: &str, views: &mut Vec<AnyView>) {
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once('*') {
        let word = inner.split_once('*').map(|(word, _)| word);
        match word.filter(|word| !word.is_empty() && word.trim() == *word) {
            Some(word) => {
                views.push(pieces(before));
                views.push(view! { <em>{pieces(word)}</em> }.into_any());
                rest = inner.get(word.len() + 1..).unwrap_or_default();
            }
            None => {
                views.push(pieces(before));
                views.push(pieces("*"));
                rest = inner;
            }
        }
    }
    if !rest.is_empty() {
        views.push(pieces(rest));
    }
}
