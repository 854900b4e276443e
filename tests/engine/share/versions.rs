//! Every link that was ever published opens for ever. `tests/links/<version>.txt` keeps some of each version:
//! what it shows, a space, the link. Lines are added, never changed.

use faultfinder::share::{self, Expected};

fn describe(expected: Option<&Expected>) -> String {
    expected.map_or("nothing".into(), |expected| {
        let parts = [
            Some(format!("{:?}", expected.outcome)),
            expected.step.map(|step| step.id().to_owned()),
            expected.code.clone(),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(",")
    })
}

/// What a link shows: the server, the transport, what is expected, what the recording comes to.
fn shown(link: &str) -> String {
    let (query, fragment) = match link.strip_prefix('?') {
        Some(query) => (query, ""),
        None => ("", link),
    };
    let opened = share::read(fragment, query);
    if let Some(problem) = opened.problem {
        return problem;
    }
    let server = opened.link.server.as_deref().unwrap_or_default();
    let transport = opened.link.transport;
    let transport = transport.map_or("-", |transport| transport.id());
    let now = opened.recording.map_or("live".into(), |recording| {
        let now = share::expected(&recording.report);
        match recording.then == now {
            true => describe(now.as_ref()),
            false => format!("{:?} then, {now:?} now", recording.then),
        }
    });
    let expected = describe(opened.link.expected.as_ref());
    format!("{server}|{transport}|{expected}|{now}")
}

/// Every link of a file shows what it did, or all that do not are listed.
fn opens(links: &str) {
    let lines = links.lines().filter(|line| !line.is_empty());
    let pairs = lines.map(|line| line.split_once(' ').expect("two words"));
    let pairs: Vec<_> = pairs.map(|(wanted, link)| (wanted, shown(link))).collect();
    assert!(pairs.len() > 2);
    let mut wrong = pairs.clone();
    wrong.retain(|(wanted, shown)| wanted != shown);
    assert!(wrong.is_empty(), "wanted, shown: {wrong:#?}");
}

#[test]
fn version_0_opens() {
    opens(include_str!("../../links/0.txt"));
}

#[test]
fn version_1_opens() {
    opens(include_str!("../../links/1.txt"));
}

#[test]
fn every_version_has_its_links() {
    for version in 0..=share::VERSION {
        let path = format!("{}/tests/links/{version}.txt", env!("CARGO_MANIFEST_DIR"));
        assert!(std::path::Path::new(&path).exists(), "{path}");
    }
}

#[test]
fn reports_and_links_have_one_version() {
    let report = faultfinder::report::redacted(&crate::scenario::Scenario::new("").done());
    assert_eq!(report.version, share::VERSION);
}
