//! The same again, several times: sessions that do not all live, lists that are not always the same.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::Value;

use super::super::{Entry, endpoint};
use super::warns;
use crate::cause::Expectations;
use crate::message::{Reply, Request};
use crate::server::Server;
use crate::state::lock;

pub fn causes() -> Vec<Entry> {
    let intermittent = || Expectations::degraded("session/intermittent");
    vec![
        endpoint(
            "deep-session-intermittent",
            "Sessions are lost when several are open",
            "Keeps its sessions in memory, and starts a second instance that does not know them once three are open.",
            second_instance(),
        )
        .failures(&["F25"])
        .expect(intermittent()),
        endpoint(
            "deep-instance-down",
            "Every third request reaches an instance that is down",
            "Runs three times behind a load balancer, and one of them answers lists with 503.",
            one_down(),
        )
        .failures(&["F25"])
        .expect(intermittent()),
        endpoint(
            "deep-tools-vary",
            "List of tools varies",
            "Runs in two versions behind a load balancer, and the older one has a tool less.",
            every_second_list(Server::modern(), |tools| drop(tools.pop())),
        )
        .expect(warns("tools/list-varies")),
        endpoint(
            "deep-tools-of-session",
            "Healthy, with different tools in each session",
            "Nothing: it shows every second session other tools, as a server of 2025-11-25 may.",
            every_second_list(Server::sessions(), |tools| drop(tools.pop())),
        ),
        endpoint(
            "deep-tools-order",
            "Order of tools varies",
            "Lists its tools as they lie in a hash table, so that every second list is in another order.",
            every_second_list(Server::modern(), |tools| tools.reverse()),
        )
        .expect(warns("tools/order-varies")),
        endpoint(
            "deep-cold-start",
            "Cold start",
            "Sleeps after two seconds without a request, and takes two and a half to wake.",
            asleep(),
        )
        .failures(&["F30"])
        .expect(warns("reach/cold-start")),
    ]
}

/// Loses what is opened while three other sessions are open. A client that leaves without an end is not waited for.
fn second_instance() -> Server {
    const FORGOTTEN: Duration = Duration::from_secs(5);
    // So that those who come at once are there at once.
    const OPENING: Duration = Duration::from_millis(100);
    #[derive(Default)]
    struct Sessions {
        open: HashMap<Vec<u8>, Instant>,
        lost: HashSet<Vec<u8>>,
    }
    let sessions = Arc::new(Mutex::<Sessions>::default());
    let asked = Arc::clone(&sessions);
    let server = Server::sessions().before(move |request| {
        let id = request.headers.get("mcp-session-id")?.as_bytes();
        let mut asked = lock(&asked);
        if request.method == Method::DELETE {
            asked.open.remove(id);
        }
        let is_lost = asked.lost.contains(id);
        is_lost.then(|| Reply::error(404, request.rpc_id(), -32001, "Session not found"))
    });
    server.amend(move |_, reply| {
        let Some(id) = reply.headers.get("mcp-session-id") else {
            return;
        };
        let id = id.as_bytes().to_vec();
        let mut sessions = lock(&sessions);
        sessions.open.retain(|_, since| since.elapsed() < FORGOTTEN);
        if sessions.open.len() >= 3 {
            sessions.lost.insert(id.clone());
        }
        sessions.open.insert(id, Instant::now());
        reply.delay = OPENING;
    })
}

/// Counts from the beginning of a run: each one begins with `server/discover`, and so meets the same.
fn one_down() -> Server {
    let lists = AtomicUsize::new(0);
    Server::modern().amend(move |request, reply| {
        if request.rpc_method() == "server/discover" {
            lists.store(0, Ordering::Relaxed);
        }
        if is_listed(request, reply) && lists.fetch_add(1, Ordering::Relaxed) % 3 == 2 {
            *reply = Reply::text(503, "text/plain", "Service Unavailable");
        }
    })
}

/// Whether this is a list of tools that is given.
fn is_listed(request: &Request, reply: &mut Reply) -> bool {
    request.rpc_method() == "tools/list" && reply.result_mut().is_some()
}

fn every_second_list(
    server: Server,
    change: impl Fn(&mut Vec<Value>) + Send + Sync + 'static,
) -> Server {
    let lists = AtomicUsize::new(0);
    server.spoil("tools/list", move |result| {
        let is_second = lists.fetch_add(1, Ordering::Relaxed) % 2 == 1;
        if let (true, Some(tools)) = (is_second, result["tools"].as_array_mut()) {
            change(tools);
        }
    })
}

fn asleep() -> Server {
    const PATIENCE: Duration = Duration::from_secs(2);
    const WAKING: Duration = Duration::from_millis(2500);
    let awake_until = Mutex::<Option<Instant>>::default();
    Server::sessions().amend(move |_, reply| {
        let now = Instant::now();
        let mut awake_until = lock(&awake_until);
        let is_awake = awake_until.is_some_and(|end| now < end);
        let answered = if is_awake { now } else { now + WAKING };
        reply.delay = answered - now;
        *awake_until = Some(answered + PATIENCE);
    })
}
