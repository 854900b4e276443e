//! An exchange as a command for a POSIX shell. Secrets stand in it as variables.

use std::fmt::Write as _;

use crate::protocol::hidden::is_hidden;
use crate::protocol::sort::distinct;
use crate::redact::Redacted;
use crate::redact::secret::TAG;
use crate::report::{ExchangeReport, Report};
use crate::trace::purpose::Purpose;
use crate::trace::transcript::Origin;
use crate::trace::wire::{Id, Request, ResponseKind};

/// The command that sends what this exchange sent. Where the browser hid the answer, the preflight that it
/// sent before comes along.
pub fn curl(report: &Redacted<Report>, exchange: Id) -> String {
    let Some(exchange) = report.exchanges.iter().find(|other| other.id == exchange) else {
        return String::new();
    };
    let Some(request) = &exchange.request else {
        return head_command(&report.target.url);
    };
    let mut shell = Shell::default();
    let mut text = command(request, exchange, &report.page_origin, &mut shell);
    if is_answer_hidden(report, exchange) && exchange.origin == Origin::Live {
        text.push_str("\n\n# What the browser asks first (the preflight):\n");
        text.push_str(&preflight(request, &report.page_origin, &mut shell));
    }
    shell.explained(text)
}

/// For a probe that is no request: how far the connection comes.
fn head_command(url: &str) -> String {
    let mut shell = Shell::default();
    let url = shell.quote(url);
    shell.explained(format!("curl -sv -o /dev/null -m 10 {url}"))
}

fn command(
    request: &Request,
    exchange: &ExchangeReport,
    origin: &str,
    shell: &mut Shell,
) -> String {
    let streams = matches!(
        exchange.purpose,
        Some(Purpose::OpenSse | Purpose::GetStream | Purpose::Listen)
    );
    let options = if streams { "-sSiN" } else { "-sSi" };
    let mut text = format!("curl {options}");
    if request.method != "GET" {
        let _ = write!(text, " -X {}", shell.quote(&request.method));
    }
    let _ = write!(text, " {}", shell.quote(&request.url));
    for (name, value) in request.headers.iter() {
        let _ = write!(
            text,
            " \\\n  -H {}",
            shell.quote(&format!("{name}: {value}"))
        );
    }
    if exchange.origin == Origin::Live && !origin.is_empty() && !request.headers.contains("origin")
    {
        let _ = write!(
            text,
            " \\\n  -H {}",
            shell.quote(&format!("Origin: {origin}"))
        );
    }
    if let Some(body) = &request.body {
        let _ = write!(text, " \\\n  --data-raw {}", shell.quote(body));
    }
    text
}

fn preflight(request: &Request, origin: &str, shell: &mut Shell) -> String {
    let names: Vec<String> = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| {
            !matches!(
                name.as_str(),
                "accept" | "accept-language" | "content-language"
            )
        })
        .collect();
    let names = distinct(names);
    let mut text = format!("curl -sSi -X OPTIONS {}", shell.quote(&request.url));
    let _ = write!(
        text,
        " \\\n  -H {}",
        shell.quote(&format!("Origin: {origin}"))
    );
    let asked = format!("Access-Control-Request-Method: {}", request.method);
    let _ = write!(text, " \\\n  -H {}", shell.quote(&asked));
    if !names.is_empty() {
        let asked = format!("Access-Control-Request-Headers: {}", names.join(","));
        let _ = write!(text, " \\\n  -H {}", shell.quote(&asked));
    }
    text
}

/// The browser kept the answer, or a part of it, from the page.
fn is_answer_hidden(report: &Report, exchange: &ExchangeReport) -> bool {
    let opaque = report
        .transcript
        .events
        .iter()
        .any(|event| match &event.kind {
            crate::trace::transcript::EventKind::Head { id, head } => {
                *id == exchange.id
                    && head.kind != ResponseKind::Basic
                    && head.kind != ResponseKind::Cors
            }
            _ => false,
        });
    opaque || exchange.response.is_none()
}

/// Quotes for the shell, and remembers which variables it used.
#[derive(Default)]
struct Shell {
    variables: Vec<String>,
}

impl Shell {
    /// A word for the shell: in single quotes, with `"$VARIABLE"` where a secret stood.
    fn quote(&mut self, text: &str) -> String {
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_uppercase()) {
            return text.to_owned();
        }
        let parts = split(text);
        let tagged = parts.iter().any(|part| matches!(part, Part::Tag { .. }));
        let plain =
            |text: &str| !text.contains(['"', '\\', '$', '`', '!']) && !text.contains(is_hidden);
        let simple = parts.iter().all(|part| match part {
            Part::Text(text) => plain(text),
            Part::Tag { .. } => true,
        });
        let mut quoted = String::new();
        for part in parts {
            match part {
                Part::Text(text) if tagged && simple => quoted.push_str(text),
                Part::Text(text) => quote_into(&mut quoted, text),
                Part::Tag { kind, number } => {
                    let name = variable(kind, number);
                    let _ = match tagged && simple {
                        true => write!(quoted, "${{{name}}}"),
                        false => write!(quoted, "\"${name}\""),
                    };
                    if !self.variables.contains(&name) {
                        self.variables.push(name);
                    }
                }
            }
        }
        match (tagged && simple, quoted.is_empty()) {
            (true, _) => format!("\"{quoted}\""),
            (false, true) => "''".into(),
            (false, false) => quoted,
        }
    }

    /// The commands, with a line before them for each variable to set.
    fn explained(&self, text: String) -> String {
        let lines = self.variables.iter().map(|name| format!("{name}='…'\n"));
        let lines: String = lines.collect();
        match lines.is_empty() {
            true => text,
            false => format!("# Put your own values in:\n{lines}{text}"),
        }
    }
}

/// In single quotes. What a terminal would obey or not show, such as an escape or a change of direction, is made by the
/// shell itself, from its bytes.
fn quote_into(quoted: &mut String, text: &str) {
    quoted.push('\'');
    for letter in text.chars() {
        match letter {
            '\'' => quoted.push_str(r"'\''"),
            letter if is_hidden(letter) => {
                quoted.push_str("'\"$(printf '");
                for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(quoted, "\\{byte:03o}");
                }
                quoted.push_str("')\"'");
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('\'');
}

enum Part<'a> {
    Text(&'a str),
    Tag { kind: &'a str, number: &'a str },
}

/// A text cut at the redactor's tags: `redacted:<kind>:<length>`, with `#<n>` or `%23<n>` behind it.
fn split(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(TAG) {
        let (before, tag) = rest.split_at(start);
        let inner = tag.get(TAG.len()..).unwrap_or_default();
        let kind = leading(inner, |b| b.is_ascii_lowercase());
        let length = inner
            .get(kind.len()..)
            .and_then(|rest| rest.strip_prefix(':'))
            .unwrap_or_default();
        let length = leading(length, |b| b.is_ascii_digit());
        if kind.is_empty() || length.is_empty() {
            let end = start + TAG.len();
            parts.push(Part::Text(rest.get(..end).unwrap_or_default()));
            rest = rest.get(end..).unwrap_or_default();
            continue;
        }
        let end = TAG.len() + kind.len() + 1 + length.len();
        let after = tag.get(end..).unwrap_or_default();
        let numbered = ["#", "%23"].iter().find_map(|mark| {
            let number = leading(after.strip_prefix(mark)?, |b| b.is_ascii_digit());
            (!number.is_empty()).then_some((mark.len() + number.len(), number))
        });
        let (extra, number) = numbered.unwrap_or((0, ""));
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        parts.push(Part::Tag { kind, number });
        rest = tag.get(end + extra..).unwrap_or_default();
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

fn leading(text: &str, keep: impl Fn(u8) -> bool) -> &str {
    let length = text.bytes().take_while(|b| keep(*b)).count();
    text.get(..length).unwrap_or_default()
}

/// `MCP_TOKEN`, `MCP_SESSION_ID`, `MCP_HEADER_2` …
fn variable(kind: &str, number: &str) -> String {
    let name = match kind {
        "session" => "SESSION_ID".to_owned(),
        kind => kind.to_ascii_uppercase(),
    };
    match number {
        "" => format!("MCP_{name}"),
        number => format!("MCP_{name}_{number}"),
    }
}
