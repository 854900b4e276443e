//! The little Markdown of the help texts, as data: paragraphs, lists, `code`, **strong**, *emphasis* and fences.

/// A part of a help text.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Lines up to an empty one.
    Paragraph(String),
    /// Its items.
    List(Vec<String>),
    /// A snippet, with what stands after the fence's backticks.
    Fence {
        /// What stands after the backticks.
        label: String,
        /// The lines between the fences.
        text: String,
    },
}

/// A part of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Span<'a> {
    Text(&'a str),
    Code(&'a str),
    Strong(&'a str),
    Emphasis(&'a str),
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

/// The parts of a line, in order.
pub(crate) fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    for (index, part) in text.split('`').enumerate() {
        match index % 2 {
            1 => spans.push(Span::Code(part)),
            _ => strong(part, &mut spans),
        }
    }
    spans
}

fn strong<'a>(text: &'a str, spans: &mut Vec<Span<'a>>) {
    for (index, part) in text.split("**").enumerate() {
        match index % 2 {
            1 => spans.push(Span::Strong(part)),
            _ => emphasis(part, spans),
        }
    }
}

/// `*word*`, but not the lone star of `2 * 3`.
fn emphasis<'a>(text: &'a str, spans: &mut Vec<Span<'a>>) {
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once('*') {
        spans.push(Span::Text(before));
        let word = inner.split_once('*').map(|(word, _)| word);
        match word.filter(|word| !word.is_empty() && word.trim() == *word) {
            Some(word) => {
                spans.push(Span::Emphasis(word));
                rest = inner.get(word.len() + 1..).unwrap_or_default();
            }
            None => {
                spans.push(Span::Text("*"));
                rest = inner;
            }
        }
    }
    if !rest.is_empty() {
        spans.push(Span::Text(rest));
    }
}
