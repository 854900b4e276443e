//! What may be said of servers with which nothing is wrong, and why. Anything else is a false alarm.

use std::collections::BTreeSet;

use crate::case::Row;
use crate::page::Shown;
use crate::world::Vantage;

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

/// What is said of the lab's open servers, which are on this machine, to a page from anywhere else, and why.
const FROM_ELSEWHERE: (&str, &str) = (
    "cors/local-server-open",
    "a note: the page is not from this machine, and such a server lets it in without a credential",
);

/// Compares what is said besides faults with what is listed.
pub fn judge(server: &str, vantage: Vantage, shown: &Shown, row: &mut Row) {
    let others = shown
        .findings
        .iter()
        .filter(|finding| finding.severity != "fault");
    let reported: BTreeSet<&str> = others.map(|finding| finding.code.as_str()).collect();
    let listed = SAID
        .iter()
        .filter(|(_, servers, _)| servers.contains(&server));
    let elsewhere = [FROM_ELSEWHERE]
        .into_iter()
        .filter(|_| is_elsewhere(vantage));
    let listed: Vec<(&str, &str)> = listed
        .map(|(code, _, reason)| (*code, *reason))
        .chain(elsewhere)
        .collect();
    let reasons = listed.iter().filter(|(code, _)| reported.contains(code));
    let notes = reasons.map(|(code, reason)| format!("{server}: {code}: {reason}"));
    row.notes.extend(notes);
    let listed: BTreeSet<&str> = listed.iter().map(|(code, _)| *code).collect();
    row.check(reported == listed, || {
        format!("said of a sound server: {reported:?}; listed with a reason: {listed:?}")
    });
}

fn is_elsewhere(vantage: Vantage) -> bool {
    match vantage {
        Vantage::Https | Vantage::Insecure | Vantage::Public => true,
        Vantage::Localhost | Vantage::Trusting | Vantage::Firefox => false,
    }
}
