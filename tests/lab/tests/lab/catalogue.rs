//! The list of causes is whole: every code has one, and every failure the lab must reproduce.

use std::collections::BTreeSet;

use faultfinder_lab::{Cause, Expect};

use crate::lab;

/// Every code of the program, in the first cell of a row.
const REGISTRY: &str = include_str!("../../../../src/checks/registry.txt");

/// Codes that no cause expects, and why.
const OUT_OF_REACH: [(&str, &str); 14] = [
    (
        "address/plain-http",
        "a warning about public hosts; the lab is local",
    ),
    (
        "authorization/needs-consent",
        "said while the run waits; every cause goes on from there",
    ),
    (
        "authorization/repeated-parameter",
        "made by hand in tests/engine/handmade.rs",
    ),
    (
        "authorization/window-closed",
        "needs a user who closes the window",
    ),
    (
        "cors/local-server-open",
        "needs a page that comes from the internet",
    ),
    ("cors/null-origin", "belongs to how the page is opened"),
    (
        "prompts/undeclared",
        "a list that is not declared is not asked for",
    ),
    (
        "reach/blocked-by-client",
        "needs an extension in the browser",
    ),
    ("reach/offline", "needs a browser without a network"),
    (
        "registration/insecure-redirect",
        "needs a page on plain http that is not local",
    ),
    (
        "resources/undeclared",
        "a list that is not declared is not asked for",
    ),
    (
        "token/pasted",
        "a note about what the user pasted, not about a server",
    ),
    ("tool/unexplained", "a defect of the tool itself"),
    (
        "tools/open-to-anyone",
        "a note about public servers; the lab is local",
    ),
];

fn expectations(cause: &Cause) -> Vec<&Expect> {
    let expect = &cause.expect;
    [
        Some(&expect.chromium),
        expect.firefox.as_ref(),
        expect.native.as_ref(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn codes(expect: &Expect) -> Vec<&'static str> {
    let lists = [
        &expect.candidates_include,
        &expect.warnings,
        &expect.also_allowed,
    ];
    expect
        .code
        .into_iter()
        .chain(lists.into_iter().flatten().copied())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_titles_and_addresses_are_unique() {
    let causes = lab().await.causes();
    let distinct =
        |name: fn(&Cause) -> String| causes.iter().map(name).collect::<BTreeSet<_>>().len();
    assert_eq!(distinct(|cause| cause.id.to_owned()), causes.len());
    assert_eq!(distinct(|cause| cause.title.to_owned()), causes.len());
    assert_eq!(distinct(|cause| cause.url.clone()), causes.len());
}

fn known_codes() -> BTreeSet<&'static str> {
    let rows = REGISTRY.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| Some(row.split_once(" | ")?.0))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_code_has_a_cause() {
    let causes = lab().await.causes();
    let known = known_codes();
    let used: BTreeSet<_> = causes
        .iter()
        .flat_map(expectations)
        .flat_map(codes)
        .collect();
    assert_eq!(
        used.difference(&known).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "expected, but not known"
    );
    let missing: Vec<_> = known.difference(&used).copied().collect();
    assert_eq!(
        missing,
        OUT_OF_REACH.map(|(code, _)| code),
        "known, but without a cause"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn titles_and_sentences_are_fit_to_read() {
    for cause in lab().await.causes() {
        let sound = cause.wrong.ends_with('.') && !cause.title.ends_with('.');
        assert!(
            sound && cause.wrong.len() < 160,
            "{}: {} / {}",
            cause.id,
            cause.title,
            cause.wrong
        );
    }
}
