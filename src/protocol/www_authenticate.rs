//! `WWW-Authenticate` (RFC 9110, 11.6.1): challenges, several in one field if a server likes.
//!
//! Many servers put this field together by hand, so the parser takes more than the grammar allows and names what was
//! wrong. Of a URL without quotes, for example, a client that splits at commas gets the value, and one that keeps to
//! RFC 9110 does not.

use std::collections::HashSet;

use super::http::is_token_byte;

/// One challenge (RFC 9110, 11.3).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Challenge {
    /// As it was sent; compare without regard to case.
    pub scheme: String,
    /// In their order; names as sent.
    pub params: Vec<(String, String)>,
    /// What stands in place of parameters, as for `Basic` (RFC 9110, 11.2).
    pub token68: Option<String>,
}

impl Challenge {
    /// The first parameter of this name, without regard to case (RFC 9110, 11.2).
    pub fn param(&self, name: &str) -> Option<&str> {
        let same = |pair: &&(String, String)| pair.0.eq_ignore_ascii_case(name);
        self.params
            .iter()
            .find(same)
            .map(|(_, value)| value.as_str())
    }

    /// Whether it is of this scheme, without regard to case (RFC 9110, 11.1).
    pub fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }
}

/// Where a field leaves the grammar. It was read all the same, as people who write such a field expect it to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// Nothing in it.
    Empty,
    /// A value with characters that need quotes, such as a URL.
    ValueNotQuoted {
        /// The parameter.
        name: String,
    },
    /// A quoted value without its second quote.
    QuoteNotClosed {
        /// The parameter.
        name: String,
    },
    /// `name=` with nothing behind it.
    ValueMissing {
        /// The parameter.
        name: String,
    },
    /// The same parameter twice in one challenge (RFC 9110, 11.2: once only).
    DuplicateParam {
        /// The parameter, as it was sent the second time.
        name: String,
    },
    /// Parameters that no comma separates.
    CommaMissing {
        /// The parameter that the comma belongs before.
        before: String,
    },
    /// Parameters before any scheme.
    SchemeMissing,
    /// Characters that mean nothing here; they were skipped.
    Stray {
        /// At most 64 characters of them.
        text: String,
    },
}

/// Reads the value of one field, or of several joined by commas as browsers do.
pub fn parse(value: &str) -> (Vec<Challenge>, Vec<Problem>) {
    let mut parser = Parser {
        rest: value,
        ..Parser::default()
    };
    // Each step takes at least one character, so this ends.
    while parser.step() {}
    if parser.challenges.is_empty() && parser.problems.is_empty() {
        parser.problems.push(Problem::Empty);
    }
    (parser.challenges, parser.problems)
}

/// Reads from left to right. A comma separates challenges as well as parameters, so what a name belongs to is known
/// only by what follows it: `=` makes it a parameter, anything else a scheme.
#[derive(Default)]
struct Parser<'a> {
    rest: &'a str,
    challenges: Vec<Challenge>,
    problems: Vec<Problem>,
    /// A parameter was read and no comma since.
    needs_comma: bool,
    /// The parameters of the challenge that is open, in lower case.
    names: HashSet<String>,
}

impl<'a> Parser<'a> {
    /// Reads one element; `false` at the end.
    fn step(&mut self) -> bool {
        self.skip_space();
        // RFC 9110, 5.6.1.2: a recipient must accept empty elements, as in `Bearer a=b,,c=d`.
        if let Some(rest) = self.rest.strip_prefix(',') {
            self.rest = rest;
            self.needs_comma = false;
            return true;
        }
        if self.rest.is_empty() {
            return false;
        }
        let name = self.take(is_token_byte);
        if name.is_empty() {
            self.stray();
            return true;
        }
        let spaced = self.rest.starts_with([' ', '\t']);
        let after = self.rest.trim_start_matches([' ', '\t']);
        match after.strip_prefix('=') {
            // RFC 9110, 11.2 allows (bad) white space around the equals sign.
            Some(value) => self.param(name, value),
            None => self.scheme(name, spaced),
        }
        true
    }

    /// Begins a challenge. What follows its name may be a `token68`; parameters are read by the next steps.
    fn scheme(&mut self, name: &str, spaced: bool) {
        self.needs_comma = false;
        self.names.clear();
        let mut challenge = Challenge {
            scheme: name.to_owned(),
            ..Challenge::default()
        };
        if spaced {
            self.skip_space();
            challenge.token68 = self.token68();
        }
        self.challenges.push(challenge);
    }

    /// `token68` (RFC 9110, 11.2), which must be followed by a comma or the end.
    fn token68(&mut self) -> Option<String> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
        let end = self
            .rest
            .bytes()
            .position(|byte| !allowed(byte))
            .unwrap_or(self.rest.len());
        let (body, after) = self.rest.split_at(end);
        // Padding ends it, as in base64.
        let after = after.trim_start_matches('=');
        let next = after.trim_start_matches([' ', '\t']);
        if body.is_empty() || !(next.is_empty() || next.starts_with(',')) {
            return None;
        }
        // `realm=` alone could be either; an empty parameter is the likelier slip.
        let (token, rest) = self.rest.split_at(self.rest.len() - after.len());
        if token.ends_with('=')
            && body
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        {
            return None;
        }
        self.rest = rest;
        Some(token.to_owned())
    }

    /// Reads a value and puts it with the challenge that is open.
    fn param(&mut self, name: &str, value: &'a str) {
        // `Bearer realm="x" error="y"`: read as two parameters, since no value can contain them otherwise.
        if std::mem::replace(&mut self.needs_comma, true) {
            self.problems.push(Problem::CommaMissing {
                before: name.to_owned(),
            });
        }
        self.rest = value;
        self.skip_space();
        let value = match self.rest.strip_prefix('"') {
            Some(rest) => self.quoted(name, rest),
            None => self.unquoted(name),
        };
        let name = name.to_owned();
        // Both are kept: the first one counts, as `Challenge::param` has it.
        if !self.names.insert(name.to_ascii_lowercase()) {
            self.problems
                .push(Problem::DuplicateParam { name: name.clone() });
        }
        match self.challenges.last_mut() {
            Some(challenge) => challenge.params.push((name, value)),
            // `resource_metadata="…"` alone, without `Bearer`. The scheme stays empty.
            None => {
                self.problems.push(Problem::SchemeMissing);
                self.challenges.push(Challenge {
                    params: vec![(name, value)],
                    ..Challenge::default()
                });
            }
        }
    }

    /// `quoted-string` (RFC 9110, 5.6.4).
    fn quoted(&mut self, name: &str, text: &'a str) -> String {
        let mut value = String::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => {
                    self.rest = chars.as_str();
                    return value;
                }
                // RFC 9110, 5.6.4 `quoted-pair`: the character behind the backslash stands for itself.
                '\\' => value.extend(chars.next()),
                _ => value.push(c),
            }
        }
        // What follows is part of the value; where it should have ended cannot be known.
        self.problems.push(Problem::QuoteNotClosed {
            name: name.to_owned(),
        });
        self.rest = "";
        value
    }

    /// A value up to white space or a comma. A URL is no token: `:` and `/` need quotes (RFC 9110, 5.6.2).
    fn unquoted(&mut self, name: &str) -> String {
        let end = self.rest.find([' ', '\t', ',']).unwrap_or(self.rest.len());
        let (value, rest) = self.rest.split_at(end);
        self.rest = rest;
        if value.is_empty() {
            self.problems.push(Problem::ValueMissing {
                name: name.to_owned(),
            });
        } else if !value.bytes().all(is_token_byte) {
            self.problems.push(Problem::ValueNotQuoted {
                name: name.to_owned(),
            });
        }
        value.to_owned()
    }

    /// Skips to the next white space or comma.
    fn stray(&mut self) {
        let end = self.rest.find([' ', '\t', ',']).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.problems.push(Problem::Stray {
            text: text.chars().take(64).collect(),
        });
    }

    /// Takes as many bytes as are allowed. Token characters are ASCII, so the cut is never within a character.
    fn take(&mut self, allowed: fn(u8) -> bool) -> &'a str {
        let end = self.rest.bytes().position(|byte| !allowed(byte));
        let (taken, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// Skips spaces and tabs (RFC 9110, 5.6.3 `OWS`).
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }
}
