//! Signing in: how far a strict client comes with each cause.

use std::collections::BTreeMap;
use std::path::PathBuf;

use faultfinder_lab::page::{Page, PageOptions};
use faultfinder_lab::{Cause, Group, Outcome};
use hyper::Method;
use serde_json::json;

use crate::client::ask;
use crate::lab;
use crate::oauth_client::connect;

/// A page with a client metadata document beside it.
struct Host {
    page: Page,
    dir: PathBuf,
}

impl Host {
    async fn start(name: &str) -> Host {
        let folder = format!("faultfinder-lab-{name}-{}", std::process::id());
        let dir = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(dir.join("oauth")).expect("a folder for the page");
        let options = PageOptions {
            dir: dir.clone(),
            ..PageOptions::default()
        };
        let page = Page::serve(options).await.expect("a free port");
        let origin = page.origin();
        let document = json!({
            "client_id": format!("{origin}/oauth/client.json"),
            "redirect_uris": [format!("{origin}/oauth/callback.html")]
        });
        std::fs::write(dir.join("oauth/client.json"), document.to_string()).expect("a document");
        Host { page, dir }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.dir).expect("the folder was ours");
    }
}

/// What the client notices, and where each cause stops it. Those that are not listed let it through to a session, or to the consent where
/// nobody signs in; those that need TLS are left to browsers.
const STOPS: &str = include_str!("sign_in_stops.txt");

fn stops() -> BTreeMap<&'static str, &'static str> {
    let lines = STOPS.lines();
    lines.filter_map(|line| line.split_once(" = ")).collect()
}

fn signs_in(cause: &Cause) -> bool {
    let is_deep = cause.deep && cause.sign_in.is_some();
    (matches!(cause.group, Group::Metadata | Group::SignIn) || is_deep) && cause.requires.is_empty()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_stops_where_it_should() {
    let (lab, host) = (lab().await, Host::start("stops").await);
    let (mut wrong, mut expected) = (Vec::new(), stops());
    let ports = [
        (lab.origin(), "{lab}"),
        (lab.second_origin(), "{second}"),
        (host.page.origin(), "{page}"),
        (
            lab.second_origin().replace("localhost", "LOCALHOST"),
            "{loud}",
        ),
    ];
    for cause in lab.causes().into_iter().filter(signs_in) {
        let mut notes = Vec::new();
        let result = connect(&cause, &host.page, &mut notes).await;
        let (through, outcome) = match cause.sign_in {
            Some(_) => ("3 tools", Outcome::Healthy),
            None => ("consent", Outcome::AuthorizationRequired),
        };
        let native = cause.expect.native.as_ref().map(|native| native.outcome);
        let stopped =
            result.map_or_else(|stopped| stopped, |tools| format!("{} tools", tools.len()));
        if stopped == through && native != Some(outcome) && !cause.deep {
            wrong.push(format!("{} gets through", cause.id));
        }
        notes.push(stopped);
        let named = |text: String, (origin, name): &(String, &str)| text.replace(origin, name);
        let got = ports.iter().fold(notes.join("; "), named);
        let wanted = expected.remove(cause.id).unwrap_or(through);
        if got != wanted {
            wrong.push(format!("{} = {got}", cause.id));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(expected.is_empty(), "no such causes: {expected:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let (lab, host) = (lab().await, Host::start("redirects").await);
    let origin = host.page.origin();
    let authorize = format!("{}/oauth/authorize", lab.second_origin());
    let document = format!("{origin}/oauth/client.json");
    let elsewhere = "http://localhost:9/elsewhere";
    let cases = [
        (document.as_str(), elsewhere),
        ("http://localhost:9/client.json", elsewhere),
        ("https://client.example/client.json", elsewhere),
        ("no-such-client", elsewhere),
        ("lab-client", "javascript:alert(1)"),
        ("lab-client", "https://client.example/%0d%0aset-cookie:a=b"),
        ("lab-confidential-client", elsewhere),
    ];
    for (client, redirect_uri) in cases {
        let url = format!("{authorize}?client_id={client}&redirect_uri={redirect_uri}");
        let answer = ask(Method::GET, &url, &[], "").await.expect("an answer");
        let location = answer.header("location");
        assert_eq!((answer.status, location), (400, None), "{client}");
        assert!(answer.body.contains("Sign-in failed"), "{client}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_authorization_server_says_what_it_misses() {
    let lab = lab().await;
    let authorize = format!(
        "{}/oauth/authorize?client_id=lab-client",
        lab.second_origin()
    );
    let whole = format!(
        "response_type=code&code_challenge={}&code_challenge_method=S256",
        "a".repeat(43)
    );
    let plain = whole.replace("S256", "plain");
    let cases = [
        ("response_type=token", "unsupported_response_type"),
        ("response_type=code", "invalid_request"),
        (plain.as_str(), "invalid_request"),
        (
            &format!("{whole}&resource=https://other.example"),
            "invalid_target",
        ),
        (&format!("{whole}&scope=admin"), "invalid_scope"),
    ];
    for (query, error) in cases {
        let url = format!("{authorize}&redirect_uri=http://localhost:9/callback&state=s&{query}");
        let answer = ask(Method::GET, &url, &[], "").await.expect("an answer");
        let location = answer.header("location").unwrap_or_default();
        assert!(
            location.contains(&format!("error={error}")),
            "{query}: {location}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_catalogue_says_how_to_sign_in() {
    let lab = lab().await;
    let url = format!("{}/causes.json", lab.origin());
    let causes = ask(Method::GET, &url, &[], "")
        .await
        .expect("a list")
        .message();
    let causes = causes["causes"].as_array().cloned().unwrap_or_default();
    let sign_in = |id: &str| {
        let cause = causes.iter().find(|cause| cause["id"] == id);
        cause
            .map(|cause| cause["sign_in"].clone())
            .unwrap_or_default()
    };
    let cases = [
        ("oauth", json!(null)),
        ("oauth-dynamic", json!({ "client": "dynamic" })),
        ("oauth-document", json!({ "client": "document" })),
        (
            "oauth-secret-basic",
            json!({ "client": "entered", "client_id": "lab-confidential-client", "client_secret": "lab+secret/100%" }),
        ),
        (
            "oauth-step-up",
            json!({ "client": "dynamic", "then": "step-up" }),
        ),
        (
            "oauth-refresh",
            json!({ "client": "dynamic", "then": "refresh" }),
        ),
        (
            "oauth-pasted-token",
            json!({ "client": "dynamic", "then": "paste-token" }),
        ),
        (
            "redirect-not-registered",
            json!({ "client": "dynamic", "then": "no-answer" }),
        ),
        (
            "oauth-second-server",
            json!({ "client": "dynamic", "then": "choose-second" }),
        ),
    ];
    for (id, expected) in cases {
        assert_eq!(sign_in(id), expected, "{id}");
    }
    let url = format!("{}/", lab.origin());
    let index = ask(Method::GET, &url, &[], "").await;
    let index = index.expect("the index").body;
    for words in [
        "id=\"oauth-step-up\"",
        "agree to the wider scope",
        "lab+secret/100%",
    ] {
        assert!(index.contains(words), "{words}");
    }
}
