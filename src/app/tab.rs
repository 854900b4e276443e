//! What the tab shows of the run that is looked at: a title and an icon, so that ten tabs can be told apart.

use super::modes::Phase;
use super::state::{AppState, RunSlot};
use super::verdict::tone;
use crate::protocol::hidden::is_hidden;
use crate::report::Report;

/// A longer headline is cut: no browser shows more of it, and its lists of tabs become unreadable.
const LONGEST: usize = 90;

/// Title and icon of the tab.
#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    /// `✕ CORS: … · mcp.example.com - Faultfinder`; empty as long as there is nothing to say: then the document's own.
    pub title: String,
    /// By which the icon is coloured: a tone of the verdict, `running`, or empty for the page's own icon.
    pub tone: &'static str,
}

impl Tab {
    /// As the page stands; `None` in a frame, whose tab is the host page's. While a run starts, nothing changes: a healthy
    /// server nearby answers before anybody could see it.
    pub fn of(state: &AppState) -> Option<Tab> {
        let run = state.run();
        let shown = run.report.as_ref();
        let tone = match (shown, run.phase) {
            (None, _) => "",
            (Some(_), Phase::Running) => "running",
            (Some(report), _) => tone(report),
        };
        let title = shown.map(|report| title(report, run, tone));
        let tab = Tab {
            title: title.unwrap_or_default(),
            tone,
        };
        state.frame.is_none().then_some(tab)
    }
}

fn title(report: &Report, run: &RunSlot, tone: &str) -> String {
    let headline = match run.phase {
        Phase::Running => "Running",
        _ => report.verdict.headline.as_str(),
    };
    let mut title = format!("{} {}", sign(tone), words(headline));
    if let Some(host) = host(&report.target.url) {
        title.push_str(" · ");
        title.push_str(host);
    }
    title.push_str(" - Faultfinder");
    title
}

/// The words of a headline. A server's stand in it: what hides or reorders letters does not come into the title.
fn words(headline: &str) -> String {
    let shown = |letter: &char| *letter != '`' && !is_hidden(*letter);
    let words: String = headline.chars().filter(shown).collect();
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default().trim_end()),
        None => words,
    }
}

/// The host and port of an address; `None` where what was entered is none.
pub(crate) fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    (!host.is_empty() && !host.contains(char::is_whitespace)).then_some(host)
}

/// The sign of a tone, which says the same without colour.
fn sign(tone: &str) -> &'static str {
    match tone {
        "healthy" => "✓",
        "warned" | "degraded" | "browser" => "⚠",
        "failed" => "✕",
        "inconclusive" => "?",
        "authorization-required" => "‖",
        "cancelled" => "–",
        _ => "…",
    }
}

/// A disc with the sign of the tone, or a triangle: as an address of `data:`, which a page may take for its icon. The
/// colours hold on light and dark tabs. Empty for the page's own icon.
pub fn icon(tone: &str) -> String {
    const DISC: &str = "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0Z";
    const TRIANGLE: &str = "M8 .5 16 15H0Z";
    let (colour, shape, sign) = match tone {
        "healthy" => ("2f9e5b", DISC, "m4.5 8.3 2.4 2.4 4.6-5"),
        "warned" | "degraded" | "browser" => ("d98300", TRIANGLE, "M8 6v4m0 2.5v.01"),
        "failed" => ("d8343a", DISC, "m5 5 6 6m0-6-6 6"),
        "inconclusive" => (
            "d8343a",
            DISC,
            "M5.8 6.2a2.2 2.2 0 1 1 3.1 2c-.6.3-.9.6-.9 1.2m0 2.4v.01",
        ),
        "authorization-required" => ("5b75e0", DISC, "M6 5v6m4-6v6"),
        "cancelled" => ("7a828a", DISC, "M4.5 8h7"),
        "running" => ("5b75e0", DISC, "M8 4v4l2.6 2.6"),
        _ => return String::new(),
    };
    format!(
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='white' \
         stroke-width='2' stroke-linecap='round'><path d='{shape}' fill='%23{colour}' stroke='none'/><path d='{sign}'/></svg>"
    )
}
