//! Holds `tools/malformed-member`, `tools/bad-icon`, `tools/hidden-text`, `tools/other-dialect`,
//! `tools/required-unknown`, `tools/choice-at-root`, `tools/secret-in-header`, `tools/name-not-portable`.
//!
//! Rules that each tool keeps or breaks by itself, in one table. A tool breaks a rule once,
//! however often. A rule counts from the revision on that has it; what no revision says, but
//! models and clients insist on, counts in all of them.
//!
//! Silent: at members that the spoken revision does not describe, at schemas that may have a
//! property from elsewhere, and at joiners and flags, which some languages are written with.

use serde_json::Value;

use super::{all, name, schema, title};
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::mcp::revision::Revision::{self, *};
use crate::redact::secret;

/// A rule: its code, the first revision that has it, and what a tool does against it.
struct Rule {
    /// The code of those that break it.
    code: &'static str,
    /// The first revision that has it.
    since: Revision,
    /// What a tool does against it, as part of a sentence.
    broken: fn(&Value, Revision) -> Option<String>,
}

const RULES: [Rule; 8] = [
    Rule {
        // Members have their types since they exist; which there are is in `MEMBERS`.
        code: "tools/malformed-member",
        since: V2024_11_05,
        broken: malformed_member,
    },
    Rule {
        // Icons came with this revision.
        code: "tools/bad-icon",
        since: V2025_11_25,
        broken: bad_icon,
    },
    Rule {
        // No revision speaks of it: it is about the people who read the list, and the models.
        code: "tools/hidden-text",
        since: V2024_11_05,
        broken: |tool, _| hidden(tool),
    },
    // Which dialects a schema may be in is said since then.
    Rule {
        code: "tools/other-dialect",
        since: V2025_11_25,
        broken: other_dialect,
    },
    Rule {
        // JSON Schema allows it, and models' interfaces do not.
        code: "tools/required-unknown",
        since: V2024_11_05,
        broken: |tool, _| required_unknown(tool.get("inputSchema")?),
    },
    Rule {
        // The same.
        code: "tools/choice-at-root",
        since: V2024_11_05,
        broken: choice_at_root,
    },
    Rule {
        // The keyword came with this revision.
        code: "tools/secret-in-header",
        since: V2026_07_28,
        broken: |tool, _| secret_in_header(tool.get("inputSchema")?),
    },
    Rule {
        // Every revision allows them, and some clients do not.
        code: "tools/name-not-portable",
        since: V2024_11_05,
        broken: |tool, _| name_not_portable(name(tool)),
    },
];

/// The next rule of the table over all tools; the first tool that breaks it is quoted.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(handshake) = case.handshake else {
        return;
    };
    let Some(rule) = RULES.get(findings.round) else {
        return;
    };
    findings.round += 1;
    if case.revision_at_least(rule.since) {
        let tools = all(case);
        let broken: Vec<_> = tools
            .iter()
            .filter_map(|(exchange, tool)| {
                Some((exchange, tool, (rule.broken)(tool, handshake.revision)?))
            })
            .collect();
        let Some((exchange, _, problem)) = broken.first() else {
            return;
        };
        let names = broken.iter().map(|(_, tool, _)| title(tool));
        findings.add(
            Draft::new(rule.code)
                .value(Placeholder::TOOLS, quote::several(names, "tool"))
                .value(Placeholder::PROBLEMS, problem.clone())
                .seen(exchange.id, Part::Body, problem.clone()),
        );
    }
}

/// Many clients and the interfaces of models want `^[a-zA-Z0-9_-]{1,64}$`; MCP allows `.`, and 128 characters. Names that MCP
/// does not allow have a code of their own (`bad_name.rs`).
fn name_not_portable(name: &str) -> Option<String> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    if name.len() > 128 || !name.bytes().all(is_allowed) {
        return None;
    }
    // The characters first: a name with a dot is refused however short it is.
    if name.contains('.') {
        return Some(format!("`{name}` contains `.`"));
    }
    (name.len() > 64).then(|| format!("`{name}` has {} characters", name.len()))
}

/// What a member of a tool has to be.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Switch,
    Object,
    List,
}

/// Members that may be left out, and since when they are described.
const MEMBERS: [(&str, Revision, Kind); 10] = [
    ("/description", V2024_11_05, Kind::Text),
    ("/annotations", V2025_03_26, Kind::Object),
    ("/annotations/title", V2025_03_26, Kind::Text),
    ("/annotations/readOnlyHint", V2025_03_26, Kind::Switch),
    ("/annotations/destructiveHint", V2025_03_26, Kind::Switch),
    ("/annotations/idempotentHint", V2025_03_26, Kind::Switch),
    ("/annotations/openWorldHint", V2025_03_26, Kind::Switch),
    ("/title", V2025_06_18, Kind::Text),
    ("/_meta", V2025_06_18, Kind::Object),
    ("/icons", V2025_11_25, Kind::List),
];

/// The first member of the wrong type. More of them come from the same slip.
fn malformed_member(tool: &Value, revision: Revision) -> Option<String> {
    let wrong = MEMBERS.iter().find_map(|(path, since, kind)| {
        let value = member(tool, path).filter(|_| revision >= *since)?;
        let (is_right, wanted) = match kind {
            Kind::Text => (value.is_string(), "a text"),
            Kind::Switch => (value.is_boolean(), "`true` or `false`"),
            Kind::Object => (value.is_object(), "an object"),
            Kind::List => (value.is_array(), "an array"),
        };
        (!is_right).then_some((*path, value, wanted))
    });
    // In 2026-07-28 tasks are an extension, and nothing is said of this member.
    let support = member(tool, "/execution/taskSupport");
    let support = support
        .filter(|_| revision == V2025_11_25)
        .filter(|value| !matches!(value.as_str(), Some("forbidden" | "optional" | "required")));
    let wanted = "`forbidden`, `optional` or `required`";
    let wrong = wrong.or_else(|| Some(("/execution/taskSupport", support?, wanted)));
    let (path, value, wanted) = wrong?;
    let path = path.trim_start_matches('/').replace('/', ".");
    let found = quote::inline(&quote::cut(&value.to_string(), 80));
    Some(format!("`{path}` is `{found}`, not {wanted}"))
}

/// `Value::pointer` takes a copy of each name on the way, to undo escapes that these have not: half of the time of this check.
fn member<'a>(tool: &'a Value, path: &str) -> Option<&'a Value> {
    let mut names = path.split('/').skip(1);
    names.try_fold(tool, |value, name| value.get(name))
}

/// Clients must refuse what could run or read files (2025-11-25 `basic`, "icons").
fn bad_icon(tool: &Value, _: Revision) -> Option<String> {
    // A list of another form is a malformed member.
    let icons = tool.get("icons")?.as_array()?;
    icons.iter().find_map(|icon| {
        let Some(src) = icon.get("src").and_then(Value::as_str) else {
            return Some("an icon has no `src`".to_owned());
        };
        let scheme = src.split_once(':').unwrap_or_default().0;
        let known = ["https", "http", "data"].iter();
        let mut known = known.filter(|name| scheme.eq_ignore_ascii_case(name));
        known
            .next()
            .is_none()
            .then(|| format!("the `src` of an icon is `{}`", quote::inline(src)))
    })
}

/// The first character that people do not see and models read.
pub(in crate::checks) fn hidden(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => hidden_in(text),
        Value::Array(items) => items.iter().find_map(hidden),
        Value::Object(members) => members
            .iter()
            .find_map(|(name, value)| hidden_in(name).or_else(|| hidden(value))),
        _ => None,
    }
}

/// Letters of the Tags block, which spell flags and otherwise nothing, and those that turn the direction of a text.
/// Joiners, marks and single zero-width spaces belong to writing, or to careless copying.
fn hidden_in(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut flag = false;
    text.chars().find_map(|letter| {
        let hides = match letter {
            '\u{e0000}'..='\u{e007f}' => !flag,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
            _ => {
                flag = letter == '\u{1f3f4}';
                false
            }
        };
        hides.then(|| format!("U+{:04X}", u32::from(letter)))
    })
}

/// The dialects that clients understand: the one that is meant without a word, and the one that most SDKs write.
fn other_dialect(tool: &Value, _: Revision) -> Option<String> {
    ["inputSchema", "outputSchema"].iter().find_map(|name| {
        let dialect = tool.get(name)?.get("$schema")?.as_str()?;
        let plain = dialect.trim_end_matches('#');
        let known = [
            "//json-schema.org/draft/2020-12/schema",
            "//json-schema.org/draft-07/schema",
        ];
        let is_known = known.iter().any(|end| plain.ends_with(end));
        (!is_known).then(|| format!("`{}`", quote::inline(dialect)))
    })
}

/// A name that `required` holds and `properties` does not. Schemas that may have it from elsewhere are left alone.
fn required_unknown(schema: &Value) -> Option<String> {
    /// Keywords by which a property can be described elsewhere than in `properties`.
    const ELSEWHERE: [&str; 8] = [
        "$ref",
        "$dynamicRef",
        "allOf",
        "anyOf",
        "oneOf",
        "if",
        "dependentSchemas",
        "patternProperties",
    ];
    let schema = schema.as_object()?;
    let properties = schema.get("properties").and_then(Value::as_object);
    let from_elsewhere = ELSEWHERE.iter().any(|name| schema.contains_key(*name));
    let required = schema.get("required").and_then(Value::as_array);
    let required = required.filter(|_| !from_elsewhere);
    let mut names = required.into_iter().flatten().filter_map(Value::as_str);
    // Without any `properties`, a schema describes nothing and may still require names.
    let unknown = names.find(|name| properties.is_some_and(|known| !known.contains_key(*name)));
    if let Some(name) = unknown {
        return Some(format!("`{}`", quote::inline(name)));
    }
    let inner = properties.into_iter().flatten().map(|(_, inner)| inner);
    // What is inside is a schema like the whole.
    inner.chain(schema.get("items")).find_map(required_unknown)
}

/// Models' interfaces take no choice at the root. Where the root is no object, that is said already.
fn choice_at_root(tool: &Value, _: Revision) -> Option<String> {
    let schema = tool.get("inputSchema")?;
    let mut choices = ["anyOf", "oneOf", "allOf"].iter();
    let choice = choices.find(|name| schema.get(**name).is_some())?;
    let is_sound = schema::problems(schema, schema::Root::Object).is_empty();
    is_sound.then(|| format!("`{choice}`"))
}

/// Headers are written into logs on the way (2026-07-28 `server/tools`, "x-mcp-header").
fn secret_in_header(schema: &Value) -> Option<String> {
    let properties = schema.get("properties")?.as_object()?;
    properties.iter().find_map(|(name, property)| {
        let header = property.get("x-mcp-header").and_then(Value::as_str);
        let is_secret = |name: &str| {
            matches!(
                secret::name(name),
                Some(secret::Name::Secret | secret::Name::Header)
            )
        };
        match header {
            Some(header) if is_secret(name) || is_secret(header) => {
                Some(format!("`{}`", quote::inline(name)))
            }
            // Arguments can be grouped in objects; their annotations count as well.
            _ => secret_in_header(property),
        }
    })
}
