//! As much of JSON Schema as the report's schema uses: enough to hold a report against it natively.

use serde_json::Value;

/// The first place at which a value leaves its schema.
pub fn violation(value: &Value, schema: &Value) -> Option<String> {
    check(value, schema, schema, "")
}

fn check(value: &Value, schema: &Value, root: &Value, at: &str) -> Option<String> {
    let members = match schema {
        Value::Bool(true) => return None,
        Value::Bool(false) => return Some(format!("{at}: nothing may stand here")),
        schema => schema.as_object()?,
    };
    members
        .iter()
        .find_map(|(keyword, rule)| match keyword.as_str() {
            "$ref" => {
                let pointer = rule
                    .as_str()
                    .and_then(|to| to.strip_prefix('#'))
                    .unwrap_or_default();
                let target = root
                    .pointer(pointer)
                    .unwrap_or_else(|| panic!("{rule} leads nowhere"));
                check(value, target, root, at)
            }
            "type" => {
                let ok = match rule {
                    Value::Array(names) => names.iter().any(|name| is(value, name)),
                    name => is(value, name),
                };
                (!ok).then(|| format!("{at}: {value} is not {rule}"))
            }
            "const" => (value != rule).then(|| format!("{at}: {value} is not {rule}")),
            "enum" => (!rule.as_array()?.contains(value))
                .then(|| format!("{at}: {value} is none of {rule}")),
            "minimum" => (value.as_f64()? < rule.as_f64()?)
                .then(|| format!("{at}: {value} is less than {rule}")),
            "maximum" => (value.as_f64()? > rule.as_f64()?)
                .then(|| format!("{at}: {value} is more than {rule}")),
            "required" => {
                let object = value.as_object()?;
                let missing = rule
                    .as_array()?
                    .iter()
                    .find(|name| !object.contains_key(name.as_str().unwrap_or_default()));
                missing.map(|name| format!("{at}: {name} is missing"))
            }
            "properties" => {
                let object = value.as_object()?;
                rule.as_object()?.iter().find_map(|(name, schema)| {
                    check(object.get(name)?, schema, root, &format!("{at}/{name}"))
                })
            }
            "additionalProperties" => {
                let known = members.get("properties").and_then(Value::as_object);
                let others = value
                    .as_object()?
                    .iter()
                    .filter(|(name, _)| known.is_none_or(|known| !known.contains_key(*name)));
                let mut others =
                    others.map(|(name, value)| check(value, rule, root, &format!("{at}/{name}")));
                others.find_map(|found| found)
            }
            "items" => {
                let first = members
                    .get("prefixItems")
                    .and_then(Value::as_array)
                    .map_or(0, Vec::len);
                let rest = value.as_array()?.iter().enumerate().skip(first);
                rest.map(|(index, item)| check(item, rule, root, &format!("{at}/{index}")))
                    .find_map(|found| found)
            }
            "prefixItems" => {
                let pairs = value.as_array()?.iter().zip(rule.as_array()?).enumerate();
                pairs
                    .map(|(index, (item, schema))| {
                        check(item, schema, root, &format!("{at}/{index}"))
                    })
                    .find_map(|found| found)
            }
            "minLength" => (value.as_str()?.len() < rule.as_u64()? as usize)
                .then(|| format!("{at}: too short")),
            "minItems" => (value.as_array()?.len() < rule.as_u64()? as usize)
                .then(|| format!("{at}: too few")),
            "maxItems" => (value.as_array()?.len() > rule.as_u64()? as usize)
                .then(|| format!("{at}: too many")),
            "allOf" => rule
                .as_array()?
                .iter()
                .find_map(|schema| check(value, schema, root, at)),
            "anyOf" | "oneOf" => {
                let all: Vec<_> = rule
                    .as_array()?
                    .iter()
                    .map(|schema| check(value, schema, root, at))
                    .collect();
                all.iter()
                    .all(Option::is_some)
                    .then(|| format!("{at}: none of {all:?}"))
            }
            "if" => {
                let branch = if check(value, rule, root, at).is_none() {
                    "then"
                } else {
                    "else"
                };
                check(value, members.get(branch)?, root, at)
            }
            // Not assertions, or judged with another keyword.
            "$schema" | "$id" | "$defs" | "title" | "description" | "then" | "else" | "format"
            | "pattern" => None,
            other => panic!("the schema uses `{other}`, which this test does not know"),
        })
}

fn is(value: &Value, name: &Value) -> bool {
    match name.as_str().unwrap_or_default() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other} is no type"),
    }
}
