//! `protocol::url` against the `url` crate, which keeps the URL standard's own tests.

use faultfinder::protocol::url::{Url, form_encode, percent_decode};
use proptest::prelude::*;

#[path = "../shared/addresses.rs"]
mod addresses;

#[test]
fn addresses_are_read() {
    addresses::are_read();
}

#[test]
fn references_are_joined() {
    addresses::are_joined();
}

/// Everything that can be asked of a URL, ours and the crate's.
fn compare(text: &str) -> Result<(), TestCaseError> {
    let (ours, theirs) = (Url::parse(text), ::url::Url::parse(text));
    prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{}", text);
    let (Ok(ours), Ok(theirs)) = (ours, theirs) else {
        return Ok(());
    };
    prop_assert_eq!(ours.as_str(), theirs.as_str());
    prop_assert_eq!(ours.scheme(), theirs.scheme());
    let credentials = !theirs.username().is_empty() || theirs.password().is_some();
    prop_assert_eq!(ours.has_credentials(), credentials, "{}", text);
    prop_assert_eq!(
        ours.host(),
        theirs.host_str().unwrap_or_default(),
        "{}",
        text
    );
    prop_assert_eq!(ours.port(), theirs.port(), "{}", text);
    prop_assert_eq!(
        ours.port_or_default(),
        theirs.port_or_known_default(),
        "{}",
        text
    );
    prop_assert_eq!(ours.path(), theirs.path(), "{}", text);
    prop_assert_eq!(ours.query(), theirs.query(), "{}", text);
    prop_assert_eq!(ours.fragment(), theirs.fragment(), "{}", text);
    prop_assert_eq!(
        ours.origin(),
        theirs.origin().ascii_serialization(),
        "{}",
        text
    );
    let pairs: Vec<_> = theirs.query_pairs().into_owned().collect();
    prop_assert_eq!(ours.query_pairs(), pairs, "{}", text);
    compare_changes(&ours, &theirs)
}

type Change = fn(&mut ::url::Url);

fn compare_changes(ours: &Url, theirs: &::url::Url) -> Result<(), TestCaseError> {
    let changed = |change: Change| {
        let mut url = theirs.clone();
        change(&mut url);
        String::from(url)
    };
    if matches!(ours.scheme(), "http" | "https") {
        let changes: [(Url, Change); 7] = [
            (ours.without_query(), |url| url.set_query(None)),
            (ours.without_fragment(), |url| url.set_fragment(None)),
            (ours.without_credentials(), |url| {
                url.set_password(None).unwrap();
                url.set_username("").unwrap();
            }),
            (ours.with_path("/a/mcp"), |url| url.set_path("/a/mcp")),
            (ours.with_path(""), |url| url.set_path("")),
            (ours.with_scheme("http"), |url| {
                url.set_scheme("http").unwrap()
            }),
            (ours.with_scheme("https"), |url| {
                url.set_scheme("https").unwrap()
            }),
        ];
        for (ours, change) in changes {
            prop_assert_eq!(String::from(ours), changed(change));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn urls_have_the_crates_parts(text in any::<String>()) {
        compare(&text)?;
        compare(&format!("https://{text}"))?;
    }

    #[test]
    fn what_looks_like_a_url_has_the_crates_parts(
        text in r#"(https?://|ws://|ftp://|custom://|mailto:|data:)(u(:p?)?@|:@|@)?(\[::1\]|\[1:2::3\]|127\.1|a\.example|é\.example|中|A)?(:|:80|:443|:21|:99)?(/|\.|\.\.|a|%2F|@|:|é| |\?|#|&|=|\+|%41){0,12}"#
    ) {
        compare(&text)?;
    }

    #[test]
    fn forms_are_spelt_as_the_crate_spells_them(text in any::<String>()) {
        let encoded = form_encode(&text);
        let theirs: String = ::url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        prop_assert_eq!(&encoded, &theirs);
        prop_assert_eq!(percent_decode(&encoded.replace('+', " ")), text.as_bytes());
    }
}
