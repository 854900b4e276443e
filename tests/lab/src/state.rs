//! What the lab remembers: open sessions, open event streams, and every request received.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use hyper::body::Bytes;
use hyper::http::request::Parts;
use serde::Serialize;
use tokio::sync::mpsc;

use crate::authorization::store::Store;

/// One request as it arrived.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Logged {
    /// Milliseconds since the lab started.
    pub at_ms: u64,
    /// Milliseconds since 1970.
    pub unix_ms: u64,
    /// The origin (or transport port) that received it.
    pub origin: String,
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Logged {
    /// An HTTP request.
    pub fn request(origin: &str, parts: &Parts, body: &Bytes) -> Logged {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value.as_bytes())));
        Logged {
            origin: origin.to_owned(),
            method: parts.method.to_string(),
            path: parts.uri.to_string(),
            headers: headers.collect(),
            body: text(body),
            ..Logged::default()
        }
    }

    /// A connection on which no HTTP was spoken.
    pub fn connection(origin: String) -> Logged {
        Logged {
            origin,
            method: "(connection)".to_owned(),
            ..Logged::default()
        }
    }
}

type Events = mpsc::Sender<io::Result<Bytes>>;

/// Shared by all endpoints of one lab.
#[derive(Debug)]
pub struct State {
    started: Instant,
    log: Mutex<HashMap<String, Vec<Logged>>>,
    /// Causes that somebody has mended.
    fixed: Mutex<HashSet<String>>,
    sessions: Mutex<HashMap<String, Session>>,
    pub authorization: Store,
}

#[derive(Debug)]
struct Session {
    cause: &'static str,
    /// The event stream of the old transport, on which answers travel.
    events: Option<Events>,
}

impl State {
    pub fn new() -> State {
        State {
            started: Instant::now(),
            log: Mutex::default(),
            fixed: Mutex::default(),
            sessions: Mutex::default(),
            authorization: Store::new(),
        }
    }

    /// Writes a request down under its cause.
    pub fn record(&self, cause: &str, mut entry: Logged) {
        entry.at_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        entry.unix_ms = u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX);
        lock(&self.log)
            .entry(cause.to_owned())
            .or_default()
            .push(entry);
    }

    /// The requests that reached a cause since its log was last cleared.
    pub fn log(&self, cause: &str) -> Vec<Logged> {
        lock(&self.log).get(cause).cloned().unwrap_or_default()
    }

    /// Forgets the requests of one cause, or of all.
    pub fn clear(&self, cause: Option<&str>) {
        match cause {
            Some(cause) => {
                lock(&self.log).remove(cause);
            }
            None => lock(&self.log).clear(),
        }
    }

    /// Mends a cause, or breaks it again.
    pub fn set_fixed(&self, cause: &str, is_fixed: bool) {
        let mut fixed = lock(&self.fixed);
        match is_fixed {
            true => fixed.insert(cause.to_owned()),
            false => fixed.remove(cause),
        };
    }

    pub fn is_fixed(&self, cause: &str) -> bool {
        lock(&self.fixed).contains(cause)
    }

    /// Opens a session and returns its id.
    pub fn open(&self, cause: &'static str, events: Option<Events>) -> String {
        let id = random_id();
        lock(&self.sessions).insert(id.clone(), Session { cause, events });
        id
    }

    pub fn is_open(&self, cause: &str, id: &str) -> bool {
        lock(&self.sessions)
            .get(id)
            .is_some_and(|session| session.cause == cause)
    }

    /// The event stream of a session of the old transport.
    pub fn events(&self, cause: &str, id: &str) -> Option<Events> {
        let sessions = lock(&self.sessions);
        sessions
            .get(id)
            .filter(|session| session.cause == cause)?
            .events
            .clone()
    }

    /// Ends a session; false where there was none.
    pub fn close(&self, cause: &str, id: &str) -> bool {
        self.is_open(cause, id) && lock(&self.sessions).remove(id).is_some()
    }
}

/// 128 bits in hexadecimal. The standard library seeds each hasher from the system's randomness.
pub fn random_id() -> String {
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
