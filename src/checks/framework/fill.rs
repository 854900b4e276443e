//! Puts the values of a run into the texts, which are Markdown. Values are mostly a server's words: none of them is markup,
//! wherever it stands, on the page and in what is copied from it.

/// Where a placeholder stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    /// Among words; at the beginning of a line, where `#` and `-` would mean something.
    Prose { is_first: bool },
    /// Between backticks.
    Code,
    /// In a block of lines to paste.
    Fence,
}

/// Puts values in the place of `{name}`. The first value of a name counts; an unknown name stays as it is.
pub fn fill(text: &str, values: &[(&'static str, String)]) -> String {
    let mut scan = Scan::default();
    replace(text, values, |before, value| {
        scan.read(before);
        let place = scan.place();
        scan.line_begins = false;
        match place {
            Place::Prose { is_first } => prose(value, is_first),
            Place::Code => code(value),
            // Only a line of backticks ends it.
            Place::Fence => value.replace("```", "'''"),
        }
    })
}

/// The same for a command or lines of a configuration, which are no Markdown.
pub fn fill_plain(text: &str, values: &[(&'static str, String)]) -> String {
    replace(text, values, |_, value| value.to_owned())
}

/// `write` is told what of the text stands before the value, since the last one.
fn replace(
    text: &str,
    values: &[(&'static str, String)],
    mut write: impl FnMut(&str, &str) -> String,
) -> String {
    let mut filled = String::with_capacity(text.len());
    let (mut rest, mut seen) = (text, 0);
    while let Some(open) = rest.find('{') {
        let (before, braced) = rest.split_at(open);
        filled.push_str(before);
        let name = braced.get(1..).and_then(|inner| inner.split('}').next());
        let value = name.and_then(|name| values.iter().find(|(known, _)| *known == name));
        match value {
            Some((name, value)) => {
                let at = text.len() - braced.len();
                let passed = text.get(seen..at).unwrap_or_default();
                filled.push_str(&write(passed, value));
                rest = braced.get(name.len() + 2..).unwrap_or_default();
                seen = text.len() - rest.len();
            }
            None => {
                filled.push('{');
                rest = braced.get(1..).unwrap_or_default();
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// Follows a text of ours, as far as it decides what a place means.
#[derive(Debug)]
struct Scan {
    in_fence: bool,
    in_code: bool,
    line_begins: bool,
}

impl Default for Scan {
    fn default() -> Scan {
        Scan {
            in_fence: false,
            in_code: false,
            line_begins: true,
        }
    }
}

impl Scan {
    fn read(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            self.line_begins |= index > 0;
            if self.line_begins && line.trim_start().starts_with("```") {
                self.in_fence = !self.in_fence;
            } else if !self.in_fence {
                self.in_code ^= line.matches('`').count() % 2 == 1;
            }
            self.line_begins &= line.trim().is_empty();
        }
    }

    fn place(&self) -> Place {
        match (self.in_fence, self.in_code) {
            (true, _) => Place::Fence,
            (false, true) => Place::Code,
            (false, false) => Place::Prose {
                is_first: self.line_begins,
            },
        }
    }
}

/// Between backticks that stand there already.
fn code(value: &str) -> String {
    value.replace('`', "'").replace(['\n', '\r'], " ")
}

/// Words of which some may be quoted already, between backticks. Of the others those that could mean something to
/// Markdown, or to a program that shows it (a name after `@`, a number after `#`, an address), are quoted too.
pub fn prose(value: &str, is_first: bool) -> String {
    let value = match value.matches('`').count() % 2 {
        0 => value.replace(['\n', '\r'], " "),
        // They open what nothing closes.
        _ => code(value),
    };
    let mut text = String::with_capacity(value.len());
    for (index, part) in value.split('`').enumerate() {
        if index % 2 == 1 {
            text.push('`');
            text.push_str(part);
            text.push('`');
            continue;
        }
        for (place, word) in part.split(' ').enumerate() {
            text.push_str(if place > 0 { " " } else { "" });
            let begins = is_first && text.trim().is_empty();
            match is_markup(word) || begins && is_marker(word) {
                true => text.extend(["`", word, "`"]),
                false => text.push_str(word),
            }
        }
    }
    text
}

/// Whether a word is markup, or becomes a link where Markdown is shown (GitHub Flavored Markdown 6.9; mentions and
/// references there).
fn is_markup(word: &str) -> bool {
    const SIGNS: &[char] = &[
        '*', '_', '~', '<', '>', '[', ']', '\\', '|', '@', '#', '&', '$',
    ];
    let lower = word.to_ascii_lowercase();
    let links = ["://", "www.", "mailto:", "xmpp:", "gh-"];
    word.contains(SIGNS) || links.iter().any(|link| lower.contains(link))
}

/// Whether a word begins a list, a heading, a quotation or a rule.
fn is_marker(word: &str) -> bool {
    let number = word.trim_end_matches(['.', ')']);
    let is_number = number.len() < word.len() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_sign = word.starts_with(['-', '+', '=', ':']);
    is_number || is_sign
}
