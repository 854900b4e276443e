//! `text/event-stream`, read as it arrives (HTML standard, 9.2 "Server-sent events").
//!
//! Cutting the stream into other chunks never changes the events: bytes are decoded line by line,
//! so neither a character nor a CRLF that a chunk boundary splits is lost.

use super::utf8::Utf8Parts;

/// What one event may hold before it is dropped: the default limit on a body.
pub const DEFAULT_LIMIT: usize = 4 << 20;

/// A stream that breaks the same rule for hours must not fill the memory with reports of it.
const MAX_PROBLEMS: usize = 64;

/// Text of the server's that a problem quotes is cut after so many characters.
const QUOTE: usize = 64;

/// One dispatched event (HTML standard, 9.2.6 "Interpreting an event stream").
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SseEvent {
    /// The `event` field; `None` means the default, `message`.
    pub event: Option<String>,
    /// The `data` lines, joined by LF.
    pub data: String,
    /// The `id` field of this very event. The id to resume from is [`SseParser::last_event_id`].
    pub id: Option<String>,
    /// The `retry` field of this very event, in milliseconds.
    pub retry: Option<u64>,
}

/// What a stream does that the HTML standard (9.2.5, 9.2.6) ignores or forbids.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// The bytes of this line (counted from 1) are not UTF-8; they were replaced by U+FFFD.
    NotUtf8 {
        /// Counted from 1.
        line: u64,
    },
    /// A field other than `event`, `data`, `id`, `retry`: a client ignores the line. JSON that is
    /// spread over several lines without `data:` before each shows itself like this.
    UnknownField {
        /// What stands before the first colon, cut.
        name: String,
        /// The first line that has it.
        line: u64,
    },
    /// An event with a name and no `data` line: a client drops it.
    EventWithoutData {
        /// The `event` field, cut.
        event: String,
        /// The blank line that ends the event.
        line: u64,
    },
    /// An `id` with a NUL character: a client ignores the line.
    IdWithNul {
        /// Counted from 1.
        line: u64,
    },
    /// A `retry` that is not all ASCII digits: a client ignores the line.
    RetryNotDigits {
        /// What stands there, cut.
        value: String,
        /// Counted from 1.
        line: u64,
    },
    /// An event larger than the limit; it was dropped.
    EventTooLarge {
        /// How many bytes an event may have.
        limit: usize,
        /// The line at which it grew too large.
        line: u64,
    },
}

/// What was left when the stream ended.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SseTail {
    /// The event that no blank line ended. A client discards it (HTML standard, 9.2.6, end of file).
    pub unfinished: Option<SseEvent>,
    /// What the stream did wrong, in the order of the lines; at most 64.
    pub problems: Vec<Problem>,
    /// How many comment lines there were (keep-alives, as a rule).
    pub comments: u64,
}

/// An incremental parser: bytes in, as they come; events out, as they are complete.
#[derive(Clone, Debug)]
pub struct SseParser {
    /// What an event may hold, in bytes.
    limit: usize,
    /// The current line so far.
    line: String,
    /// A chunk may end within a character.
    bytes: Utf8Parts,
    /// Lines begun so far, for the problems.
    line_number: u64,
    /// The current line exceeded the limit: skip to its end.
    line_dropped: bool,
    /// The last byte was CR: a LF that follows belongs to it.
    after_cr: bool,
    /// The fields of the current event so far.
    event: SseEvent,
    /// A `data` line was there, if only an empty one: this is what makes an event (HTML standard, 9.2.6).
    has_data: bool,
    /// The current event exceeded the limit: skip to the blank line.
    event_dropped: bool,
    /// Outlives the event, unlike the field in it.
    last_event_id: Option<String>,
    /// Outlives the event, too.
    retry: Option<u64>,
    comments: u64,
    problems: Vec<Problem>,
}

impl Default for SseParser {
    fn default() -> Self {
        Self::new()
    }
}

impl SseParser {
    /// A parser that drops an event of more than [`DEFAULT_LIMIT`] bytes.
    pub fn new() -> Self {
        Self::with_limit(DEFAULT_LIMIT)
    }

    /// A parser that drops an event of more than `limit` bytes.
    pub fn with_limit(limit: usize) -> Self {
        Self {
            limit,
            line: String::new(),
            bytes: Utf8Parts::default(),
            line_number: 1,
            line_dropped: false,
            after_cr: false,
            event: SseEvent::default(),
            has_data: false,
            event_dropped: false,
            last_event_id: None,
            retry: None,
            comments: 0,
            problems: Vec::new(),
        }
    }

    /// Takes the next bytes and returns the events that they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<SseEvent> {
        let mut events = Vec::new();
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            // CR LF is one end of a line, also where the two come in different chunks (HTML standard, 9.2.5).
            if std::mem::take(&mut self.after_cr) && first == b'\n' {
                rest = &rest[1..];
                continue;
            }
            // LF and CR alone end a line as well.
            let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
                self.collect(rest);
                break;
            };
            let (line, tail) = rest.split_at(end);
            self.collect(line);
            self.after_cr = tail.first() == Some(&b'\r');
            rest = tail.get(1..).unwrap_or_default();
            events.extend(self.end_line());
        }
        events
    }

    /// Ends the stream, and says what it left unfinished.
    pub fn finish(mut self) -> SseTail {
        // The standard drops a line that no end follows. It is read here, so that the report can show what was cut.
        if !self.event_dropped {
            let line = self.take_line();
            if !line.is_empty() {
                self.field(&line);
            }
        }
        let unfinished = (self.has_data || self.event.event.is_some()) && !self.event_dropped;
        SseTail {
            unfinished: unfinished.then_some(self.event),
            problems: self.problems,
            comments: self.comments,
        }
    }

    /// What is there of the data of a message that is not complete: its whole lines, and the one that is on its way.
    /// `None` where it is no message, or too large.
    pub fn data_so_far(&self) -> Option<(Option<&str>, Option<&str>)> {
        let name = self.event.event.as_deref();
        if self.event_dropped || name.is_some_and(|name| name != "message") {
            return None;
        }
        let value = self.line.strip_prefix("data:");
        let value = value.map(|value| value.strip_prefix(' ').unwrap_or(value));
        Some((self.has_data.then_some(&self.event.data), value))
    }

    /// The id to send as `Last-Event-ID`: the newest `id` field, even of an event without data.
    pub fn last_event_id(&self) -> Option<&str> {
        self.last_event_id.as_deref()
    }

    /// The newest `retry` field, in milliseconds, even of an event without data.
    pub fn retry(&self) -> Option<u64> {
        self.retry
    }

    /// How many comment lines there were so far (keep-alives, as a rule).
    pub fn comments(&self) -> u64 {
        self.comments
    }

    /// What the stream did wrong so far.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Adds a part of the current line, unless that makes the event too large.
    fn collect(&mut self, part: &[u8]) {
        // The data of the event and the line being read: what is kept for the other fields is bounded by the line.
        let used = self.event.data.len() + self.bytes.length();
        if self.line_dropped || part.len() > self.limit.saturating_sub(used) && !part.is_empty() {
            self.drop_event();
            self.line_dropped = true;
        } else {
            self.bytes.push(part, |text| self.line.push_str(text));
        }
    }

    /// Gives the memory of the current event back and skips to the event's end.
    fn drop_event(&mut self) {
        self.line = String::new();
        self.bytes = Utf8Parts::default();
        if !self.event_dropped {
            let (limit, line) = (self.limit, self.line_number);
            self.report(Problem::EventTooLarge { limit, line });
        }
        self.event_dropped = true;
        self.event = SseEvent::default();
        self.has_data = false;
    }

    /// Reads the line that just ended; a blank one dispatches the event.
    fn end_line(&mut self) -> Option<SseEvent> {
        let dropped = std::mem::take(&mut self.line_dropped);
        let line = self.take_line();
        let blank = line.is_empty() && !dropped;
        let event = if blank { self.dispatch() } else { None };
        if !blank && !self.event_dropped {
            self.field(&line);
        }
        self.line_number += 1;
        event
    }

    /// The current line as text, without the byte order mark that may begin the stream.
    fn take_line(&mut self) -> String {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.finish(|text| self.line.push_str(text));
        // Named once: a stream in another encoding is wrong on most of its lines.
        let is_named = |problem: &Problem| matches!(problem, Problem::NotUtf8 { .. });
        if bytes.invalid_at.is_some() && !self.problems.iter().any(is_named) {
            let line = self.line_number;
            self.report(Problem::NotUtf8 { line });
        }
        let line = std::mem::take(&mut self.line);
        // The one place where the standard lets a mark stand (9.2.5 "stream = [ bom ] *event").
        match line.strip_prefix('\u{feff}') {
            Some(rest) if self.line_number == 1 => rest.to_owned(),
            _ => line,
        }
    }

    /// The event at its blank line. Without data there is none, whatever else it has (HTML standard, 9.2.6, "dispatch").
    fn dispatch(&mut self) -> Option<SseEvent> {
        let event = std::mem::take(&mut self.event);
        let has_data = std::mem::take(&mut self.has_data);
        // It was named when it grew too large.
        if std::mem::take(&mut self.event_dropped) {
            return None;
        }
        if has_data {
            return Some(event);
        }
        // A blank line without anything before it is a keep-alive; a name without data is a slip of the server's.
        if let Some(event) = event.event {
            let line = self.line_number;
            self.report(Problem::EventWithoutData {
                event: quote(&event),
                line,
            });
        }
        None
    }

    /// Processes one line (HTML standard, 9.2.6 "process the field").
    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        // One space after the colon belongs to the syntax, any further one to the value.
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            // A line that begins with a colon is a comment.
            "" => self.comments += 1,
            "data" => self.data(value),
            // An empty name means the default, as no name does.
            "event" => self.event.event = (!value.is_empty()).then(|| value.to_owned()),
            "id" => self.id(value),
            "retry" => self.set_retry(value),
            _ => self.unknown(name),
        }
    }

    /// Lines of data are joined by LF; the standard puts one behind each and takes the last away.
    fn data(&mut self, value: &str) {
        if self.has_data {
            self.event.data.push('\n');
        }
        self.event.data.push_str(value);
        self.has_data = true;
    }

    /// The id counts from here on, even if its event has no data.
    fn id(&mut self, value: &str) {
        let line = self.line_number;
        if value.contains('\0') {
            return self.report(Problem::IdWithNul { line });
        }
        self.event.id = Some(value.to_owned());
        self.last_event_id = self.event.id.clone();
    }

    /// Only ASCII digits count: `+5`, which a parser of numbers would take, is ignored by browsers.
    fn set_retry(&mut self, value: &str) {
        let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        match value.parse().ok().filter(|_| digits) {
            Some(milliseconds) => {
                self.event.retry = Some(milliseconds);
                self.retry = self.event.retry;
            }
            None => {
                let line = self.line_number;
                self.report(Problem::RetryNotDigits {
                    value: quote(value),
                    line,
                });
            }
        }
    }

    /// Reports a name once: broken framing repeats it on every line.
    fn unknown(&mut self, name: &str) {
        let name = quote(name);
        let seen = |problem: &Problem| matches!(problem, Problem::UnknownField { name: n, .. } if *n == name);
        if !self.problems.iter().any(seen) {
            let line = self.line_number;
            self.report(Problem::UnknownField { name, line });
        }
    }

    /// Notes a problem, unless there are enough of them.
    fn report(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// The beginning of a text of the server's.
fn quote(text: &str) -> String {
    text.chars().take(QUOTE).collect()
}
