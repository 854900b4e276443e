//! Step 1: addresses that can be used and deserve a word. `address::parse` has looked; these say it.

use super::case::Case;
use super::draft::{Draft, Findings};
use super::quote;
use crate::protocol::address::Note;
use crate::redact::secret::TAG;

pub(super) fn run(case: &Case, findings: &mut Findings) {
    let Some(target) = &case.target else { return };
    for note in &target.notes {
        let draft = match note {
            Note::PlainHttp => Draft::new("address/plain-http"),
            // Below, together with what is known as a secret by its tag only.
            Note::SecretInQuery(_) => continue,
            Note::FragmentIgnored(fragment) => {
                Draft::new("address/fragment-ignored").value("fragment", quote::inline(fragment))
            }
            Note::RootPath => Draft::new("address/root-path"),
            Note::HostNormalised { typed } => {
                Draft::new("address/host-normalised").value("host_typed", quote::inline(typed))
            }
        };
        findings.add(draft);
    }
    let names = secret_names(case);
    if !names.is_empty() {
        findings.add(Draft::new("address/secret-in-query").value("names", quote::listed(&names)));
    }
}

/// Query parameters that hold secrets: by name, by value, or by the tag that took its place.
fn secret_names(case: &Case) -> Vec<String> {
    let Some(target) = &case.target else {
        return Vec::new();
    };
    let mut names = target.secret_query().to_vec();
    for (name, value) in target.url.query_pairs() {
        let hidden = value.starts_with(TAG) || crate::redact::secret::looks_secret(&value);
        if hidden && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
