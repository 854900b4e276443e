//! Signing in: how far a strict client comes with each cause.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use faultfinder_lab::page::{Page, PageOptions};
use faultfinder_lab::{Cause, Group, Outcome};
use hyper::Method;
use serde_json::{Value, json};

use crate::client::ask;
use crate::lab;
use crate::walk::walk;

/// A page with a client metadata document beside it.
struct Host {
    page: Page,
    dir: PathBuf,
}

impl Host {
    async fn start(name: &str) -> Host {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder = format!("faultfinder-lab-{name}-{}-{number}", std::process::id());
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
const STOPS: &str = include_str!("walks.txt");

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
        let walked = walk(&cause, &host.page, &mut notes).await;
        let (through, outcome) = match cause.sign_in {
            Some(_) => ("3 tools", Outcome::Healthy),
            None => ("consent", Outcome::AuthorizationRequired),
        };
        let native = cause.expect.native.as_ref().map(|native| native.outcome);
        let stopped =
            walked.map_or_else(|stopped| stopped, |tools| format!("{} tools", tools.len()));
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

const ELSEWHERE: &str = "http://localhost:9/elsewhere";

async fn nobody_is_sent_to_an_address_that_is_not_registered(client: &str, redirect_uri: &str) {
    let (lab, host) = (lab().await, Host::start("redirects").await);
    let client = client.replace("{page}", &host.page.origin());
    let authorize = format!("{}/oauth/authorize", lab.second_origin());
    let url = format!("{authorize}?client_id={client}&redirect_uri={redirect_uri}");
    let answer = ask(Method::GET, &url, &[], "").await.expect("an answer");
    assert_eq!((answer.status, answer.header("location")), (400, None));
    assert!(answer.body.contains("Sign-in failed"));
}

rows! { nobody_is_sent_to_an_address_that_is_not_registered;
    document_of_the_page: ("{page}/oauth/client.json", ELSEWHERE),
    document_that_nobody_serves: ("http://localhost:9/client.json", ELSEWHERE),
    document_elsewhere: ("https://client.example/client.json", ELSEWHERE),
    unknown_client: ("no-such-client", ELSEWHERE),
    script: ("lab-client", "javascript:alert(1)"),
    line_break: ("lab-client", "https://client.example/%0d%0aset-cookie:a=b"),
    confidential_client: ("lab-confidential-client", ELSEWHERE),
}

/// A sound request for a code, with a challenge of 43 letters.
const WHOLE: &str = "response_type=code&code_challenge=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&code_challenge_method=S256";

async fn a_sound_authorization_server_says_what_it_misses(query: &str, error: &str) {
    let lab = lab().await;
    let query = query.replace("{whole}", WHOLE);
    let url = format!(
        "{}/oauth/authorize?client_id=lab-client&redirect_uri=http://localhost:9/callback&state=s&{query}",
        lab.second_origin()
    );
    let answer = ask(Method::GET, &url, &[], "").await.expect("an answer");
    let location = answer.header("location").unwrap_or_default();
    assert!(location.contains(&format!("error={error}")), "{location}");
}

rows! { a_sound_authorization_server_says_what_it_misses;
    no_code: ("response_type=token", "unsupported_response_type"),
    no_challenge: ("response_type=code", "invalid_request"),
    plain_challenge: (&WHOLE.replace("S256", "plain"), "invalid_request"),
    other_resource: ("{whole}&resource=https://other.example", "invalid_target"),
    unknown_scope: ("{whole}&scope=admin", "invalid_scope"),
}

async fn the_catalogue_says_how_to_sign_in(id: &str, expected: Value) {
    let lab = lab().await;
    let url = format!("{}/causes.json", lab.origin());
    let list = ask(Method::GET, &url, &[], "").await.expect("a list");
    let list = list.message();
    let mut causes = list["causes"].as_array().expect("causes").iter();
    let cause = causes.find(|cause| cause["id"] == id);
    let sign_in = cause.map(|cause| cause["sign_in"].clone());
    assert_eq!(sign_in.unwrap_or_default(), expected);
}

rows! { the_catalogue_says_how_to_sign_in;
    nobody: ("oauth", json!(null)),
    dynamic: ("oauth-dynamic", json!({ "client": "dynamic" })),
    document: ("oauth-document", json!({ "client": "document" })),
    entered: (
        "oauth-secret-basic",
        json!({ "client": "entered", "client_id": "lab-confidential-client", "client_secret": "lab+secret/100%" }),
    ),
    step_up: ("oauth-step-up", json!({ "client": "dynamic", "then": "step-up" })),
    refresh: ("oauth-refresh", json!({ "client": "dynamic", "then": "refresh" })),
    pasted_token: ("oauth-pasted-token", json!({ "client": "dynamic", "then": "paste-token" })),
    no_answer: ("redirect-not-registered", json!({ "client": "dynamic", "then": "no-answer" })),
    second_server: ("oauth-second-server", json!({ "client": "dynamic", "then": "choose-second" })),
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_index_says_how_to_sign_in() {
    let lab = lab().await;
    let index = ask(Method::GET, &format!("{}/", lab.origin()), &[], "").await;
    let index = index.expect("the index").body;
    for words in [
        "id=\"oauth-step-up\"",
        "agree to the wider scope",
        "lab+secret/100%",
    ] {
        assert!(index.contains(words), "{words}");
    }
}
