//! Redirects lead neither what is secret nor a page to where it must not go.

use std::collections::HashMap;

use faultfinder::engine::Run;
use faultfinder::protocol::address::same_origin;
use faultfinder::protocol::url::Url;
use faultfinder::trace::exchange::Ending;
use faultfinder::trace::recording::Recording;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::transcript::{Abort, EventKind, Transcript};
use faultfinder::trace::vantage::Options;
use faultfinder::trace::wire::{Action, Input, Redirect, Request};
use serde_json::json;

use crate::reports::sound;
use crate::world::{
    Answer, REDIRECTED, Reply, World, json_reply, legacy, method, modern, open_cors, options,
    text_reply,
};

const URL: &str = "https://mcp.test/mcp";
const SESSION: &str = "mcp-session-id";

/// The id of a session is sent to the origin that gave it out, and no browser takes it further. Held against every
/// transcript that the tests make or keep.
pub fn session_ids_stay(transcript: &Transcript) {
    let url = |text: &str| Url::parse(text).expect("an address");
    let mut given: HashMap<&str, Vec<Url>> = HashMap::new();
    for event in &transcript.events {
        match &event.kind {
            EventKind::Head { head, .. } if !head.url.is_empty() => {
                if let (Some(id), Ok(from)) = (head.headers.get(SESSION), Url::parse(&head.url)) {
                    given.entry(id).or_default().push(from);
                }
            }
            EventKind::Send(sent) => {
                let Some(id) = sent.request.headers.get(SESSION) else {
                    continue;
                };
                // The probe and the negative tests have ids of their own, which nobody gave out.
                if let Some(origins) = given.get(id) {
                    let to = url(&sent.request.url);
                    let is_home = origins.iter().any(|from| same_origin(from, &to));
                    assert!(is_home, "{id} goes to {}", sent.request.url);
                    assert_eq!(sent.redirect, Redirect::Manual, "{:?}", sent.purpose);
                }
            }
            _ => {}
        }
    }
}

/// One kind of request of an open session.
#[derive(Clone, Copy)]
enum Kind {
    Initialized,
    List,
    Stream,
    Delete,
}

impl Kind {
    fn is(self, request: &Request) -> bool {
        match self {
            Kind::Initialized => method(request) == "notifications/initialized",
            Kind::List => method(request) == "tools/list",
            Kind::Stream => request.method == "GET",
            Kind::Delete => request.method == "DELETE",
        }
    }
}

/// A sound server that redirects these requests to this address; whoever asks without the id of the session
/// learns where to.
fn redirecting(kind: Kind, to: &'static str) -> impl Fn(&Request) -> Answer + 'static {
    move |request| match request.headers.contains(SESSION) {
        _ if !kind.is(request) || request.url == to => legacy(request),
        true => text_reply(307, "text/plain", ""),
        false => Answer::Reply(Reply {
            status: 400,
            headers: vec![(REDIRECTED, to.to_owned())],
            body: String::new(),
            open: false,
        }),
    }
}

fn bearer() -> Options {
    Options {
        bearer: Some("entered-by-the-user".to_owned()),
        ..options(URL)
    }
}

fn a_session_id_stays_with_its_server(kind: Kind, finding: &str) {
    for options in [options(URL), bearer()] {
        let world = World::run(
            options,
            open_cors(),
            redirecting(kind, "https://other.test/mcp"),
        );
        let report = sound(world.run.transcript());
        let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
        assert!(codes.contains(&finding), "{codes:?}");
        let elsewhere = world
            .sent
            .iter()
            .filter(|request| !request.url.starts_with("https://mcp.test"));
        assert_eq!(elsewhere.count(), 0);
    }
}

rows! { a_session_id_stays_with_its_server;
    initialized: (Kind::Initialized, "endpoint/redirects-elsewhere"),
    list: (Kind::List, "endpoint/redirects-elsewhere"),
    stream: (Kind::Stream, "stream/redirects-elsewhere"),
    delete: (Kind::Delete, "closing/redirects-elsewhere"),
}

fn a_redirect_within_the_origin_is_followed(kind: Kind) {
    const MOVED: &str = "https://mcp.test/moved";
    for options in [options(URL), bearer()] {
        let world = World::run(options, open_cors(), redirecting(kind, MOVED));
        world.assert_open();
        sound(world.run.transcript());
        let there = world.sent.iter().filter(|request| request.url == MOVED);
        assert!(there.clone().count() > 0);
        assert!(
            there
                .clone()
                .all(|request| request.headers.contains(SESSION))
        );
    }
}

rows! { a_redirect_within_the_origin_is_followed;
    initialized: (Kind::Initialized),
    list: (Kind::List),
    stream: (Kind::Stream),
    delete: (Kind::Delete),
}

/// `initialize` was redirected to another host, which opened the session: that is where it is ended.
#[test]
fn a_cancelled_session_is_ended_where_it_was_opened() {
    const OTHER: &str = "https://other.test/mcp";
    let serve = |request: &Request| match legacy(request) {
        Answer::Reply(mut reply) if method(request) == "initialize" => {
            reply.headers.push((REDIRECTED, OTHER.to_owned()));
            Answer::Reply(reply)
        }
        _ if method(request) == "tools/list" => Answer::Hang,
        answer => answer,
    };
    let mut world = World::run_until_waiting(options(URL), open_cors(), serve);
    world.tell(Input::User(Action::Cancel));
    world.drive();
    let ended = world.sent.iter().find(|request| request.method == "DELETE");
    assert_eq!(ended.map(|request| request.url.as_str()), Some(OTHER));
    sound(world.run.transcript());
}

/// A sound server at `moved`, reached by a redirect.
fn led_to(moved: &'static str) -> impl Fn(&Request) -> Answer + 'static {
    move |request| match modern(request) {
        Answer::Reply(mut reply) => {
            reply.headers.push((REDIRECTED, moved.to_owned()));
            Answer::Reply(reply)
        }
        other => other,
    }
}

fn a_public_server_does_not_lead_inside(to: &'static str) {
    let world = World::run(options(URL), open_cors(), led_to(to));
    world.assert_fault(Step::Endpoint, "private-redirect");
    let exchange = &world.run.recording().exchanges[0];
    assert_eq!(exchange.private_redirect(), Some(to));
    assert!(exchange.body.is_empty() && exchange.messages.is_empty());
    let kept = exchange
        .head
        .as_ref()
        .map(|head| head.headers.iter().count());
    assert_eq!(kept, Some(0));
    let report = sound(world.run.transcript());
    assert_eq!(report.code.as_deref(), Some("endpoint/private-redirect"));
}

rows! { a_public_server_does_not_lead_inside;
    loopback: ("http://127.0.0.1:8080/mcp"),
    loopback_v6: ("http://[::1]/mcp"),
    localhost: ("http://localhost/mcp"),
    localhost_with_a_dot: ("http://localhost./mcp"),
    net_10: ("https://10.0.0.7/mcp"),
    link_local: ("http://169.254.169.254/mcp"),
    no_dot: ("https://intranet/mcp"),
    mdns: ("http://printer.local/mcp"),
}

fn a_redirect_may_lead_there(server: &str, to: &'static str) {
    World::run(options(server), open_cors(), led_to(to)).assert_open();
}

rows! { a_redirect_may_lead_there;
    public_to_public: (URL, "https://other.test/mcp"),
    // The user asked for it.
    local_to_local: ("http://localhost:3000/mcp", "http://127.0.0.1:8080/mcp"),
    local_to_public: ("https://10.0.0.7/mcp", "https://mcp.test/mcp"),
}

/// The document that a public server is asked for, or that it names, by a redirect from inside.
fn metadata_does_not_lead_inside(challenge: &'static str, moved: &'static str, code: &str) {
    let serve = move |request: &Request| {
        if request.method != "GET" {
            return Answer::Reply(Reply {
                status: 401,
                headers: vec![("www-authenticate", challenge.to_owned())],
                body: String::new(),
                open: false,
            });
        }
        let document = json!({
            "resource": URL,
            "authorization_servers": ["https://auth.test"],
            "issuer": "https://auth.test",
        });
        match json_reply(200, &document) {
            Answer::Reply(mut reply) if request.url.contains(moved) => {
                let inside = "http://10.0.0.7/restart".to_owned();
                reply.headers.push((REDIRECTED, inside));
                Answer::Reply(reply)
            }
            answer => answer,
        }
    };
    let world = World::run(options(URL), open_cors(), serve);
    let report = sound(world.run.transcript());
    assert_eq!(report.code.as_deref(), Some(code));
    for step in [Step::Reach, Step::Cors, Step::Endpoint, Step::Challenge] {
        assert_eq!(world.status(step), Status::Pass, "{step:?}");
    }
    let stopped = |recording: &Recording| {
        let mut exchanges = recording.exchanges.iter();
        exchanges.any(|exchange| exchange.ending == Some(Ending::Aborted(Abort::PrivateAddress)))
    };
    assert!(stopped(world.run.recording()));
}

rows! { metadata_does_not_lead_inside;
    advertised: ("Bearer resource_metadata=\"https://mcp.test/meta\"", "mcp.test/meta", "resource-metadata/private-redirect"),
    well_known: ("Bearer", "oauth-protected-resource", "resource-metadata/private-redirect"),
    server: ("Bearer resource_metadata=\"https://mcp.test/meta\"", "auth.test", "authorization-server/private-redirect"),
}

/// What was stopped stays stopped when the transcript is told again.
#[test]
fn a_stopped_redirect_replays() {
    let world = World::run(options(URL), open_cors(), led_to("http://10.0.0.7/mcp"));
    let told = world.run.transcript();
    let again: Run = crate::fixtures::transcripts::replay(told);
    assert_eq!(again.transcript().events, told.events);
}
