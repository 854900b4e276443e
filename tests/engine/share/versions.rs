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

fn opens(links: &str) {
    let lines = links.lines().filter(|line| !line.is_empty());
    let mut count = 0;
    for line in lines {
        let (wanted, link) = line.split_once(' ').expect("two words");
        let (query, fragment) = match link.strip_prefix('?') {
            Some(query) => (query, ""),
            None => ("", link),
        };
        let opened = share::read(fragment, query);
        assert_eq!(opened.problem, None, "{link}");
        let server = opened.link.server.as_deref().unwrap_or_default();
        let transport = opened
            .link
            .transport
            .map_or("-", |transport| transport.id());
        let now = opened.recording.map(|recording| {
            assert_eq!(
                recording.then.as_ref(),
                share::expected(&recording.report).as_ref()
            );
            describe(recording.then.as_ref())
        });
        let described = [
            server.to_owned(),
            transport.to_owned(),
            describe(opened.link.expected.as_ref()),
            now.unwrap_or("live".into()),
        ];
        assert_eq!(described.join("|"), wanted, "{link}");
        count += 1;
    }
    assert!(count > 2);
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
