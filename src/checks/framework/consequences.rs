//! What shows itself in two places: the cause, and what follows from it. One cause is one finding
//! (docs/design.md), so the second is folded under the first: fixing the cause fixes both.
//!
//! A pair stands here only if the second cannot remain once the first is gone. Two breaches of one
//! careless server are two findings. `tests/engine/registry.rs` holds that both codes exist.

/// The cause, and the finding that follows from it.
pub const CONSEQUENCES: [(&str, &str); 12] = [
    // A challenge that names no metadata, or cannot be read, leaves only the places where nothing is.
    ("challenge/header-unreadable", "resource-metadata/not-found"),
    ("challenge/malformed", "resource-metadata/not-found"),
    ("challenge/missing", "resource-metadata/not-found"),
    ("challenge/not-bearer", "resource-metadata/not-found"),
    // Naming it there, or putting it where it belongs, fixes both.
    (
        "resource-metadata/only-appended",
        "challenge/no-metadata-url",
    ),
    ("resource-metadata/unreadable", "challenge/no-metadata-url"),
    // In 2025-03-26 no challenge names anything.
    (
        "authorization-server/same-origin",
        "challenge/no-metadata-url",
    ),
    // One wrong address, once as it stands there and once as it is asked.
    (
        "resource-metadata/private-address",
        "challenge/metadata-url-elsewhere",
    ),
    (
        "resource-metadata/unreachable",
        "challenge/metadata-url-elsewhere",
    ),
    (
        "authorization-server/unreachable",
        "resource-metadata/authorization-server-http",
    ),
    // One id, once as it was written and once as it came back.
    ("session/id-malformed", "session/id-not-ascii"),
    // A message without `data:` before each of its lines: what is left of it is none.
    ("stream/malformed-events", "stream/not-a-message"),
];
