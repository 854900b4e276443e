//! The reading of what our script printed. Each line begins with a mark that says what it is: `---` a new
//! part, `>` a request header, `<` a line of the head, `|` a line of a body, `!` curl's words. A line without
//! one is the rest of the line before it, which a terminal broke.

use super::cause::{self, Progress};
use super::conclude;
use super::error::EvidenceError;
use crate::protocol::http::Headers;
use crate::trace::network_cause::{NetworkCause, ProvenCause};
use crate::trace::wire::{Bytes, Head, Pasted, PastedExchange, Request, ResponseKind};

const FIRST: &str = "=== faultfinder 1";
const LAST: &str = "=== end";

/// The transcript within a text: from the first line that opens one (a later one may be a server's words), without
/// what quoting put before each line.
pub(super) fn start(text: &str) -> Option<Vec<&str>> {
    let lines: Vec<&str> = text.lines().collect();
    let opening = |line: &&str| line.trim_end().ends_with(FIRST);
    let first = lines.iter().position(opening)?;
    let (_, rest) = lines.split_at_checked(first)?;
    let before = rest.first()?.trim_end().strip_suffix(FIRST)?;
    let quoted = before.chars().all(|c| matches!(c, ' ' | '\t' | '>' | '#'));
    let bare = before.trim_end();
    Some(
        rest.iter()
            .skip(1)
            .map(|line| match quoted {
                true => line
                    .strip_prefix(before)
                    .or(line.strip_prefix(bare))
                    .unwrap_or(line),
                false => line,
            })
            .collect(),
    )
}

/// Reads the lines after the opening.
pub(super) fn read(lines: Vec<&str>) -> Result<Pasted, EvidenceError> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines {
        if line.trim_end() == LAST {
            break;
        }
        if let Some(title) = line.strip_prefix("--- ") {
            part(&mut blocks, title.trim_end());
        } else if let Some(block) = blocks.last_mut() {
            block.take(line);
        }
    }
    let failure = blocks.iter().find_map(Block::failure);
    let exchanges = fold_redirects(blocks.iter().filter_map(Block::exchange).collect());
    let found = failure.or_else(|| conclude::from(&exchanges));
    if exchanges.is_empty() && found.is_none() {
        return Err(match blocks.iter().any(|block| block.curl.is_some()) {
            true => EvidenceError::OwnSide,
            false => EvidenceError::NothingWhole,
        });
    }
    let (cause, quote) = found.unzip();
    Ok(Pasted {
        exchanges,
        cause: cause.map(ProvenCause::Network),
        quote,
    })
}

/// A redirect that was followed with the same method is one exchange, as it is for a browser: what was asked
/// first, and what came last.
pub(super) fn fold_redirects(exchanges: Vec<PastedExchange>) -> Vec<PastedExchange> {
    let mut folded: Vec<PastedExchange> = Vec::new();
    for next in exchanges {
        let follows = folded.last().is_some_and(|before| {
            let (was, is) = (&before.request, &next.request);
            matches!(before.head.status, 307 | 308)
                && before.head.headers.contains("location")
                && was.method == is.method
                && was.body == is.body
                && before.head.url != is.url
        });
        match folded.last_mut().filter(|_| follows) {
            Some(before) => {
                before.head = next.head;
                before.head.redirected = true;
                before.body = next.body;
            }
            None => folded.push(next),
        }
    }
    folded
}

fn part(blocks: &mut Vec<Block>, title: &str) {
    let mut words = title.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    match (first, second, blocks.last_mut()) {
        ("answer", _, Some(block)) => block.answered = true,
        ("curl", Some(code), Some(block)) => {
            let stood = words.filter_map(is_past).collect();
            block.curl = code.parse().ok().map(|code| Ended { code, stood });
        }
        (method, Some(url), _) if method.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            blocks.push(Block {
                method: method.to_owned(),
                url: url.to_owned(),
                ..Block::default()
            });
        }
        _ => {}
    }
}

/// One call of curl, as far as it was pasted.
#[derive(Default)]
struct Block {
    method: String,
    url: String,
    /// The answer has begun.
    answered: bool,
    request: Vec<String>,
    request_body: Vec<String>,
    head: Vec<String>,
    body: Vec<String>,
    output: Vec<String>,
    /// Absent if the paste ends before curl did.
    curl: Option<Ended>,
    last: Line,
}

struct Ended {
    code: u32,
    /// Whether the connection and then TLS stood.
    stood: Vec<bool>,
}

/// Curl says in seconds when something was done: 0 if never.
fn is_past(seconds: &str) -> Option<bool> {
    let is_time = seconds
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_time.then(|| seconds.contains(|digit: char| matches!(digit, '1'..='9')))
}

/// The kind of the line before.
#[derive(Clone, Copy, Default)]
enum Line {
    #[default]
    Url,
    Request,
    RequestBody,
    Head,
    Body,
    Output,
}

impl Block {
    fn take(&mut self, line: &str) {
        let marked = line.split_at_checked(1).and_then(|(mark, rest)| {
            let kind = match (mark, self.answered) {
                (">", _) => Line::Request,
                ("<", _) => Line::Head,
                ("|", false) => Line::RequestBody,
                ("|", true) => Line::Body,
                ("!", _) => Line::Output,
                _ => return None,
            };
            Some((kind, rest.strip_prefix(' ').unwrap_or(rest)))
        });
        match marked {
            Some((kind, text)) => {
                self.last = kind;
                self.lines(kind).push(text.to_owned());
            }
            // An empty line is no rest of anything.
            None if line.trim().is_empty() || self.curl.is_some() => {}
            None => match self.last {
                Line::Url => self.url.push_str(line.trim_end()),
                kind => {
                    if let Some(last) = self.lines(kind).last_mut() {
                        last.push_str(line);
                    }
                }
            },
        }
    }

    fn lines(&mut self, kind: Line) -> &mut Vec<String> {
        match kind {
            Line::Url | Line::Request => &mut self.request,
            Line::RequestBody => &mut self.request_body,
            Line::Head => &mut self.head,
            Line::Body => &mut self.body,
            Line::Output => &mut self.output,
        }
    }

    /// The exchange, if all of it is here.
    fn exchange(&self) -> Option<PastedExchange> {
        let ended = self.curl.as_ref()?;
        let head = read_head(&self.head, &self.url)?;
        // 23 and 63: the script stopped at its own size limit. 28: a stream may well stay open, any other
        // body is missing its end.
        let whole = match ended.code {
            23 | 63 => false,
            28 => is_stream(&head),
            _ => true,
        };
        whole.then(|| PastedExchange {
            request: Request {
                method: self.method.clone(),
                url: self.url.clone(),
                headers: read_fields(&self.request),
                body: (!self.request_body.is_empty()).then(|| self.request_body.join("\n")),
            },
            head,
            body: Bytes(self.body.join("\n").into_bytes()),
        })
    }

    /// Why curl got no whole answer, and the line that says so.
    fn failure(&self) -> Option<(NetworkCause, String)> {
        let ended = self.curl.as_ref()?;
        let head = read_head(&self.head, &self.url);
        let output = self
            .output
            .iter()
            .find_map(|line| Some((cause::of_line(line)?, line)));
        let cause = match (ended.code, &head) {
            (18, Some(_)) => NetworkCause::BodyCut,
            (28, Some(head)) if !is_stream(head) => NetworkCause::BodyTimedOut,
            (0, _) | (_, Some(_)) => return None,
            (28, None) if output.is_none() => cause::of_timeout(self.progress(ended)),
            (code, None) => output.map(|(cause, _)| cause).or(cause::of_exit(code))?,
        };
        let quote = output.map(|(_, line)| line).or(self.output.first());
        let quote = quote
            .cloned()
            .unwrap_or_else(|| format!("curl: ({})", ended.code));
        Some((cause, quote))
    }

    fn progress(&self, ended: &Ended) -> Progress {
        let stood = |place: usize| ended.stood.get(place).copied().unwrap_or_default();
        Progress {
            connected: stood(0),
            secured: stood(1) || self.url.starts_with("http://"),
        }
    }
}

fn is_stream(head: &Head) -> bool {
    let content_type = head.headers.content_type();
    content_type.is_some_and(|content_type| content_type.is_event_stream())
}

/// The last head among these lines: interim answers come before it.
pub(super) fn read_head<S: AsRef<str>>(lines: &[S], url: &str) -> Option<Head> {
    let place = lines
        .iter()
        .rposition(|line| status_of(line.as_ref()).is_some())?;
    let (_, rest) = lines.split_at_checked(place)?;
    let status = status_of(rest.first()?.as_ref())?;
    let fields = rest.split_at_checked(1).map(|(_, fields)| fields)?;
    Some(Head {
        kind: ResponseKind::Basic,
        status,
        url: url.to_owned(),
        redirected: false,
        headers: read_fields(fields),
    })
}

/// The status of a status line (RFC 9112, 4).
pub(super) fn status_of(line: &str) -> Option<u16> {
    let rest = line.strip_prefix("HTTP/")?;
    let (version, rest) = rest.split_once(' ')?;
    let numeric = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    let status = rest.split_whitespace().next()?;
    let plausible = numeric(version) && status.len() == 3 && numeric(status);
    plausible
        .then(|| status.parse().ok())
        .flatten()
        .filter(|status| (100..1000).contains(status))
}

/// The header fields among these lines. A session id that the script withheld is put back in its shape.
pub(super) fn read_fields<S: AsRef<str>>(lines: &[S]) -> Headers {
    lines
        .iter()
        .filter_map(|line| line.as_ref().split_once(':'))
        .filter(|(name, _)| !name.is_empty() && !name.contains(' '))
        .map(|(name, value)| (name.to_owned(), restore(name, value.trim())))
        .collect()
}

/// `(36 visible ASCII characters)` becomes 36 visible characters that are no secret, so that what is judged
/// by length and characters still can be.
fn restore(name: &str, value: &str) -> String {
    let shape = value
        .strip_prefix('(')
        .filter(|_| name.eq_ignore_ascii_case("mcp-session-id"))
        .and_then(|rest| rest.strip_suffix(" characters)"))
        .and_then(|rest| rest.split_once(' '))
        .and_then(|(length, kind)| Some((length.parse::<usize>().ok()?, kind)));
    match shape {
        Some((length, "visible ASCII")) => {
            "redacted-".chars().cycle().take(length.min(4096)).collect()
        }
        Some((length, "mixed")) => "\u{7f}redacted"
            .chars()
            .cycle()
            .take(length.min(4096))
            .collect(),
        _ => value.to_owned(),
    }
}
