//! The members of a document, read one by one. What has the wrong type counts as absent and is named.

use serde_json::{Map, Value};

use crate::protocol::json;

/// A member that is there and is not what it should be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The name of the member.
    pub field: &'static str,
    /// `a string`, `a list of strings` …
    pub wanted: &'static str,
}

/// An object in the reading.
pub struct Fields<'a> {
    object: &'a Map<String, Value>,
    problems: Vec<Problem>,
}

impl<'a> Fields<'a> {
    /// Begins to read an object.
    pub fn new(object: &'a Map<String, Value>) -> Fields<'a> {
        Fields {
            object,
            problems: Vec::new(),
        }
    }

    /// What was wrong with the members that were asked for.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// A string.
    pub fn text(&mut self, field: &'static str) -> Option<String> {
        match self.object.get(field)? {
            Value::String(text) => Some(text.clone()),
            _ => self.wrong(field, "a string"),
        }
    }

    /// A list of strings. Items that are no strings are left out, and named together.
    pub fn texts(&mut self, field: &'static str) -> Option<Vec<String>> {
        const WANTED: &str = "a list of strings";
        let Value::Array(items) = self.object.get(field)? else {
            return self.wrong(field, WANTED);
        };
        let texts: Vec<String> = items.iter().filter_map(text_of).collect();
        if texts.len() < items.len() {
            self.wrong::<()>(field, WANTED);
        }
        Some(texts)
    }

    /// `true` or `false`. The texts `"true"` and `"false"` are neither: clients that read a Boolean fail on them.
    pub fn flag(&mut self, field: &'static str) -> Option<bool> {
        match self.object.get(field)? {
            Value::Bool(flag) => Some(*flag),
            _ => self.wrong(field, "true or false"),
        }
    }

    /// A whole number; many servers write it as a text, which is read and named (RFC 6749, 5.1 has `expires_in` a number).
    pub fn seconds(&mut self, field: &'static str) -> Option<i64> {
        match self.object.get(field)? {
            Value::Number(number) => json::integer(number),
            Value::String(text) => {
                self.wrong::<()>(field, "a number");
                text.trim().parse().ok()
            }
            _ => self.wrong(field, "a number"),
        }
    }

    /// Names a member of the wrong type, which counts as absent.
    fn wrong<T>(&mut self, field: &'static str, wanted: &'static str) -> Option<T> {
        // Many servers write null for what they do not have.
        if self.object.get(field) != Some(&Value::Null) {
            self.problems.push(Problem { field, wanted });
        }
        None
    }
}

/// The text of a string.
fn text_of(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
