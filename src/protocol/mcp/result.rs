//! The results that open a session or list what it offers, read as far as they make sense.

use serde_json::{Map, Value};

use super::request::List;
use super::revision::Revision;
use crate::protocol::jsonrpc::JsonType;

/// Where a result leaves its schema. Paths are dotted, without array indexes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    Missing(&'static str),
    WrongType {
        path: &'static str,
        expected: &'static str,
        found: JsonType,
    },
    /// The right type, a value that the schema does not allow.
    BadValue {
        path: &'static str,
        value: String,
    },
    /// An empty array where at least one item belongs.
    Empty(&'static str),
}

/// `Implementation`: who the server says it is.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Implementation {
    pub name: Option<String>,
    pub title: Option<String>,
    pub version: Option<String>,
}

/// `InitializeResult` (2025-11-25 `basic/lifecycle`, "Initialization").
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct InitializeResult {
    pub protocol_version: Option<String>,
    pub capabilities: Map<String, Value>,
    pub server: Option<Implementation>,
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
    pub result_type: Option<String>,
    pub ttl_ms: Option<u64>,
    /// `public` or `private`.
    pub cache_scope: Option<String>,
}

/// `DiscoverResult` (2026-07-28 `server/discover`).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DiscoverResult {
    pub supported_versions: Vec<String>,
    pub capabilities: Map<String, Value>,
    /// From `_meta`, where 2026-07-28 keeps it.
    pub server: Option<Implementation>,
    pub instructions: Option<String>,
    pub hints: Hints,
}

/// One page of a list (2026-07-28 `server/utilities/pagination`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListPage {
    pub items: Vec<Value>,
    pub next_cursor: Cursor,
    pub hints: Hints,
}

/// What `nextCursor` says. Absence alone ends a list: an empty string is a cursor like any other.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Cursor {
    None,
    Some(String),
    /// `null`, which the schema does not allow and every client takes for the end.
    Null,
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
        self.object.get(name)?;
        self.required_string(name, path)
    }

    fn required_string(&mut self, name: &str, path: &'static str) -> Option<String> {
        match self.object.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            other => {
                self.missing_or_wrong(path, "string", other);
                None
            }
        }
    }

    fn capabilities(&mut self) -> Map<String, Value> {
        match self.object.get("capabilities") {
            Some(Value::Object(capabilities)) => capabilities.clone(),
            other => {
                self.missing_or_wrong("capabilities", "object", other);
                Map::new()
            }
        }
    }

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

    fn versions(&mut self) -> Vec<String> {
        const PATH: &str = "supportedVersions";
        let Some(Value::Array(items)) = self.object.get(PATH) else {
            self.missing_or_wrong(PATH, "array", self.object.get(PATH));
            return Vec::new();
        };
        if items.is_empty() {
            self.problems.push(Problem::Empty(PATH));
        }
        if let Some(other) = items.iter().find(|item| !item.is_string()) {
            self.missing_or_wrong(PATH, "array of strings", Some(other));
        }
        items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    fn hints(&mut self, revision: Revision) -> Hints {
        let rules = revision.rules();
        let mut hints = Hints::default();
        if rules.requires_result_type {
            hints.result_type = self.required_string("resultType", "resultType");
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
