//! What somebody pastes into their documentation to show a diagnosis there: docs/embedding.md.

use std::fmt::Write as _;

use crate::protocol::hidden::is_hidden;
use crate::redact::Redacted;
use crate::report::{Outcome, Report};

/// A diagnosis in somebody's documentation.
pub struct Embed<'a> {
    /// The address of the page, up to its fragment.
    pub home: &'a str,
    /// The diagnosis that it comes from.
    pub report: &'a Redacted<Report>,
    /// What stands in the frame.
    pub shows: Shows<'a>,
    /// `light` or `dark`; else that of the page around it.
    pub theme: Option<&'static str>,
}

/// What a reader sees at first.
#[derive(Clone, Copy)]
pub enum Shows<'a> {
    /// The server, to be run in the reader's browser.
    Live {
        /// The address, with placeholders in place of secrets.
        server: &'a str,
        /// The transport to ask for, if it is not to be found out.
        transport: Option<&'static str>,
        /// The link that fills the form, from its `#` on.
        fragment: &'a str,
    },
    /// The diagnosis: a recorded link, from its `#` on.
    Recorded(&'a str),
}

/// For a page of HTML.
pub fn html(embed: &Embed) -> String {
    let script = file(embed, "embed.js");
    let script = ["<script src=\"", &escaped(&script), "\" async></script>\n"].concat();
    [&script, &element(embed), "></faultfinder-diagnosis>\n"].concat()
}

/// For a page of MDX, where an element may close itself.
pub fn mdx(embed: &Embed) -> String {
    let script = file(embed, "embed.js");
    let script = ["<script src=\"", &escaped(&script), "\" async />\n\n"].concat();
    [&script, &element(embed), "/>\n"].concat()
}

/// For a README, where no frame can be: a picture that says what the run came to, and leads to it.
pub fn markdown(embed: &Embed) -> String {
    let (badge, alt, fragment) = match embed.shows {
        Shows::Live {
            server, fragment, ..
        } => {
            let alt = ["Faultfinder: diagnose the connection to ", server].concat();
            ("live", alt, fragment)
        }
        Shows::Recorded(fragment) => {
            let verdict = &embed.report.verdict;
            let parts = ["Faultfinder: ", &verdict.eyebrow, ". ", &verdict.headline];
            (badge(embed.report), parts.concat(), fragment)
        }
    };
    let picture = file(embed, &["badge/", badge, ".svg"].concat());
    let link = [embed.home, fragment].concat();
    ["[![", &plain(&alt), "](", &picture, ")](", &link, ")\n"].concat()
}

fn element(embed: &Embed) -> String {
    let mut text = String::from("<faultfinder-diagnosis");
    let mut say = |name: &str, value: &str| {
        text.push_str("\n  ");
        text.push_str(name);
        text.push_str("=\"");
        text.push_str(&escaped(value));
        text.push('"');
    };
    match embed.shows {
        Shows::Live {
            server, transport, ..
        } => {
            say("server", server);
            transport
                .into_iter()
                .for_each(|transport| say("transport", transport));
        }
        Shows::Recorded(fragment) => {
            say(
                "recorded",
                fragment.strip_prefix("#report=").unwrap_or(fragment),
            );
        }
    }
    embed
        .theme
        .into_iter()
        .for_each(|theme| say("theme", theme));
    text.push('\n');
    text
}

/// A file beside the page.
fn file(embed: &Embed, name: &str) -> String {
    let directory = embed.home.rfind('/').map_or(0, |slash| slash + 1);
    [embed.home.get(..directory).unwrap_or_default(), name].concat()
}

/// The name of the picture.
fn badge(report: &Report) -> &'static str {
    match report.outcome {
        Some(Outcome::Cancelled) | None => "live",
        Some(outcome) => outcome.id(),
    }
}

/// A value in double quotes. MDX reads an attribute's value as HTML does.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => value.push_str("&amp;"),
            '"' => value.push_str("&quot;"),
            '<' => value.push_str("&lt;"),
            '>' => value.push_str("&gt;"),
            letter if is_hidden(letter) => {
                let _ = write!(value, "&#x{:x};", u32::from(letter));
            }
            letter => value.push(letter),
        }
    }
    value
}

/// One line in which nothing means more to Markdown or MDX than it says.
fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '`' => {}
            letter if letter.is_control() || is_hidden(letter) => line.push(' '),
            '\\' | '[' | ']' | '*' | '_' | '~' | '$' | '|' | '<' | '>' | '!' | '&' | '{' | '}' => {
                line.push('\\');
                line.push(letter);
            }
            letter => line.push(letter),
        }
    }
    line
}
