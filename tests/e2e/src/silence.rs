//! What may be said of servers with which nothing is wrong, and why. Anything else is a false alarm.

use std::collections::BTreeSet;

use crate::case::Row;
use crate::page::Shown;

/// A code, the servers that it is said of, and the reason.
type Said = (&'static str, &'static [&'static str], &'static str);

const SAID: [Said; 5] = [
    (
        "cors/modern-headers-not-allowed",
        &[
            "healthy-2025-03-26-strict",
            "healthy-2025-06-18-strict",
            "healthy-2025-11-25-strict",
            "healthy-2025-11-25-sse-strict",
            "healthy-2024-11-05-strict",
            "modern-headers-blocked",
        ],
        "a note: their lists of allowed headers lack those of 2026-07-28, so that nobody knows whether they speak it",
    ),
    (
        "session/transport-deprecated",
        &[
            "healthy-2024-11-05",
            "healthy-2024-11-05-strict",
            "everything-sse",
        ],
        "a note: the transport is HTTP+SSE, which 2025-03-26 replaced",
    ),
    (
        "tools/bad-name",
        &["healthy-hostile-texts"],
        "one of its tools is called `<b onclick=alert(10)>name</b>`",
    ),
    (
        "tools/hidden-text",
        &["healthy-hostile-texts"],
        "its tools' descriptions do hold invisible characters and some that change the direction",
    ),
    (
        "tools/many",
        &["healthy-10000-tools", "healthy-10000-tools-paged"],
        "ten thousand tools are more than any client offers its model",
    ),
];

/// Compares what is said besides faults with what is listed.
pub fn judge(server: &str, shown: &Shown, row: &mut Row) {
    let others = shown
        .findings
        .iter()
        .filter(|finding| finding.severity != "fault");
    let said: BTreeSet<&str> = others.map(|finding| finding.code.as_str()).collect();
    let listed = SAID
        .iter()
        .filter(|(_, servers, _)| servers.contains(&server));
    let listed: BTreeSet<&str> = listed.map(|(code, ..)| *code).collect();
    let reasons = SAID.iter().filter(|(code, ..)| said.contains(code));
    let notes = reasons.map(|(code, _, reason)| format!("{server}: {code}: {reason}"));
    row.notes.extend(notes);
    row.check(said == listed, || {
        format!("said of a sound server: {said:?}; listed with a reason: {listed:?}")
    });
}
