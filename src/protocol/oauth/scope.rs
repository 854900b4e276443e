//! Which scopes to ask for. Each revision has its rule (2025-11-25 `basic/authorization`, "Scope Selection
//! Strategy"; 2026-07-28 the same, with the union on step-up).

use crate::protocol::mcp::revision::Revision;

/// A choice, and whose it was.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scope {
    /// Absent: the parameter is left out, and the authorization server decides.
    pub value: Option<String>,
    /// Who chose it.
    pub source: Source,
}

/// Whose the choice of scopes was.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// The user edited it.
    Entered,
    /// `scope` of the challenge.
    Challenge,
    /// `scopes_supported` of the resource's metadata.
    ResourceMetadata,
    /// Nobody named any.
    Unspecified,
}

/// The scopes of the first request: the user's, else those of the challenge, else `scopes_supported`. A revision before
/// 2025-11-25 has no rule for the last.
pub fn choose(
    revision: Revision,
    entered: Option<&str>,
    challenge: Option<&str>,
    supported: Option<&[String]>,
) -> Scope {
    let some = |text: Option<&str>| text.map(normal).filter(|text| !text.is_empty());
    if let Some(entered) = entered {
        return Scope {
            value: some(Some(entered)),
            source: Source::Entered,
        };
    }
    // All of them: what a tool will need is not known beforehand, and the user sees the list before it is sent.
    let from_metadata = supported
        .filter(|_| revision >= Revision::V2025_11_25)
        .map(|scopes| scopes.join(" "));
    let (value, source) = match (some(challenge), some(from_metadata.as_deref())) {
        (Some(scope), _) => (Some(scope), Source::Challenge),
        (None, Some(scope)) => (Some(scope), Source::ResourceMetadata),
        (None, None) => (None, Source::Unspecified),
    };
    Scope { value, source }
}

/// The scopes after a 403 `insufficient_scope`: from 2026-07-28 on those of before and those challenged, in
/// earlier revisions only those challenged.
pub fn step_up(revision: Revision, before: &str, challenged: &str) -> String {
    if revision < Revision::V2026_07_28 {
        return normal(challenged);
    }
    let mut scopes: Vec<&str> = before.split_whitespace().collect();
    for scope in challenged.split_whitespace() {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes.join(" ")
}

/// The scopes of `wanted` that are not among `given`. None, where they are all there and only [`is_odd_list`] is wrong.
pub fn missing(wanted: &str, given: &str) -> Vec<String> {
    let loose = without(wanted, &given.split(SEPARATORS).collect::<Vec<_>>());
    match loose.is_empty() {
        true => loose,
        false => without(wanted, &given.split_whitespace().collect::<Vec<_>>()),
    }
}

/// What stands between two scopes, and what some servers write there.
const SEPARATORS: [char; 4] = [' ', ',', '+', ';'];

fn without(wanted: &str, given: &[&str]) -> Vec<String> {
    let missing = wanted
        .split_whitespace()
        .filter(|scope| !given.contains(scope));
    missing.map(str::to_owned).collect()
}

/// Whether what was asked for is in the list, and not separated by spaces as RFC 6749, 3.3 has it: a client that compares
/// finds none of it.
pub fn is_odd_list(wanted: &str, given: &str) -> bool {
    let strict = without(wanted, &given.split_whitespace().collect::<Vec<_>>());
    !strict.is_empty() && missing(wanted, given).is_empty()
}

/// One space between two scopes (RFC 6749, 3.3).
fn normal(scope: &str) -> String {
    let scopes: Vec<&str> = scope.split_whitespace().collect();
    scopes.join(" ")
}
