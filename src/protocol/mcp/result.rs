//! The results that open a session or list what it offers, read as far as they make sense.
//!
//! A member that is missing or wrong is absent in what is returned, and named in the problems: most clients open a
//! session all the same, and a run that gave up here would not see what comes after.

use serde_json::{Map, Value};

use super::request::List;
use super::revision::Revision;
use crate::protocol::jsonrpc::JsonType;

/// Where a result leaves its schema. Paths are dotted, without array indexes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// The member at this path is required and not there.
    Missing(&'static str),
    /// The member at this path has a type that the schema does not allow.
    WrongType {
        /// Such as `serverInfo.name`.
        path: &'static str,
        /// `string`, `array of strings` …
        expected: &'static str,
        /// The type that it has.
        found: JsonType,
    },
    /// The right type, a value that the schema does not allow.
    BadValue {
        /// Such as `cacheScope`.
        path: &'static str,
        /// The value, as it was sent.
        value: String,
    },
    /// An empty array where at least one item belongs.
    Empty(&'static str),
}

/// `Implementation`: who the server says it is.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Implementation {
    /// The name for programs; required.
    pub name: Option<String>,
    /// The name for people (since 2025-06-18).
    pub title: Option<String>,
    /// The version of the server's software, not of the protocol; required.
    pub version: Option<String>,
}

/// `InitializeResult` (2025-11-25 `basic/lifecycle`, "Initialization").
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct InitializeResult {
    /// What the server chose; required. It may be another version than was asked for.
    pub protocol_version: Option<String>,
    /// Required, and empty where it was missing or wrong.
    pub capabilities: Map<String, Value>,
    /// `serverInfo`; required.
    pub server: Option<Implementation>,
    /// For the model, on how to use the server.
    pub instructions: Option<String>,
}

impl InitializeResult {
    /// The negotiated revision; `None` where the string is no published one.
    pub fn revision(&self) -> Option<Revision> {
        self.protocol_version.as_deref().and_then(Revision::parse)
    }
}

/// How long and for whom a result may be kept (2026-07-28 `server/utilities/caching`).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Hints {
    /// `complete` for a result; a request that needs input would say otherwise (2026-07-28 `basic/patterns`).
    pub result_type: Option<String>,
    /// `ttlMs`: for how many milliseconds the result is good.
    pub ttl_ms: Option<u64>,
    /// `public` or `private`.
    pub cache_scope: Option<String>,
}

/// `DiscoverResult` (2026-07-28 `server/discover`).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DiscoverResult {
    /// `supportedVersions`: every version string in it, in the server's order, also those that nobody published.
    pub supported_versions: Vec<String>,
    /// Required, and empty where it was missing or wrong.
    pub capabilities: Map<String, Value>,
    /// From `_meta`, where 2026-07-28 keeps it.
    pub server: Option<Implementation>,
    /// For the model, on how to use the server.
    pub instructions: Option<String>,
    /// How long the result is good.
    pub hints: Hints,
}

/// One page of a list (2026-07-28 `server/utilities/pagination`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListPage {
    /// The items, not looked at: the checks read what is in them.
    pub items: Vec<Value>,
    /// Whether there is a further page.
    pub next_cursor: Cursor,
    /// How long the page is good.
    pub hints: Hints,
}

/// What `nextCursor` says. Absence alone ends a list: an empty string is a cursor like any other.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Cursor {
    /// The member is not there: the list ends here.
    None,
    /// There is a further page, and this asks for it. Its text means nothing to a client.
    Some(String),
    /// `null`, which the schema does not allow and every client takes for the end.
    Null,
    /// Another type than a string: the list is taken to end here.
    WrongType(JsonType),
}

/// Reads the result of `initialize`.
pub fn initialize(result: &Value) -> (InitializeResult, Vec<Problem>) {
    let mut reader = Reader::new(result);
    let read = InitializeResult {
        protocol_version: reader.required_string("protocolVersion", "protocolVersion"),
        capabilities: reader.capabilities(),
        server: reader.implementation(result.get("serverInfo")),
        instructions: reader.string("instructions", "instructions"),
    };
    (read, reader.problems)
}

/// Reads the result of `server/discover`.
pub fn discover(result: &Value) -> (DiscoverResult, Vec<Problem>) {
    let mut reader = Reader::new(result);
    // 2026-07-28 moved it from the result into its `_meta`.
    let server = result
        .get("_meta")
        .and_then(|meta| meta.get("io.modelcontextprotocol/serverInfo"));
    let read = DiscoverResult {
        supported_versions: reader.versions(),
        capabilities: reader.capabilities(),
        server: reader.implementation(server),
        instructions: reader.string("instructions", "instructions"),
        hints: reader.hints(Revision::NEWEST_MODERN),
    };
    (read, reader.problems)
}

/// Reads one page of a list, with what the revision demands of it.
pub fn list_page(result: &Value, list: List, revision: Revision) -> (ListPage, Vec<Problem>) {
    let mut reader = Reader::new(result);
    let member = list.member();
    // A missing list and an empty one are different: `"tools": []` is a correct answer.
    let items = match result.get(member) {
        Some(Value::Array(items)) => items.clone(),
        other => {
            reader.missing_or_wrong(member, "array", other);
            Vec::new()
        }
    };
    let next_cursor = match result.get("nextCursor") {
        None => Cursor::None,
        Some(Value::String(cursor)) => Cursor::Some(cursor.clone()),
        Some(Value::Null) => Cursor::Null,
        Some(other) => Cursor::WrongType(JsonType::from_value(other)),
    };
    if !matches!(next_cursor, Cursor::None | Cursor::Some(_)) {
        reader.missing_or_wrong("nextCursor", "string", result.get("nextCursor"));
    }
    let hints = reader.hints(revision);
    (
        ListPage {
            items,
            next_cursor,
            hints,
        },
        reader.problems,
    )
}

/// Notes the problems on the way through one object.
struct Reader<'a> {
    object: &'a Value,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn new(object: &'a Value) -> Self {
        Self {
            object,
            problems: Vec::new(),
        }
    }

    /// Notes that the member at this path is not there or is of this type.
    fn missing_or_wrong(
        &mut self,
        path: &'static str,
        expected: &'static str,
        found: Option<&Value>,
    ) {
        self.problems.push(match found {
            None => Problem::Missing(path),
            Some(value) => Problem::WrongType {
                path,
                expected,
                found: JsonType::from_value(value),
            },
        });
    }

    /// A member that may be absent.
    fn string(&mut self, name: &str, path: &'static str) -> Option<String> {
        // `null` for what one does not have is no absence: the schema allows a string or nothing.
        self.object.get(name)?;
        self.required_string(name, path)
    }

    /// A member that must be there.
    fn required_string(&mut self, name: &str, path: &'static str) -> Option<String> {
        match self.object.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            other => {
                self.missing_or_wrong(path, "string", other);
                None
            }
        }
    }

    /// The server's capabilities (2025-11-25 `basic/lifecycle`, "Capability Negotiation"). They are looked into by the checks.
    fn capabilities(&mut self) -> Map<String, Value> {
        match self.object.get("capabilities") {
            Some(Value::Object(capabilities)) => capabilities.clone(),
            other => {
                self.missing_or_wrong("capabilities", "object", other);
                Map::new()
            }
        }
    }

    /// `Implementation`, wherever the revision keeps it.
    fn implementation(&mut self, value: Option<&Value>) -> Option<Implementation> {
        let Some(value) = value.filter(|value| value.is_object()) else {
            self.missing_or_wrong("serverInfo", "object", value);
            return None;
        };
        let mut inner = Reader::new(value);
        let read = Implementation {
            name: inner.required_string("name", "serverInfo.name"),
            title: inner.string("title", "serverInfo.title"),
            version: inner.required_string("version", "serverInfo.version"),
        };
        self.problems.append(&mut inner.problems);
        Some(read)
    }

    /// `supportedVersions`, of which at least one is required.
    fn versions(&mut self) -> Vec<String> {
        const PATH: &str = "supportedVersions";
        let Some(Value::Array(items)) = self.object.get(PATH) else {
            self.missing_or_wrong(PATH, "array", self.object.get(PATH));
            return Vec::new();
        };
        if items.is_empty() {
            self.problems.push(Problem::Empty(PATH));
        }
        // The strings among them are still good for finding a version that both know.
        if let Some(other) = items.iter().find(|item| !item.is_string()) {
            self.missing_or_wrong(PATH, "array of strings", Some(other));
        }
        items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    /// The members that the revision demands of results that may be cached; earlier ones do not know them.
    fn hints(&mut self, revision: Revision) -> Hints {
        let rules = revision.rules();
        let mut hints = Hints::default();
        if rules.requires_result_type {
            hints.result_type = self.required_string("resultType", "resultType");
            // A list is never an interim result: only calls of tools and the like may ask for input.
            if let Some(other) = hints
                .result_type
                .as_ref()
                .filter(|text| *text != "complete")
            {
                self.problems.push(Problem::BadValue {
                    path: "resultType",
                    value: other.clone(),
                });
            }
        }
        if rules.requires_cache_hints {
            hints.ttl_ms = self.ttl();
            hints.cache_scope = self.required_string("cacheScope", "cacheScope");
            let known = |text: &&String| matches!(text.as_str(), "public" | "private");
            if let Some(other) = hints.cache_scope.as_ref().filter(|text| !known(text)) {
                self.problems.push(Problem::BadValue {
                    path: "cacheScope",
                    value: other.clone(),
                });
            }
        }
        hints
    }

    /// `ttlMs`: a whole number, not negative. `3600.0` is named, because clients that read integers refuse it.
    fn ttl(&mut self) -> Option<u64> {
        let value = self.object.get("ttlMs");
        let ttl = value.and_then(Value::as_u64);
        match value {
            Some(Value::Number(number)) if ttl.is_none() => {
                self.problems.push(Problem::BadValue {
                    path: "ttlMs",
                    value: number.to_string(),
                });
            }
            Some(Value::Number(_)) => {}
            other => self.missing_or_wrong("ttlMs", "integer", other),
        }
        ttl
    }
}
