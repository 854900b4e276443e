//! What a tool says of its effects (2025-03-26 and later `server/tools`, "ToolAnnotations").

use serde_json::Value;

/// A server's own hints, as far as they are given: no client can rely on them, and what is not said stays open.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Effects {
    /// It changes nothing (`readOnlyHint`).
    pub reads: Option<bool>,
    /// It may change something: the reverse of `readOnlyHint`, or implied by a `destructiveHint`, which has a meaning
    /// for tools that write only.
    pub writes: Option<bool>,
    /// It may delete or overwrite (`destructiveHint`).
    pub destructive: Option<bool>,
    /// It reaches beyond the server (`openWorldHint`).
    pub open_world: Option<bool>,
    /// A second call with the same arguments changes nothing more (`idempotentHint`).
    pub idempotent: Option<bool>,
}

impl Effects {
    /// Reads the annotations of a tool as it stands in `tools/list`. A hint of the wrong type says nothing.
    pub fn of_tool(tool: &Value) -> Effects {
        let annotations = tool.get("annotations");
        let hint = |name: &str| annotations?.get(name)?.as_bool();
        let reads = hint("readOnlyHint");
        let destructive = hint("destructiveHint");
        Effects {
            reads,
            writes: match reads {
                Some(reads) => Some(!reads),
                None => destructive.map(|_| true),
            },
            destructive,
            open_world: hint("openWorldHint"),
            idempotent: hint("idempotentHint"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Effects;

    #[test]
    fn what_is_not_said_stays_open() {
        let (yes, no) = (Some(true), Some(false));
        // annotations, reads, writes, destructive
        let rows = [
            ("{}", None, None, None),
            (r#"{"readOnlyHint":true}"#, yes, no, None),
            (r#"{"readOnlyHint":false}"#, no, yes, None),
            (r#"{"destructiveHint":true}"#, None, yes, yes),
            (r#"{"destructiveHint":false}"#, None, yes, no),
            (
                r#"{"readOnlyHint":true,"destructiveHint":true}"#,
                yes,
                no,
                yes,
            ),
            (r#"{"readOnlyHint":"true"}"#, None, None, None),
        ];
        for (annotations, reads, writes, destructive) in rows {
            let text = format!(r#"{{"annotations":{annotations}}}"#);
            let effects = Effects::of_tool(&crate::protocol::json::parse(&text).unwrap());
            let found = (effects.reads, effects.writes, effects.destructive);
            assert_eq!(found, (reads, writes, destructive), "{annotations}");
        }
    }
}
