//! Faults below HTTP. Each has a port of its own, because a path cannot show them.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

use crate::listen::{Accepting, Sockets, refused_port};
use crate::state::{Logged, State};
use crate::tls::{Ca, NAMES, Validity, self_signed};
use crate::{Handler, http_answer};

/// What a port does to those who connect.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wire {
    /// Nobody listens.
    Refused,
    /// Connection attempts are dropped in silence.
    Filtered,
    /// Accepts, reads, and never says a word.
    Silent,
    SelfSigned,
    Expired,
    WrongHost,
    /// A sound server over TLS, its certificate from the lab's own authority.
    Https,
    /// Ends each handshake with the alert "protocol version".
    TlsTooOld,
    ClientCertificate,
    /// Greets like an SSH server.
    Banner,
    /// Answers with a head that contradicts itself.
    BadHttp,
    Reset,
    /// Closes once it has the request.
    EmptyReply,
    /// A sound server at the root of its own port.
    Http,
}

/// A port in use; dropping it frees it.
#[derive(Debug)]
pub struct WirePort {
    pub port: u16,
    held: Held,
}

impl WirePort {
    /// How many of the accepted connections are still open.
    pub fn open_connections(&self) -> usize {
        match &self.held {
            Held::Accepting { loops } => loops.open_connections(),
            Held::Bound { .. } | Held::Full { .. } => 0,
        }
    }
}

#[derive(Debug)]
enum Held {
    Accepting { loops: Accepting },
    Bound { _sockets: Vec<TcpSocket> },
    Full { _queue: Full },
}

/// Opens the port of one cause, at `wanted` if that is free.
pub async fn open(wire: Wire, wanted: u16, ca: &Ca, handler: Handler) -> io::Result<WirePort> {
    let tls = match wire {
        Wire::SelfSigned => Some(self_signed(&["localhost"])?.config()?),
        Wire::Expired => Some(ca.leaf(&NAMES, Validity::Expired)?.config()?),
        Wire::WrongHost => Some(ca.leaf(&["other.test"], Validity::Now)?.config()?),
        Wire::Https => Some(ca.leaf(&NAMES, Validity::Now)?.config()?),
        Wire::ClientCertificate => Some(ca.demanding_config(&ca.leaf(&NAMES, Validity::Now)?)?),
        Wire::Refused => {
            let (port, sockets) = refused_port()?;
            return Ok(WirePort {
                port,
                held: Held::Bound { _sockets: sockets },
            });
        }
        Wire::Filtered => {
            let (port, queue) = fill_queue().await?;
            return Ok(WirePort {
                port,
                held: Held::Full { _queue: queue },
            });
        }
        Wire::Silent
        | Wire::TlsTooOld
        | Wire::Banner
        | Wire::BadHttp
        | Wire::Reset
        | Wire::EmptyReply
        | Wire::Http => None,
    };
    let sockets = Sockets::near(wanted).await?;
    let port = sockets.port();
    let handler = Handler {
        origin: format!(
            "{}://localhost:{port}",
            if tls.is_some() { "https" } else { "http" }
        ),
        ..handler
    };
    let speaks_http = tls.is_some() || wire == Wire::Http;
    let loops = if speaks_http {
        sockets.serve(tls, move |request| http_answer(handler.clone(), request))
    } else {
        let (state, cause) = (Arc::clone(&handler.state), handler.cause);
        sockets.accept(move |stream| {
            record_connection(&state, cause, port);
            async move {
                // An error means that the client left, which is all the same to a port that misbehaves.
                let _ = misbehave(wire, stream).await;
            }
        })
    };
    Ok(WirePort {
        port,
        held: Held::Accepting { loops },
    })
}

/// Two lengths that differ: RFC 9112 section 6.3 makes such an answer unusable.
const CONTRADICTION: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 7\r\n\r\nhello";

fn record_connection(state: &State, cause: &'static str, port: u16) {
    state.record(cause, Logged::connection(format!("tcp://localhost:{port}")));
}

async fn misbehave(wire: Wire, mut stream: TcpStream) -> io::Result<()> {
    match wire {
        Wire::Silent => read_until_closed(&mut stream).await,
        Wire::Banner => {
            stream
                .write_all(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
                .await
        }
        Wire::TlsTooOld => {
            read_request(&mut stream).await?;
            // Alert record: level fatal (2), description protocol_version (70), RFC 8446 section 6.
            stream
                .write_all(&[0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46])
                .await
        }
        Wire::BadHttp => {
            read_request(&mut stream).await?;
            stream.write_all(CONTRADICTION).await
        }
        Wire::EmptyReply => read_request(&mut stream).await,
        Wire::Reset => {
            read_request(&mut stream).await?;
            // A linger time of zero makes the close a reset.
            stream.set_zero_linger()
        }
        // These never come here: they speak HTTP or do not accept at all.
        Wire::Refused
        | Wire::Filtered
        | Wire::SelfSigned
        | Wire::Expired
        | Wire::WrongHost
        | Wire::Https
        | Wire::ClientCertificate
        | Wire::Http => Ok(()),
    }
}

/// Reads what arrives first: a request or a ClientHello.
async fn read_request(stream: &mut TcpStream) -> io::Result<()> {
    stream.read(&mut [0; 16 * 1024]).await.map(drop)
}

async fn read_until_closed(stream: &mut TcpStream) -> io::Result<()> {
    let mut buffer = [0; 4096];
    while stream.read(&mut buffer).await? > 0 {}
    Ok(())
}

/// A listener that accepts nobody, and the connections that fill its queue.
#[derive(Debug)]
struct Full {
    _listener: TcpListener,
    waiting: Vec<JoinHandle<()>>,
}

impl Drop for Full {
    fn drop(&mut self) {
        self.waiting.iter().for_each(JoinHandle::abort);
    }
}

/// Where a listener's queue is full, Linux drops further connection attempts, as a firewall does. IPv4 only: a
/// client that tries `localhost` by IPv6 is refused there and falls back.
async fn fill_queue() -> io::Result<(u16, Full)> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    let listener = socket.listen(1)?;
    let address = listener.local_addr()?;
    let hold = || {
        tokio::spawn(async move {
            if let Ok(stream) = TcpStream::connect(address).await {
                let _held = stream;
                std::future::pending::<()>().await;
            }
        })
    };
    let waiting = (0..4).map(|_| hold()).collect();
    // The attempts beyond the queue keep trying; the others are through within this time.
    tokio::time::sleep(Duration::from_millis(50)).await;
    Ok((
        address.port(),
        Full {
            _listener: listener,
            waiting,
        },
    ))
}
