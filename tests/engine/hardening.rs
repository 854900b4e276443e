//! What the documents of the page, the files for hosts and the packages say of safety, and that they say the same.

use std::path::{Path, PathBuf};

use crate::tidy::{files, read, source};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The directives of the policy in a document.
fn policy(document: &str) -> Vec<String> {
    let text = read(&root().join(document));
    let (_, rest) = text
        .split_once("Content-Security-Policy\"")
        .expect("a policy");
    let policy = rest.split('"').nth(1).unwrap_or_default();
    policy.split(';').map(|one| one.trim().to_owned()).collect()
}

#[test]
fn the_design_shows_the_policy_of_the_page() {
    let design = read(&root().join("docs/design.md"));
    let words = design.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains(&policy("index.html").join("; ")),
        "{:?}",
        policy("index.html")
    );
}

fn a_policy_has(document: &str, wanted: &[&str]) {
    let policy = policy(document);
    let has = |one: &&&str| !policy.iter().any(|directive| directive == **one);
    let missing: Vec<_> = wanted.iter().filter(has).collect();
    assert!(
        missing.is_empty(),
        "{document} lacks {missing:?}: {policy:?}"
    );
}

rows! { a_policy_has;
    the_page: ("index.html", &["default-src 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'none'",
        "frame-src 'self'", "require-trusted-types-for 'script'", "trusted-types default"]),
    the_page_that_comes_back: ("src/browser/oauth/callback.html", &["default-src 'none'", "object-src 'none'",
        "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"]),
}

#[test]
fn no_document_tells_where_it_stands() {
    for document in ["index.html", "src/browser/oauth/callback.html"] {
        let text = read(&root().join(document));
        assert!(
            text.contains("<meta name=\"referrer\" content=\"no-referrer\" />"),
            "{document}"
        );
    }
}

/// Three programs, one set of headers. That they work is tested in `tests/e2e/src/suite/hosting.rs`.
#[test]
fn every_host_adds_the_same() {
    const HEADERS: [(&str, &str); 7] = [
        ("Content-Security-Policy", "frame-ancestors 'self'"),
        ("Cross-Origin-Opener-Policy", "same-origin-allow-popups"),
        (
            "Permissions-Policy",
            "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()",
        ),
        ("Referrer-Policy", "no-referrer"),
        ("Strict-Transport-Security", "max-age=31536000"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-cache"),
    ];
    for name in ["nginx.conf", "Caddyfile", "_headers"] {
        let file = root().join("docs/hosting").join(name);
        let text = read(&file);
        for (name, value) in HEADERS {
            assert!(
                text.contains(name) && text.contains(value),
                "{}: {name}: {value}",
                file.display()
            );
        }
        for used in ["local-network", "loopback-network", "clipboard-write"] {
            assert!(!text.contains(used), "{}: {used}", file.display());
        }
    }
}

#[test]
fn no_package_of_ours_is_unsafe() {
    for package in ["", "build/page", "tests/lab", "tests/e2e", "tests/fuzz"] {
        let manifest = read(&root().join(package).join("Cargo.toml"));
        assert!(
            manifest.contains("\nunsafe_code = \"forbid\"\n"),
            "{package}"
        );
    }
}

/// Nothing that runs is made of text: no address of a script, and no markup but what leptos writes.
#[test]
fn nothing_that_was_text_is_run() {
    let mut found = Vec::new();
    let scripts = [
        "start.js",
        "browser/oracle.js",
        "browser/oauth/callback.js",
        "embed/embed.js",
    ];
    let scripts = scripts.map(|name| source().join(name));
    for file in files(&source()).into_iter().chain(scripts) {
        let text = read(&file);
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            for sign in [
                "\"javascript:",
                "'javascript:",
                "inner_html",
                "innerHTML =",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "new Function",
            ] {
                if line.contains(sign) {
                    found.push(format!("{}: {line}", file.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
