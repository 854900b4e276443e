//! The curl command line above an output: what was asked. Only its words are read; nothing is run.

use crate::protocol::http::Headers;
use crate::trace::wire::Request;

/// A curl command at the start of these lines (after a prompt), and how many lines it takes.
pub(super) fn read(lines: &[&str]) -> Option<(Request, usize)> {
    let first = command_start(lines.first()?)?;
    let more = lines.get(1..).unwrap_or_default();
    let more = more.get(..MOST_LINES).unwrap_or(more);
    // A quote that never closes was an apostrophe: then the command is its first line.
    let (words, taken) =
        split(first, more).or_else(|| split(first, &[]).or(Some((plain(first), 1))))?;
    let request = request(words)?;
    Some((request, taken))
}

/// What follows the word `curl`, if the line has it where a command stands.
fn command_start(line: &str) -> Option<&str> {
    let marked =
        line.starts_with(['*', '<', '|']) || line.starts_with("> ") && !line.contains("curl");
    if marked {
        return None;
    }
    let place = ["curl ", "curl.exe "].iter().find_map(|name| {
        let at = line.find(name)?;
        let before = line.get(..at)?;
        let stands =
            before.is_empty() || before.ends_with([' ', '\t', '/', '$', '%', '#', '>', '`']);
        stands.then_some(at + name.len())
    })?;
    // A sentence about curl has no address and no option.
    let rest = line.get(place..)?;
    let plausible = rest.contains("://") || rest.starts_with('-') || rest.contains(" -");
    plausible.then_some(rest)
}

/// As many lines as one command may have.
const MOST_LINES: usize = 200;

fn plain(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// Splits as a POSIX shell does: quotes, backslashes, continued lines. Stops at a pipe, a redirection or the
/// end of the line; `None` if a quote stays open.
fn split(first: &str, more: &[&str]) -> Option<(Vec<String>, usize)> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut taken = 1;
    let mut more = more.iter();
    let mut characters = first.trim_end().chars().peekable();
    loop {
        let Some(c) = characters.next() else {
            // An open quote goes on in the next line.
            let (Some(_), Some(line)) = (quote, more.next()) else {
                break;
            };
            word.get_or_insert_default().push('\n');
            characters = line.chars().peekable();
            taken += 1;
            continue;
        };
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some('\''), _) => word.get_or_insert_default().push(c),
            (_, '\\' | '^' | '`') if quote.is_none() && characters.peek().is_none() => {
                // The next line continues the command; a shell shows `>` before it.
                let Some(line) = more.next() else { break };
                let line = line.trim_start();
                characters = line
                    .strip_prefix("> ")
                    .unwrap_or(line)
                    .trim_end()
                    .chars()
                    .peekable();
                taken += 1;
            }
            (Some(_), '\\') => {
                let escaped = characters.next_if(|next| matches!(next, '"' | '\\' | '$' | '`'));
                word.get_or_insert_default().push(escaped.unwrap_or('\\'));
            }
            (Some(_), _) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().extend(characters.next()),
            (None, '|' | ';' | '>' | '<' | '&') => break,
            (None, ' ' | '\t') => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some((words, taken))
}

/// Options of one letter that take a value (`man curl`, 7.88 to 8.x).
const VALUED: &str = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";
/// Long options with a value that might be taken for an address.
const VALUED_LONG: [&str; 22] = [
    "--cacert",
    "--cert",
    "--config",
    "--connect-timeout",
    "--connect-to",
    "--cookie",
    "--cookie-jar",
    "--dump-header",
    "--form",
    "--key",
    "--max-time",
    "--output",
    "--proxy",
    "--referer",
    "--resolve",
    "--retry",
    "--stderr",
    "--trace",
    "--user",
    "--user-agent",
    "--write-out",
    "--max-filesize",
];

/// What the words ask for.
#[derive(Default)]
struct Asked {
    method: Option<String>,
    url: Option<String>,
    headers: Vec<(String, String)>,
    data: Vec<String>,
    json: bool,
    head: bool,
    get: bool,
}

fn request(words: Vec<String>) -> Option<Request> {
    let mut asked = Asked::default();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (long, None),
            };
            let name = format!("--{name}");
            asked.long(&name, value, &mut words);
        } else if let Some(letters) = word.strip_prefix('-') {
            asked.short(letters, &mut words);
        } else if asked.url.is_none() {
            asked.url = Some(word);
        }
    }
    asked.finish()
}

impl Asked {
    fn long(
        &mut self,
        name: &str,
        value: Option<String>,
        words: &mut impl Iterator<Item = String>,
    ) {
        let mut value = || value.clone().or_else(|| words.next()).unwrap_or_default();
        match name {
            "--request" => self.method = Some(value()),
            "--header" => self.header(&value()),
            "--url" => self.url = Some(value()),
            "--data" | "--data-raw" | "--data-binary" | "--data-ascii" => self.data.push(value()),
            "--json" => {
                self.json = true;
                self.data.push(value());
            }
            "--head" => self.head = true,
            "--get" => self.get = true,
            _ if VALUED_LONG.contains(&name) => {
                value();
            }
            _ => {}
        }
    }

    /// A cluster such as `siX` or `XPOST`.
    fn short(&mut self, letters: &str, words: &mut impl Iterator<Item = String>) {
        let mut rest = letters.chars();
        while let Some(letter) = rest.next() {
            match letter {
                'I' => self.head = true,
                'G' => self.get = true,
                _ if VALUED.contains(letter) => {
                    let glued = rest.as_str();
                    let value = match glued.is_empty() {
                        true => words.next().unwrap_or_default(),
                        false => glued.to_owned(),
                    };
                    match letter {
                        'X' => self.method = Some(value),
                        'H' => self.header(&value),
                        'd' => self.data.push(value),
                        _ => {}
                    }
                    return;
                }
                _ => {}
            }
        }
    }

    fn header(&mut self, text: &str) {
        if let Some((name, value)) = text.split_once(':') {
            self.headers
                .push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }

    fn finish(self) -> Option<Request> {
        let url = self.url?;
        let url = match url.contains("://") {
            true => url,
            // curl's own guess.
            false => format!("http://{url}"),
        };
        let posts = !self.data.is_empty() && !self.get;
        let usual = match (self.head, posts) {
            (true, _) => "HEAD",
            (false, true) => "POST",
            (false, false) => "GET",
        };
        let mut headers: Headers = self.headers.into_iter().collect();
        if self.json {
            for name in ["Content-Type", "Accept"] {
                if !headers.contains(name) {
                    headers.set(name, "application/json");
                }
            }
        }
        Some(Request {
            method: self.method.unwrap_or_else(|| usual.to_owned()),
            url,
            headers,
            body: posts.then(|| self.data.join("&")),
        })
    }
}
