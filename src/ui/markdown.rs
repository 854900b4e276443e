//! The little Markdown of the help texts, made into nodes: paragraphs, lists, `code`, **strong** and fences.

use super::node::{Node, el, many};
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

/// A whole text.
pub fn prose(text: &str) -> Node {
    many(blocks(text).iter().map(block).collect())
}

/// One block.
pub fn block(block: &Block) -> Node {
    match block {
        Block::Paragraph(text) => el("p").child(inline(text)).into(),
        Block::List(items) => {
            let items = items.iter().map(|item| el("li").child(inline(item)).into());
            el("ul").children(items.collect()).into()
        }
        Block::Fence { text, .. } => el("pre").child(pieces(text)).into(),
    }
}

/// A line with `code`, *emphasis* and **strong** in it.
pub fn inline(text: &str) -> Node {
    let mut nodes: Vec<Node> = Vec::new();
    for (index, part) in text.split('`').enumerate() {
        match index % 2 {
            1 => nodes.push(el("code").child(pieces(part)).into()),
            _ => strong(part, &mut nodes),
        }
    }
    many(nodes)
}

fn strong(text: &str, nodes: &mut Vec<Node>) {
    for (index, part) in text.split("**").enumerate() {
        match index % 2 {
            1 => nodes.push(el("strong").child(pieces(part)).into()),
            _ => emphasis(part, nodes),
        }
    }
}

/// `*word*`, but not the lone star of `2 * 3`.
fn emphasis(text: &str, nodes: &mut Vec<Node>) {
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once('*') {
        nodes.push(pieces(before));
        let word = inner.split_once('*').map(|(word, _)| word);
        match word.filter(|word| !word.is_empty() && word.trim() == *word) {
            Some(word) => {
                nodes.push(el("em").child(pieces(word)).into());
                rest = inner.get(word.len() + 1..).unwrap_or_default();
            }
            None => {
                nodes.push("*".into());
                rest = inner;
            }
        }
    }
    if !rest.is_empty() {
        nodes.push(pieces(rest));
    }
}
