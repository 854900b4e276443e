//! Holds `address/plain-http`, `address/secret-in-query`, `address/fragment-ignored`,
//! `address/root-path`, `address/host-normalised`.
//!
//! Step 1: addresses that can be used and deserve a word. `protocol::address` has looked while it
//! parsed; this says it. What makes an address unusable is a fault of the engine
//! (`explain/mod.rs`).
//!
//! Silent: at `http:` on this machine or in a private network, and at queries without a secret.

use super::case::Case;
use super::draft::{Draft, Findings};
use super::quote;
use crate::checks::placeholder::Placeholder;
use crate::protocol::address::Note;
use crate::redact::secret::TAG;

/// Notes of the parser, word by word. A new kind of note has to be said here, or the compiler
/// complains.
pub(super) fn run(case: &Case, findings: &mut Findings) {
    let Some(target) = &case.target else { return };
    for note in &target.notes {
        let draft = match note {
            Note::PlainHttp => Draft::new("address/plain-http"),
            // Below, together with what is known as a secret by its tag only.
            Note::SecretInQuery(_) => continue,
            Note::FragmentIgnored(fragment) => Draft::new("address/fragment-ignored")
                .value(Placeholder::FRAGMENT, quote::inline(fragment)),
            Note::RootPath => Draft::new("address/root-path"),
            Note::HostNormalised { typed } => Draft::new("address/host-normalised")
                .value(Placeholder::HOST_TYPED, quote::inline(typed)),
        };
        findings.add(draft);
    }
    let names = secret_names(case);
    if !names.is_empty() {
        findings.add(
            Draft::new("address/secret-in-query").value(Placeholder::NAMES, quote::listed(&names)),
        );
    }
}

/// Query parameters that hold secrets: by name, by value, or by the tag that took its place.
fn secret_names(case: &Case) -> Vec<String> {
    let Some(target) = &case.target else {
        return Vec::new();
    };
    let mut names = target.secret_query().to_vec();
    for (name, value) in target.url.query_pairs() {
        // A recording was redacted before it came here; then only the tag shows that there was a
        // secret.
        let hidden = value.starts_with(TAG) || crate::redact::secret::looks_secret(&value);
        if hidden && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
