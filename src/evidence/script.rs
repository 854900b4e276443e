//! The script to copy. Its two texts, `script.sh` and `script.ps1`, stand beside this file with
//! `@NAMES@` where the run's own values go.

use serde_json::Value;

use crate::protocol::http::is_token_byte;
use crate::protocol::json;
use crate::protocol::sort::distinct;
use crate::protocol::url::Url;
use crate::trace::vantage::TransportChoice;

/// The templates of the scripts, from the file that the page loads when somebody wants one: few runs need them.
#[derive(Debug)]
pub struct Scripts(Value);

impl Scripts {
    /// Reads that file. Nothing, where it is something else.
    pub fn parse(json: &str) -> Option<Scripts> {
        let file = json::parse(json).ok()?;
        let has = |shell: Shell| file[shell.id()].is_string();
        (has(Shell::Sh) && has(Shell::PowerShell)).then_some(Scripts(file))
    }

    /// One self-contained script, to be pasted into a terminal as it is.
    pub fn script(&self, shell: Shell, options: &ScriptOptions) -> String {
        let template = self.0[shell.id()].as_str();
        script(shell, template.unwrap_or_default(), options)
    }
}

/// The shell that the script is for.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Shell {
    /// Any POSIX shell, with curl.
    #[default]
    Sh,
    /// Windows PowerShell 5.1 or newer, with the curl.exe that comes with Windows.
    PowerShell,
}

impl Shell {
    /// What the page and its files call it.
    pub fn id(self) -> &'static str {
        match self {
            Shell::Sh => "sh",
            Shell::PowerShell => "powershell",
        }
    }
}

/// The run that the script continues.
#[derive(Clone, Debug)]
pub struct ScriptOptions {
    /// The address of the server.
    pub url: String,
    /// The transport that the run used.
    pub transport: TransportChoice,
    /// Names of the headers that the user added. Their values stay out of the script.
    pub header_names: Vec<String>,
    /// A bearer token is sent, from `$MCP_TOKEN`.
    pub bearer: bool,
    /// What a browser would send as `Origin`; empty leaves out the questions about CORS.
    pub page_origin: String,
}

/// The variable that holds the bearer token.
const TOKEN: &str = "MCP_TOKEN";

/// `template` is the text of `script.sh` or `script.ps1`.
fn script(shell: Shell, template: &str, options: &ScriptOptions) -> String {
    let filled = fill(template, |name| value(shell, options, name));
    match shell {
        // The shell reads all lines before it runs the first, whichever shell the user types into, and
        // no comment or `!` reaches an interactive one.
        Shell::Sh => format!("sh <<'FAULTFINDER'\n{filled}FAULTFINDER\n"),
        Shell::PowerShell => filled,
    }
}

/// The shell variable for each of these headers' values, in the same order. No two are equal.
pub fn variables<S: AsRef<str>>(header_names: &[S]) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for name in header_names {
        let plain: String = name
            .as_ref()
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_uppercase()
                } else {
                    '_'
                }
            })
            .collect();
        let first = format!("MCP_HEADER_{plain}");
        let mut variable = first.clone();
        let mut number = 2;
        while taken.contains(&variable) {
            variable = format!("{first}_{number}");
            number += 1;
        }
        taken.push(variable);
    }
    taken
}

/// Replaces each `@NAME@` once. A value that holds such a name itself is left alone.
fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(template.len() + 512);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('@') {
        filled.push_str(before);
        rest = match after.split_once('@').map(|(name, end)| (value(name), end)) {
            Some((Some(text), end)) => {
                filled.push_str(&text);
                end
            }
            _ => {
                filled.push('@');
                after
            }
        };
    }
    filled.push_str(rest);
    filled
}

fn value(shell: Shell, options: &ScriptOptions, name: &str) -> Option<String> {
    let url = address(&options.url);
    let parsed = Url::parse(&url).ok();
    let origin = parsed.as_ref().map(Url::origin);
    let text = match name {
        "URL" => quote(shell, &url),
        "ORIGIN" => quote(shell, &origin.unwrap_or_default()),
        "RESOURCE_METADATA" => quote(
            shell,
            &parsed.as_ref().map(resource_metadata).unwrap_or_default(),
        ),
        "PAGE" => quote(shell, &one_line(&options.page_origin)),
        "ASKS_FOR" => quote(shell, &asks_for(options)),
        "TRANSPORT" => quote(shell, options.transport.id()),
        "SECRETS" => secrets(shell, options),
        "VERSION" => env!("CARGO_PKG_VERSION").to_owned(),
        _ => return None,
    };
    Some(text)
}

/// As the page sends it: without a fragment, and in ASCII.
fn address(url: &str) -> String {
    match Url::parse(url.trim()) {
        Ok(url) => one_line(url.without_fragment().as_str()),
        Err(_) => one_line(url.trim()),
    }
}

/// RFC 9728, 3.1: the well-known part stands between host and path, and a query stays.
fn resource_metadata(url: &Url) -> String {
    let origin = url.origin();
    let path = url.path().trim_end_matches('/');
    let query = url.query().map(|query| format!("?{query}"));
    let query = query.unwrap_or_default();
    format!("{origin}/.well-known/oauth-protected-resource{path}{query}")
}

/// The headers that a browser's preflight names: lower case, sorted (Fetch standard, CORS-preflight fetch).
fn asks_for(options: &ScriptOptions) -> String {
    let mut names: Vec<String> = ["content-type", "mcp-method", "mcp-protocol-version"]
        .map(str::to_owned)
        .into();
    names.extend(options.bearer.then(|| "authorization".to_owned()));
    names.extend(sendable(options).map(|(name, _)| name.to_ascii_lowercase()));
    distinct(names).join(",")
}

/// The headers whose names HTTP can carry, with their variables.
fn sendable(options: &ScriptOptions) -> impl Iterator<Item = (&String, String)> {
    let names = &options.header_names;
    let pairs = names.iter().zip(variables(names));
    pairs.filter(|(name, _)| !name.is_empty() && name.bytes().all(is_token_byte))
}

fn secrets(shell: Shell, options: &ScriptOptions) -> String {
    let token = options
        .bearer
        .then(|| ("authorization: Bearer ".to_owned(), TOKEN.to_owned()));
    let headers = sendable(options).map(|(name, variable)| (format!("{name}: "), variable));
    let secrets: Vec<_> = token.into_iter().chain(headers).collect();
    let lines: Vec<String> = secrets
        .iter()
        .map(|(start, variable)| {
            let start = quote(shell, start);
            match shell {
                Shell::Sh => format!("  # Set before: export {variable}=...\n  secret {start} {variable} \"${{{variable}-}}\""),
                Shell::PowerShell => format!("    # Set before: $env:{variable} = '...'\n    Secret {start} '{variable}'"),
            }
        })
        .collect();
    match (lines.is_empty(), shell) {
        (true, Shell::Sh) => "  : # This run uses none.".to_owned(),
        (true, Shell::PowerShell) => "    # This run uses none.".to_owned(),
        (false, _) => lines.join("\n"),
    }
}

/// Percent-encodes what has no place on a line of a script: control characters, blanks, `"` (Windows
/// PowerShell 5.1 loses it on the way to a program) and all beyond ASCII (PowerShell takes some of it for quotes).
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'!' | b'#'..=b'~' => line.push(char::from(byte)),
            _ => line.push_str(&format!("%{byte:02X}")),
        }
    }
    line
}

fn quote(shell: Shell, text: &str) -> String {
    match shell {
        Shell::Sh => format!("'{}'", text.replace('\'', r"'\''")),
        Shell::PowerShell => format!("'{}'", text.replace('\'', "''")),
    }
}
