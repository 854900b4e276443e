//! Secrets in the query of an address, where logs and histories keep them.

use crate::protocol::url::Url;

/// Query parameters whose name or value looks like a credential.
pub(super) fn names(url: &Url) -> Vec<String> {
    const NAMES: [&str; 5] = ["auth", "authorization", "jwt", "sig", "pwd"];
    const ENDINGS: [&str; 7] = [
        "token",
        "secret",
        "key",
        "password",
        "passwd",
        "signature",
        "credential",
    ];
    const VALUES: [&str; 6] = ["sk-", "ghp_", "github_pat_", "xoxb-", "eyJ", "Bearer "];
    // A name that says so, or a value that begins as the tokens of well-known services and JWTs do.
    let secret = |(name, value): &(String, String)| {
        let plain = name.to_ascii_lowercase().replace(['-', '_'], "");
        let named =
            NAMES.contains(&plain.as_str()) || ENDINGS.iter().any(|ending| plain.ends_with(ending));
        !value.is_empty() && (named || VALUES.iter().any(|start| value.starts_with(start)))
    };
    url.query_pairs()
        .into_iter()
        .filter(secret)
        .map(|(name, _)| name)
        .collect()
}
