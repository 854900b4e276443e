//! The lines to paste: whole for every product, and safe to paste whatever a recording says.

use faultfinder::checks::allowed_origin::{ANY, AllowedOrigin};
use faultfinder::checks::catalogue::{CATALOGUE, Help};
use faultfinder::checks::snippets::filled;
use faultfinder::protocol::address::ParsedAddress;
use faultfinder::trace::vantage::Options;

use crate::rows::each;

const PRODUCTS: [&str; 8] = [
    "nginx",
    "Caddy",
    "Express",
    "Starlette, FastMCP",
    "ASP.NET Core",
    "axum",
    "Cloudflare Workers",
    "Spring",
];

fn help() -> Help {
    Help::parse(include_str!(concat!(env!("OUT_DIR"), "/help.json")))
}

/// Every snippet of every code that has some, as it is shown.
fn shown(values: &[(&'static str, String)], own: &[&str]) -> Vec<(String, String)> {
    let help = help();
    let mut shown = Vec::new();
    for entry in &CATALOGUE {
        let named = help.snippets_with_named_origins(entry.code);
        let named = named.map(|(product, lines)| (format!("{product}, named"), lines));
        let all = help.snippets(entry.code);
        let all = all.map(|(product, lines)| (product.to_owned(), lines));
        for (product, lines) in all.chain(named) {
            let name = format!("{} for {product}", entry.code);
            let lines = filled(lines, values, own.iter().copied());
            shown.push((name, lines.unwrap_or_default()));
        }
    }
    shown
}

/// `{word}` in a text: what a placeholder looks like.
fn placeholder(text: &str) -> Option<&str> {
    let inner = text.split('{').skip(1);
    let mut names = inner.filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
    names.find(|name| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    })
}

#[test]
fn every_product_has_lines_for_every_topic() {
    let help = help();
    let lines = |code: &str| -> Vec<(String, String)> {
        let all = help.snippets(code);
        all.map(|(product, lines)| (product.to_owned(), lines.to_owned()))
            .collect()
    };
    let topics = CATALOGUE
        .iter()
        .map(|entry| (entry.code, lines(entry.code)));
    let topics: Vec<_> = topics.filter(|(_, all)| !all.is_empty()).collect();
    let count = topics.len();
    assert!(count >= 16, "{count} codes have lines to paste");
    each(
        topics,
        |(code, _)| (*code).to_owned(),
        |(_, all)| has_lines_for_every_product(all),
    );
}

fn has_lines_for_every_product(all: &[(String, String)]) {
    let names: Vec<&str> = all.iter().map(|(product, _)| product.as_str()).collect();
    assert_eq!(names, PRODUCTS);
    for (product, lines) in all {
        assert!(lines.len() > 40, "{product}");
        // A narrow window wraps them; these are what a wide one can show.
        let widest = lines.lines().map(|line| line.chars().count()).max();
        assert!(widest < Some(122), "{product}");
    }
}

#[test]
fn without_a_run_the_lines_are_whole() {
    for (name, lines) in shown(&[], &[]) {
        assert_eq!(placeholder(&lines), None, "{name}");
    }
}

#[test]
fn the_values_of_a_run_are_in_the_lines() {
    let values = [
        ("origin", "https://page.example:8443".to_owned()),
        ("path", "/team/mcp".to_owned()),
        ("host", "mcp.example".to_owned()),
    ];
    for (name, lines) in shown(&values, &["X-Api-Key", "mcp-session-id"]) {
        assert_eq!(placeholder(&lines), None, "{name}");
        assert!(!lines.contains("app.example.com"), "{name}");
        if name.starts_with("cors/not-allowed") {
            // This page alone is never allowed: a fix for one browser client is none for the others.
            let is_named = name.ends_with(", named");
            assert_eq!(
                lines.contains("https://page.example:8443"),
                is_named,
                "{name}"
            );
            assert_eq!(
                lines.contains("https://your-app.example"),
                is_named,
                "{name}"
            );
            assert!(lines.contains("Last-Event-ID, X-Api-Key"), "{name}");
            assert!(!lines.contains("X-Api-Key, mcp-session-id"), "{name}");
        }
    }
}

/// Whether the first lines for a redirect are offered when the run was at `path` and led to `to`.
fn is_offered(path: &str, to: &str) -> bool {
    let help = help();
    let values = [
        ("path", path.to_owned()),
        ("base", "https://mcp.example".to_owned()),
        ("to", to.to_owned()),
    ];
    let mut lines = help.snippets("cors/slash-redirect");
    let (_, first) = lines.next().expect("lines for a redirect");
    filled(first, &values, std::iter::empty()).is_some()
}

fn lines_for_a_slash_are_for_a_slash(path: &str, to: &str, expected: bool) {
    assert_eq!(is_offered(path, to), expected);
}

rows! { lines_for_a_slash_are_for_a_slash;
    added: ("/mcp", "https://mcp.example/mcp/", true),
    taken_away: ("/mcp/", "https://mcp.example/mcp", true),
    other_path: ("/mcp", "https://mcp.example/login", false),
    other_host: ("/mcp", "https://www.mcp.example/mcp/", false),
    from_the_root: ("/", "https://mcp.example/mcp/", false),
}

#[test]
fn nothing_hostile_gets_into_the_lines() {
    let values = [
        ("origin", "https://a\";evil()//".to_owned()),
        ("path", "/mcp;$evil{}\n'".to_owned()),
        ("host", "\\evil".to_owned()),
    ];
    for (name, lines) in shown(&values, &["$evil", "x'evil"]) {
        assert!(!lines.contains("evil"), "{name}: {lines}");
    }
}

fn a_fix_allows(server: &str, bearer: Option<&str>, any: bool) {
    let options = Options {
        server: server.to_owned(),
        bearer: bearer.map(str::to_owned),
        ..Options::default()
    };
    let ParsedAddress::Target(target) = options.address(None) else {
        panic!("{server} is no address");
    };
    let allowed = AllowedOrigin::of(Some(&target), &options, "https://page.example");
    assert_eq!(allowed.value == ANY, any);
    assert_eq!(allowed.note.contains("https://page.example"), !any);
}

rows! { a_fix_allows;
    public: ("https://mcp.example/mcp", None, true),
    public_with_a_token: ("https://mcp.example/mcp", Some("t"), true),
    this_machine: ("http://localhost:3000/mcp", None, false),
    this_machine_with_a_token: ("http://localhost:3000/mcp", Some("t"), true),
    this_network: ("http://192.168.1.20/mcp", None, false),
}

#[test]
fn no_fix_allows_this_page_alone() {
    let help = help();
    each(
        &CATALOGUE,
        |entry| entry.code.to_owned(),
        |entry| {
            let fix = help.topic(entry.code).expect("a text").fix();
            for name in ["Allow-Origin: {origin}", "Allow-Origin \"{origin}\""] {
                assert!(!fix.contains(name), "{fix}");
            }
        },
    );
}
