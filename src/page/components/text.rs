//! Text that others wrote, and the little Markdown of our own.

use leptos::prelude::*;

use crate::app::markdown::{Block, Span, blocks, spans};
use crate::app::text::{self, Piece};

/// A server's text, isolated from the direction of the text around it.
#[component]
pub fn Wire(#[prop(into)] text: String) -> impl IntoView {
    view! { <bdi>{pieces(&text)}</bdi> }
}

/// The same for text that stands alone, in `pre`.
pub fn pieces(text: &str) -> AnyView {
    if text::is_plain(text) {
        return text.to_owned().into_any();
    }
    text::pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.into_any(),
            Piece::Hidden(name) => {
                let title = "A character that cannot be seen";
                view! { <span class="ctl" title=title>{name}</span> }.into_any()
            }
        })
        .collect::<Vec<AnyView>>()
        .into_any()
}

/// A line with `code`, *emphasis* and **strong** in it.
pub fn inline(text: &str) -> AnyView {
    spans(text)
        .into_iter()
        .map(|span| match span {
            Span::Text(text) => pieces(text),
            Span::Code(text) => view! { <code>{pieces(text)}</code> }.into_any(),
            Span::Strong(text) => view! { <strong>{pieces(text)}</strong> }.into_any(),
            Span::Emphasis(text) => view! { <em>{pieces(text)}</em> }.into_any(),
        })
        .collect::<Vec<AnyView>>()
        .into_any()
}

/// A code that leads to its help.
#[component]
pub fn CodeLink(#[prop(into)] code: String) -> impl IntoView {
    view! { <a class="code" href=format!("#help/{code}")>{code.clone()}</a> }
}

/// A whole text.
pub fn prose(text: &str) -> AnyView {
    let blocks = blocks(text);
    blocks
        .iter()
        .map(block)
        .collect::<Vec<AnyView>>()
        .into_any()
}

/// One block of it.
pub fn block(block: &Block) -> AnyView {
    match block {
        Block::Paragraph(text) => view! { <p>{inline(text)}</p> }.into_any(),
        Block::List(items) => {
            let item = |item: &String| view! { <li>{inline(item)}</li> }.into_any();
            view! { <ul>{items.iter().map(item).collect::<Vec<AnyView>>()}</ul> }.into_any()
        }
        Block::Fence { label, text } => view! {
            {fence_label(label)}
            <pre>{pieces(text)}</pre>
        }
        .into_any(),
    }
}

/// Where the lines of a fence belong, above them.
pub fn fence_label(label: &str) -> Option<AnyView> {
    (!label.is_empty()).then(|| view! { <p><small>{label.to_owned()}</small></p> }.into_any())
}
