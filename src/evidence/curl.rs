//! The reading of curl's own output: `-i`, `-sv`, both, or a lone `curl: (7) …`.

use super::cause::{self, Progress};
use super::error::EvidenceError;
use super::transcript::{fold_redirects, read_fields, read_head, status_of};
use super::{command, conclude};
use crate::protocol::http::{Headers, is_redirect, redirect_drops_post};
use crate::protocol::json::{self, Json};
use crate::protocol::url::Url;
use crate::trace::network_cause::{NetworkCause, ProvenCause};
use crate::trace::wire::{Bytes, Pasted, PastedExchange, Request};

/// Reads curl's output; `None` if there is nothing of curl in the text.
pub(super) fn read(text: &str) -> Option<Result<Pasted, EvidenceError>> {
    let mut reader = Reader::default();
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.trim_end_matches('\r'))
        .collect();
    let mut rest = lines.as_slice();
    let mut commands = 0;
    while let Some((line, after)) = rest.split_first() {
        let command = (commands < MOST_COMMANDS)
            .then(|| command::read(rest))
            .flatten();
        match command {
            Some((request, taken)) => {
                commands += 1;
                reader.begin(request);
                rest = rest.get(taken..).unwrap_or_default();
            }
            None => {
                reader.take(line);
                rest = after;
            }
        }
    }
    reader.finish()
}

/// No real paste has more; each may look ahead some lines, so their number is bounded.
const MOST_COMMANDS: usize = 64;

/// What has been read so far.
#[derive(Default)]
struct Reader {
    done: Vec<PastedExchange>,
    /// What the command line asked for, until an answer uses it.
    asked: Option<Request>,
    call: Call,
    /// curl's own lines since the last answer.
    output: Vec<String>,
    exit: Option<u32>,
    progress: Progress,
    /// Any line that only curl writes.
    is_curl: bool,
    tls: bool,
}

/// What curl says once TCP stands; 8.x says `Connected` or `Established` only after TLS.
const CONNECTED: [&str; 5] = [
    "* Connected to",
    "* Established connection",
    "TLS handshake",
    "* ALPN",
    "* schannel",
];

/// One request and its answer.
#[derive(Default)]
struct Call {
    line: Option<String>,
    request: Vec<String>,
    head: Vec<String>,
    body: Vec<String>,
    /// The body is more than blank lines.
    has_text: bool,
    place: Place,
}

#[derive(Clone, Copy, Default, Eq, PartialEq)]
enum Place {
    #[default]
    Before,
    /// In a head printed by `-i`.
    Head,
    /// In the second print of a head that `-v` has shown already.
    Again,
    Body,
}

impl Reader {
    /// A command line: what follows is its output.
    fn begin(&mut self, request: Request) {
        self.flush();
        self.asked = Some(request);
        self.output.clear();
        self.exit = None;
        self.progress = Progress::default();
        self.tls = false;
    }

    fn take(&mut self, line: &str) {
        let whole = line;
        let line = after_meter(whole);
        if line.is_empty() && !whole.is_empty() {
            self.is_curl = true;
        } else if line.starts_with("curl: (") {
            self.is_curl = true;
            let number = line.split(['(', ')']).nth(1);
            self.exit = number.and_then(|number| number.parse().ok()).or(self.exit);
            self.output.push(line.to_owned());
        } else if line.starts_with("* ") {
            self.note(line);
        } else if let Some(text) = line.strip_prefix("> ") {
            self.request_line(text);
        } else if let Some(text) = line.strip_prefix('<').filter(|_| is_head_line(line)) {
            self.is_curl = true;
            self.head_line(text.trim());
        } else if is_amount(line) || line == ">" {
        } else {
            self.plain_line(line);
        }
    }

    /// A line of `-v` about the connection.
    fn note(&mut self, line: &str) {
        self.is_curl = true;
        self.progress.connected |= CONNECTED.iter().any(|sign| line.contains(sign));
        self.progress.secured |= line.contains("SSL connection using");
        self.tls |= line.contains("TLS handshake") || line.contains("SSL connection using");
        self.output.push(line.to_owned());
    }

    fn request_line(&mut self, text: &str) {
        let begins = text
            .rsplit_once(' ')
            .is_some_and(|(_, end)| end.starts_with("HTTP/"));
        if begins {
            self.next_call();
            self.is_curl = true;
            self.call.line = Some(text.to_owned());
            self.progress.secured = true;
            self.progress.connected = true;
        } else if self.call.line.is_some() && self.call.head.is_empty() {
            self.call.request.push(text.to_owned());
        }
    }

    fn head_line(&mut self, text: &str) {
        let follows_answer = || status_of_call(&self.call).is_some_and(|status| status >= 200);
        if status_of(text).is_some() && follows_answer() {
            self.next_call();
        }
        self.call.head.push(text.to_owned());
        self.call.place = Place::Body;
    }

    /// A line of standard output.
    fn plain_line(&mut self, line: &str) {
        let call = &mut self.call;
        let bodiless = !call.has_text;
        match (call.place, status_of(line)) {
            (Place::Head | Place::Again, None) if line.trim().is_empty() => {
                call.place = Place::Body
            }
            (Place::Head, None) => call.head.push(line.trim().to_owned()),
            (Place::Again, None) => {}
            (Place::Body, Some(status))
                if bodiless && status_of_call(call) == Some(status) && call.line.is_some() =>
            {
                call.place = Place::Again;
            }
            (Place::Before | Place::Head | Place::Again, Some(_)) => self.open(line),
            (Place::Body, Some(_)) if bodiless => self.open(line),
            (Place::Body, _) => {
                let glued = line
                    .find("* Connection #")
                    .or(line.find("* Closing connection"));
                let text = glued.and_then(|end| line.get(..end)).unwrap_or(line);
                call.has_text |= !text.trim().is_empty();
                call.body.push(text.to_owned());
            }
            (Place::Before, None) => {}
        }
    }

    /// A status line of `-i`: an interim answer is dropped, a final one ends the exchange before.
    fn open(&mut self, line: &str) {
        let interim =
            status_of_call(&self.call).is_some_and(|status| status < 200) || is_tunnel(&self.call);
        match interim {
            true => self.call.head.clear(),
            false => self.next_call(),
        }
        self.call.head.push(line.trim().to_owned());
        self.call.place = Place::Head;
    }

    /// Ends the exchange before another one begins; what curl printed about it is of no more use.
    fn next_call(&mut self) {
        if self.flush() {
            self.output.clear();
        }
    }

    /// Takes the exchange in, if there is one.
    fn flush(&mut self) -> bool {
        let call = std::mem::take(&mut self.call);
        let request = self.request_of(&call);
        let Some(head) = read_head(&call.head, &request.url) else {
            return false;
        };
        let location = head
            .headers
            .get("location")
            .filter(|_| is_redirect(head.status));
        self.asked = location.map(|location| redirected(&request, head.status, location));
        let mut body = call.body.join("\n");
        match head.headers.content_type() {
            // A copy loses the blank line that ends the last event.
            Some(kind) if kind.is_event_stream() => body.push_str("\n\n"),
            Some(kind) if kind.is_json() => body.truncate(json_end(&body)),
            _ => {}
        }
        self.done.push(PastedExchange {
            request,
            head,
            body: Bytes(body.into_bytes()),
        });
        true
    }

    /// What was asked: the command line knows the body, `-v` what really went out.
    fn request_of(&self, call: &Call) -> Request {
        let asked = self.asked.clone().unwrap_or_else(|| Request {
            method: String::new(),
            url: String::new(),
            headers: Headers::new(),
            body: None,
        });
        let mut words = call.line.as_deref().unwrap_or_default().split(' ');
        let (Some(method), Some(path)) = (words.next(), words.next()) else {
            return asked;
        };
        let headers = read_fields(&call.request);
        let host = headers.get("host").unwrap_or_default();
        let scheme = match self.tls || host.ends_with(":443") {
            true => "https",
            false => "http",
        };
        let url = match asked.url.is_empty() {
            true => format!("{scheme}://{host}{path}"),
            false => asked.url,
        };
        Request {
            method: method.to_owned(),
            url,
            headers,
            body: asked.body,
        }
    }

    fn finish(mut self) -> Option<Result<Pasted, EvidenceError>> {
        self.flush();
        if !self.is_curl && self.done.is_empty() {
            return None;
        }
        self.done = fold_redirects(self.done);
        let found = self.failure().or_else(|| conclude::from(&self.done));
        if self.done.is_empty() && found.is_none() {
            return self.exit.map(|_| Err(EvidenceError::OwnSide));
        }
        let (cause, quote) = found.unzip();
        Some(Ok(Pasted {
            exchanges: self.done,
            cause: cause.map(ProvenCause::Network),
            quote,
        }))
    }

    /// Why there is no answer, or no whole one, and the line that says so.
    fn failure(&self) -> Option<(NetworkCause, String)> {
        if !self.done.is_empty() {
            let cut = |line: &&String| {
                line.contains("transfer closed with") || line.starts_with("curl: (18)")
            };
            let line = self.output.iter().find(cut)?;
            return Some((NetworkCause::BodyCut, quote(line)));
        }
        // The last telling line counts: an address that failed before another was tried is history.
        let lines = self.output.iter().rev();
        let (cause, line) = lines
            .clone()
            .find_map(|line| Some((cause::of_line(line)?, line)))
            .or_else(|| {
                lines
                    .clone()
                    .find_map(|line| Some((self.timeout(line)?, line)))
            })
            .or_else(|| Some((cause::of_exit(self.exit?)?, self.output.last()?)))?;
        Some((cause, quote(line)))
    }

    fn timeout(&self, line: &str) -> Option<NetworkCause> {
        let low = line.to_ascii_lowercase();
        if !low.contains("timed out") && !low.contains("timeout") {
            return None;
        }
        let verbose = self.output.iter().any(|line| line.starts_with("* "));
        Some(match verbose {
            true => cause::of_timeout(Progress {
                secured: self.progress.secured,
                ..self.progress
            }),
            false if low.contains("ssl") => NetworkCause::TlsTimedOut,
            false if low.contains("operation timed out") => NetworkCause::AnswerTimedOut,
            false => NetworkCause::TimedOut,
        })
    }
}

fn status_of_call(call: &Call) -> Option<u16> {
    call.head.iter().rev().find_map(|line| status_of(line))
}

/// A proxy's answer to CONNECT, before the real one.
fn is_tunnel(call: &Call) -> bool {
    let first = call.head.first().map(|line| line.to_ascii_lowercase());
    first.is_some_and(|line| line.contains("connection established"))
}

/// `< HTTP/1.1 200 OK`, `< name: value` or the empty `<`: no line of HTML.
fn is_head_line(line: &str) -> bool {
    line == "<" || line.starts_with("< ")
}

/// `{ [124 bytes data]`: curl tells how much it received or sent.
fn is_amount(line: &str) -> bool {
    line.starts_with(['{', '}']) && line.contains(" [") && line.trim_end().ends_with("bytes data]")
}

/// Without the progress meter that curl draws when it is not silent.
fn after_meter(line: &str) -> &str {
    let Some((_, rest)) = line.rsplit_once("--:--:--") else {
        return line;
    };
    rest.find("* ")
        .and_then(|start| rest.get(start..))
        .unwrap_or_default()
}

/// The request that `-L` sends next (Fetch standard, HTTP-redirect fetch; curl does the same).
fn redirected(request: &Request, status: u16, location: &str) -> Request {
    let target = Url::parse(&request.url).and_then(|url| url.join(location));
    let keeps = !redirect_drops_post(status) || request.method != "POST";
    Request {
        method: if keeps {
            request.method.clone()
        } else {
            "GET".to_owned()
        },
        url: target.map_or_else(|_| location.to_owned(), String::from),
        headers: request.headers.clone(),
        body: request.body.clone().filter(|_| keeps),
    }
}

/// Where a JSON body ends, if only a shell's prompt follows it.
fn json_end(body: &str) -> usize {
    let mut reader = json::Reader::default();
    reader.push(body);
    let Ok(Json { end, .. }) = reader.finish() else {
        return body.len();
    };
    let rest = body.get(end..).unwrap_or_default().trim_end();
    let prompt =
        rest.ends_with(['$', '%', '#', '>']) && rest.len() < 200 && rest.lines().count() < 3;
    if prompt { end } else { body.len() }
}

fn quote(line: &str) -> String {
    line.trim_start_matches("* ").trim().to_owned()
}
