//! A long line to a server of this machine: holds back whatever passes, and counts round trips.
//!
//! A request that could not have been sent before an answer had come is one round trip later than the request that was
//! answered. So what the relay counts depends on the order in which things happen and on no clock, as long as requests
//! that are sent side by side come within the time for which answers are held back. Connections are made at once: what a
//! real line takes for them depends on TLS and on the version of HTTP, and is the same for every program.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use crate::failure::Result;

/// A relay to one server; it ends with the process.
pub struct Relay {
    address: SocketAddr,
    line: Arc<Line>,
}

/// What all connections share.
struct Line {
    /// For so long everything is held back, each way.
    hold: Duration,
    counted: Mutex<Counted>,
    /// Whether what answers a DELETE may pass.
    lets_deletes_end: watch::Sender<bool>,
}

#[derive(Default)]
struct Counted {
    /// Of the answers that have arrived.
    rounds: usize,
    requests: Vec<Carried>,
}

/// A request that was carried.
#[derive(Clone, Debug)]
pub struct Carried {
    /// Its method; `OPTIONS for DELETE` where a preflight asks for that.
    pub name: String,
    /// How many round trips it was the end of, its own included.
    pub round: usize,
}

impl Carried {
    fn ends_session(&self) -> bool {
        self.name.ends_with("DELETE")
    }
}

impl Relay {
    /// Begins to carry to this port of this machine.
    pub async fn start(to: u16, hold: Duration) -> Result<Relay> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let line = Arc::new(Line {
            hold,
            counted: Mutex::default(),
            lets_deletes_end: watch::Sender::new(true),
        });
        let carrying = Arc::clone(&line);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let line = Arc::clone(&carrying);
                tokio::spawn(async move { line.carry(near, to).await });
            }
        });
        Ok(Relay { address, line })
    }

    /// The same address, by way of the relay.
    pub fn url(&self, url: &str) -> Result<String> {
        let mut url = url::Url::parse(url)?;
        // Only a URL without a host has no place for a port.
        let _ = url.set_port(Some(self.address.port()));
        Ok(url.into())
    }

    /// So many round trips were needed for what has arrived by now.
    pub fn rounds(&self) -> usize {
        self.line.counted().rounds
    }

    /// The same without the end of the session, for which no verdict waits.
    pub fn rounds_to_verdict(&self) -> usize {
        let requests = self.requests();
        let counted = requests.iter().filter(|request| !request.ends_session());
        counted.map(|request| request.round).max().unwrap_or(0)
    }

    /// All that was carried, in order.
    pub fn requests(&self) -> Vec<Carried> {
        self.line.counted().requests.clone()
    }

    /// From now on a DELETE is answered, or not.
    pub fn let_deletes_end(&self, may: bool) {
        self.line.lets_deletes_end.send_replace(may);
    }
}

impl Line {
    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn carry(self: Arc<Line>, near: TcpStream, to: u16) {
        let Ok(far) = TcpStream::connect(("127.0.0.1", to)).await else {
            return;
        };
        // Small packets are not to wait for each other: the line is to be as long as it says.
        let _ = (near.set_nodelay(true), far.set_nodelay(true));
        let (near_in, near_out) = near.into_split();
        let (far_in, far_out) = far.into_split();
        let open = Mutex::default();
        let connection = Arc::new(Connection { line: self, open });
        let there = pass(Arc::clone(&connection), Way::There, near_in, far_out);
        tokio::join!(there, pass(connection, Way::Back, far_in, near_out));
    }
}

/// One connection, with the request that is under way on it: HTTP/1.1 has one at a time.
struct Connection {
    line: Arc<Line>,
    open: Mutex<Option<Carried>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    There,
    Back,
}

impl Connection {
    fn open(&self) -> MutexGuard<'_, Option<Carried>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first bytes after an answer begin a request.
    fn note_request(&self, bytes: &[u8]) {
        let mut open = self.open();
        if open.is_some() {
            return;
        }
        let mut counted = self.line.counted();
        let round = counted.rounds + 1;
        let name = name_of(&String::from_utf8_lossy(bytes));
        let request = Carried { name, round };
        counted.requests.push(request.clone());
        *open = Some(request);
    }

    /// The first bytes of an answer end its round trip; what follows belongs to the same.
    async fn note_answer(&self) {
        let answered = self.open().take();
        let Some(request) = answered else { return };
        if request.name == "DELETE" {
            let mut may = self.line.lets_deletes_end.subscribe();
            // The sender lives as long as the line.
            let _ = may.wait_for(|may| *may).await;
        }
        let mut counted = self.line.counted();
        counted.rounds = counted.rounds.max(request.round);
    }
}

/// Hands bytes on, each as long after it came as the line takes. A request counts from when it came, an answer from when it
/// is handed on.
async fn pass(
    connection: Arc<Connection>,
    way: Way,
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
) {
    let (sender, mut held) = mpsc::unbounded_channel();
    let asking = Arc::clone(&connection);
    let reading = tokio::spawn(async move {
        let mut bytes = vec![0; 1 << 16];
        while let Ok(length @ 1..) = from.read(&mut bytes).await {
            let come = bytes.get(..length).unwrap_or_default();
            if way == Way::There {
                asking.note_request(come);
            }
            let due = Instant::now() + asking.line.hold;
            if sender.send((due, come.to_vec())).is_err() {
                break;
            }
        }
    });
    while let Some((due, bytes)) = held.recv().await {
        sleep_until(due).await;
        if way == Way::Back {
            connection.note_answer().await;
        }
        if to.write_all(&bytes).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
    reading.abort();
}

/// The method of a request, and what a preflight asks for.
fn name_of(head: &str) -> String {
    let method = head.split(' ').next().unwrap_or_default();
    let wanted = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_it = name.eq_ignore_ascii_case("access-control-request-method");
        is_it.then(|| value.trim().to_owned())
    });
    match wanted {
        Some(wanted) => format!("{method} for {wanted}"),
        None => method.to_owned(),
    }
}
