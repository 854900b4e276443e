//! Sockets on both loopback addresses, and the loops that accept on them.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use crate::message::Outgoing;

/// One port on 127.0.0.1 and, where the machine has it, on [::1]: `localhost` may mean either.
#[derive(Debug)]
pub struct Sockets {
    port: u16,
    v4: TcpListener,
    v6: Option<TcpListener>,
}

/// Accept loops that end when this is dropped.
#[derive(Debug)]
pub struct Accepting {
    loops: Vec<JoinHandle<()>>,
    open: Arc<AtomicUsize>,
}

impl Accepting {
    /// How many of the accepted connections are still open.
    pub fn open_connections(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }
}

/// One accepted connection among those that are open.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn among(open: &Arc<AtomicUsize>) -> Counted {
        open.fetch_add(1, Ordering::Relaxed);
        Counted(Arc::clone(open))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Accepting {
    fn drop(&mut self) {
        self.loops.iter().for_each(JoinHandle::abort);
    }
}

impl Sockets {
    /// Binds `port`; 0 takes any free one.
    pub async fn bind(port: u16) -> io::Result<Sockets> {
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let port = v4.local_addr()?.port();
        let v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await.ok();
        Ok(Sockets { port, v4, v6 })
    }

    /// Binds `port` if it can be had, else any free one.
    pub async fn near(port: u16) -> io::Result<Sockets> {
        match Sockets::bind(port).await {
            Ok(sockets) => Ok(sockets),
            Err(_) => Sockets::bind(0).await,
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Hands every connection to `handle`.
    pub fn accept<F, Done>(self, handle: F) -> Accepting
    where
        F: Fn(TcpStream) -> Done + Clone + Send + Sync + 'static,
        Done: Future<Output = ()> + Send + 'static,
    {
        let open = Arc::new(AtomicUsize::new(0));
        let listeners = [Some(self.v4), self.v6];
        let loops = listeners.into_iter().flatten().map(|listener| {
            let (handle, open) = (handle.clone(), Arc::clone(&open));
            tokio::spawn(async move {
                loop {
                    match listener.accept().await {
                        Ok((stream, _)) => {
                            let _ = stream.set_nodelay(true);
                            let (counted, handled) = (Counted::among(&open), handle(stream));
                            tokio::spawn(async move {
                                handled.await;
                                drop(counted);
                            });
                        }
                        // Out of file descriptors, most likely: some will be given back.
                        Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                    }
                }
            })
        });
        let loops = loops.collect();
        Accepting { loops, open }
    }

    /// Speaks HTTP/1.1, over TLS where a configuration is given.
    pub fn serve<F, Answer>(self, tls: Option<Arc<ServerConfig>>, answer: F) -> Accepting
    where
        F: Fn(Request<Incoming>) -> Answer + Clone + Send + Sync + 'static,
        Answer: Future<Output = io::Result<Response<Outgoing>>> + Send + 'static,
    {
        let acceptor = tls.map(TlsAcceptor::from);
        self.accept(move |stream| {
            let (acceptor, answer) = (acceptor.clone(), answer.clone());
            async move {
                match acceptor {
                    None => speak_http(stream, answer).await,
                    Some(acceptor) => {
                        if let Ok(stream) = acceptor.accept(stream).await {
                            speak_http(stream, answer).await;
                        }
                    }
                }
            }
        })
    }
}

/// Serves one connection. Errors are the client's or wanted by a cause, so that there is nobody to tell.
async fn speak_http<Stream, F, Answer>(stream: Stream, answer: F)
where
    Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    F: Fn(Request<Incoming>) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = io::Result<Response<Outgoing>>> + Send + 'static,
{
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service_fn(answer))
        .await;
}

/// A port that is taken but on which nobody listens: every connection is refused.
pub fn refused_port() -> io::Result<(u16, Vec<TcpSocket>)> {
    let v4 = TcpSocket::new_v4()?;
    v4.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let port = v4.local_addr()?.port();
    let v6 = TcpSocket::new_v6().and_then(|socket| {
        socket.bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port)))?;
        Ok(socket)
    });
    Ok((port, std::iter::once(v4).chain(v6.ok()).collect()))
}
