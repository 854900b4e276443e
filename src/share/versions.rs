//! Every version of links and files that was ever published, and how each becomes the next.
//!
//! | version | what changed |
//! |---|---|
//! | 0 | pairs without `v`: `server`, `transport`, `timeout`, under these names or those of other inspectors |
//! | 1 | `v=1`; what a run needs again (`header`, `bearer`, `secret`) and what it came to (`outcome`, `step`, `code`); `report=` |
//!
//! A new version adds its number here, an upgrade from the one before, a line to `tests/links/` and its test.
//! No upgrade is ever taken away.

use serde_json::{Map, Value};

/// The version that is written.
pub const VERSION: u32 = 1;

/// The pairs of a link, in order.
pub type Pairs = Vec<(String, String)>;

/// How version n becomes version n + 1.
struct Upgrade {
    pairs: fn(&mut Pairs),
    document: fn(&mut Map<String, Value>),
}

/// One for each version before this one: the compiler counts them.
static UPGRADES: [Upgrade; VERSION as usize] = [Upgrade {
    pairs: one_name_each,
    // No document was ever published as version 0.
    document: |_| (),
}];

/// Something was written by a newer Faultfinder, in this version.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Newer(pub u32);

/// Upgrades pairs of any version to this one.
pub fn upgrade_pairs(pairs: &mut Pairs) -> Result<(), Newer> {
    let version = pairs.iter().find(|(key, _)| key == "v");
    let version = version.map_or(0, |(_, value)| number(value));
    for upgrade in since(version)? {
        (upgrade.pairs)(pairs);
    }
    Ok(())
}

/// Upgrades a document of this version to the newest.
pub fn upgrade_document(version: u32, document: &mut Map<String, Value>) -> Result<(), Newer> {
    for upgrade in since(version)? {
        (upgrade.document)(document);
    }
    Ok(())
}

/// An invalid version is treated as the current one.
pub fn number(text: &str) -> u32 {
    match text.bytes().all(|byte| byte.is_ascii_digit()) {
        // What does not fit is newer than anything.
        true if !text.is_empty() => text.parse().unwrap_or(u32::MAX),
        _ => VERSION,
    }
}

fn since(version: u32) -> Result<&'static [Upgrade], Newer> {
    UPGRADES.get(version as usize..).ok_or(Newer(version))
}

/// 0 to 1: other inspectors say `serverUrl` or `url`, and `http` where they mean Streamable HTTP.
fn one_name_each(pairs: &mut Pairs) {
    for alias in ["serverUrl", "url"] {
        let is_there = |name: &str| {
            let mut pairs = pairs.iter();
            pairs.position(|(key, value)| key == name && !value.trim().is_empty())
        };
        if let (None, Some(place)) = (is_there("server"), is_there(alias))
            && let Some((key, _)) = pairs.get_mut(place)
        {
            *key = "server".to_owned();
        }
    }
    for (key, value) in pairs {
        if key == "transport" && value == "http" {
            *value = "streamable-http".to_owned();
        }
    }
}
