//! JSON Schema, as far as it can be wrong: the keywords' own types (JSON Schema 2020-12
//! "Validation", and draft-07, which most SDKs generate). No instance is validated, nothing is
//! fetched.
//!
//! Used for `inputSchema` and `outputSchema`, which have codes of their own. Keywords that are
//! not known are left alone: dialects may add some.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::checks::quote;
use crate::protocol::json;

/// What the root may be.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Root {
    /// An object schema, as every `inputSchema` and, before 2026-07-28, every `outputSchema`.
    Object,
    /// Any schema, as an `outputSchema` since then.
    Any,
}

/// A schema with more parts than this is not read to its end.
const MOST_PARTS: usize = 20_000;

/// So many problems of one schema are named.
const MOST_PROBLEMS: usize = 3;

/// What is wrong with a schema, as parts of a sentence.
pub fn problems(schema: &Value, root: Root) -> Vec<String> {
    // `true` and `false` are schemas of JSON Schema; as the whole of a tool's they say nothing,
    // and MCP wants an object.
    let Value::Object(members) = schema else {
        return vec![format!("it is {}, not an object", kind(schema))];
    };
    let mut reader = Reader {
        root: schema,
        draft_04: is_draft_04(members),
        parts: 0,
        problems: Vec::new(),
    };
    if root == Root::Object {
        match members.get("type") {
            // A list of types with `object` among them is right for JSON Schema and wrong here:
            // clients look for the one word.
            Some(Value::String(word)) if word == "object" => {}
            Some(other) => reader.report(
                &ROOT,
                format!("`type` is `{other}` at its root, not `\"object\"`"),
            ),
            None => reader.report(&ROOT, "`type` is missing at its root".into()),
        }
    }
    reader.object(members, &ROOT);
    reader.problems
}

/// External references: where each stands and where it leads.
pub fn external_refs(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut known = HashSet::new();
    let mut parts = vec![schema];
    let mut seen = 0;
    while let Some(part) = parts.pop() {
        seen += 1;
        // What comes later is not read: a schema of this size is for no model.
        if seen > MOST_PARTS {
            break;
        }
        match part {
            Value::Object(members) => {
                if let Some(Value::String(to)) = members.get("$ref")
                    // A reference to another file beside the schema has no scheme; it leads
                    // nowhere as well, and nobody publishes such a list.
                    && to.contains("://")
                    && known.insert(to)
                {
                    found.push(to.clone());
                }
                parts.extend(members.values());
            }
            Value::Array(items) => parts.extend(items),
            _ => {}
        }
    }
    found
}

/// A place in a schema. Spelt only when something is wrong there: most schemas are sound, and there may be ten
/// thousand of them.
#[derive(Clone, Copy)]
struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    name: &'p str,
}

/// Where every schema begins.
const ROOT: Place<'static> = Place {
    parent: None,
    name: "",
};

impl<'p> Place<'p> {
    /// The place of a member of what stands here.
    fn inner(&'p self, name: &'p str) -> Place<'p> {
        Place {
            parent: Some(self),
            name,
        }
    }

    /// `/properties/limit`
    fn spell(&self) -> String {
        match self.parent {
            Some(parent) => format!("{}/{}", parent.spell(), quote::cut(self.name, 40)),
            None => String::new(),
        }
    }
}

/// One walk over a schema. It ends early at a schema that is too large, and where enough is wrong.
struct Reader<'a> {
    root: &'a Value,
    draft_04: bool,
    parts: usize,
    problems: Vec<String>,
}

impl<'a> Reader<'a> {
    /// Notes a problem and where it is; at the root the sentence says so itself.
    fn report(&mut self, place: &Place, problem: String) {
        if self.problems.len() < MOST_PROBLEMS {
            let at = place.parent.map(|_| format!(" at `{}`", place.spell()));
            self.problems.push(problem + &at.unwrap_or_default());
        }
    }

    /// A schema anywhere inside: an object or a Boolean.
    fn schema(&mut self, schema: &'a Value, place: &Place) {
        self.parts += 1;
        if self.parts > MOST_PARTS || self.problems.len() >= MOST_PROBLEMS {
            return;
        }
        match schema {
            Value::Object(members) => self.object(members, place),
            Value::Bool(_) => {}
            other => self.report(place, format!("a schema is {}", kind(other))),
        }
    }

    /// Each keyword by the type of its value. What is no keyword of JSON Schema falls through to
    /// `plain`, which leaves it alone.
    fn object(&mut self, members: &'a Map<String, Value>, place: &Place) {
        for (keyword, value) in members {
            let inner = place.inner(keyword);
            match keyword.as_str() {
                "type" => self.types(value, place),
                // `definitions` is what `$defs` was called up to draft-07.
                "properties" | "patternProperties" | "$defs" | "definitions"
                | "dependentSchemas" => {
                    self.map(value, keyword, &inner);
                }
                "allOf" | "anyOf" | "oneOf" | "prefixItems" => self.several(value, keyword, &inner),
                // Up to draft-07 a list of schemas, one for each place, which is `prefixItems`
                // now.
                "items" if value.is_array() => self.several(value, keyword, &inner),
                "items"
                | "additionalProperties"
                | "additionalItems"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties" => {
                    self.schema(value, &inner);
                }
                "$ref" => self.reference(value, place),
                _ => self.plain(keyword, value, place),
            }
        }
    }

    /// One type or a list of types, by their names.
    fn types(&mut self, value: &Value, place: &Place) {
        /// JSON Schema 2020-12 "Validation", 6.1.1.
        const TYPES: [&str; 7] = [
            "null", "boolean", "object", "array", "number", "string", "integer",
        ];
        let known = |word: &Value| word.as_str().is_some_and(|word| TYPES.contains(&word));
        let sound = match value {
            Value::Array(words) => !words.is_empty() && words.iter().all(known),
            word => known(word),
        };
        if !sound {
            let value = quote::inline(&value.to_string());
            self.report(
                place,
                format!("`type` is `{value}`, which is no type of JSON Schema"),
            );
        }
    }

    /// Schemas by name.
    fn map(&mut self, value: &'a Value, keyword: &str, place: &Place) {
        match value {
            Value::Object(schemas) => {
                for (name, schema) in schemas {
                    self.schema(schema, &place.inner(name));
                }
            }
            other => self.report(
                place,
                format!("`{keyword}` is {}, not an object", kind(other)),
            ),
        }
    }

    /// Schemas in a list. An empty list is allowed by some drafts and harmless.
    fn several(&mut self, value: &'a Value, keyword: &str, place: &Place) {
        match value {
            Value::Array(schemas) => {
                for schema in schemas {
                    self.schema(schema, place);
                }
            }
            other => self.report(
                place,
                format!("`{keyword}` is {}, not an array", kind(other)),
            ),
        }
    }

    /// A reference within the schema has to lead somewhere.
    fn reference(&mut self, value: &Value, place: &Place) {
        let Some(to) = value.as_str() else {
            return self.report(place, format!("`$ref` is {}", kind(value)));
        };
        // Escaped pointers and anchors are left alone.
        // Only a plain JSON Pointer can be followed here without more of a library.
        let Some(pointer) = to
            .strip_prefix('#')
            .filter(|pointer| pointer.starts_with('/') && !pointer.contains('%'))
        else {
            return;
        };
        if self.root.pointer(pointer).is_none() {
            self.report(
                place,
                format!(
                    "`$ref` leads to `{}`, which is not there",
                    quote::inline(to)
                ),
            );
        }
    }

    /// Keywords whose value is no schema.
    fn plain(&mut self, keyword: &str, value: &Value, place: &Place) {
        let texts = |items: &Value| {
            items
                .as_array()
                .is_some_and(|items| items.iter().all(Value::is_string))
        };
        // JSON Schema 2020-12 "Validation", 6 and 9; "Core", 8.
        let (sound, wanted) = match keyword {
            "required" => (
                texts(value) || self.draft_04 && value.is_boolean(),
                "an array of names",
            ),
            "enum" => (value.is_array(), "an array"),
            "exclusiveMinimum" | "exclusiveMaximum" => (
                value.is_number() || self.draft_04 && value.is_boolean(),
                "a number",
            ),
            "minimum" | "maximum" | "multipleOf" => (value.is_number(), "a number"),
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties"
            | "maxProperties" => (
                matches!(value, Value::Number(number) if json::is_natural(number)),
                "a whole number",
            ),
            "uniqueItems" => (value.is_boolean(), "`true` or `false`"),
            "pattern" | "format" | "title" | "description" | "$id" | "$anchor" | "$schema" => {
                (value.is_string(), "a text")
            }
            // Annotations, keywords of other vocabularies, and whatever a vendor adds.
            _ => (true, ""),
        };
        if !sound {
            self.report(
                place,
                format!("`{keyword}` is {}, not {wanted}", kind(value)),
            );
        }
    }
}

/// In draft-04 `exclusiveMinimum` was a Boolean, and in draft-03 `required` was.
fn is_draft_04(members: &Map<String, Value>) -> bool {
    let dialect = members
        .get("$schema")
        .and_then(Value::as_str)
        .unwrap_or_default();
    dialect.contains("draft-04") || dialect.contains("draft-03")
}

/// What a value is, as part of a sentence.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Bool(true) => "`true`",
        Value::Bool(false) => "`false`",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
