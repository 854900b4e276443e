//! A tiny HTTP server of the test's own: one answer per connection, every request remembered.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

pub struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Ask>>>,
}

#[derive(Clone)]
pub struct Ask {
    pub method: String,
    pub path: String,
    headers: Vec<(String, String)>,
    pub body: String,
}

pub struct Answer {
    status: u16,
    headers: String,
    body: String,
}

impl Server {
    /// Answers each request as `answer` says, until the test ends.
    pub fn start(answer: impl Fn(&Ask) -> Answer + Send + Sync + 'static) -> Server {
        Server::with(move |ask, stream| {
            let Answer {
                status,
                headers,
                body,
            } = answer(ask);
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status} Status\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
            );
            // curl may have gone: it stops at its size limit.
            let _ = stream
                .write_all(head.as_bytes())
                .and_then(|()| stream.write_all(body.as_bytes()));
        })
    }

    /// A server of 2024-11-05: answers come on the stream that GET opened.
    pub fn old_sse() -> Server {
        let open: Mutex<Option<TcpStream>> = Mutex::new(None);
        Server::with(move |ask, stream| {
            let mut open = open.lock().expect("no test thread panics with it");
            let answer = match (ask.method.as_str(), ask.path.as_str()) {
                ("GET", "/sse") => {
                    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n: hello\n\nevent: endpoint\ndata: /messages?sessionId=1\n\n";
                    stream.write_all(head.as_bytes()).expect("curl listens");
                    *open = stream.try_clone().ok();
                    return;
                }
                ("POST", "/messages?sessionId=1") => {
                    let result = match ask.rpc_method().as_str() {
                        "initialize" => {
                            r#"{"protocolVersion":"2024-11-05","capabilities":{"tools":{}},"serverInfo":{"name":"t","version":"1"}}"#
                        }
                        _ => r#"{"tools":[]}"#,
                    };
                    let event = format!(
                        "event: message\ndata: {{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":{result}}}\n\n",
                        ask.rpc_id()
                    );
                    if let Some(stream) = open.as_mut().filter(|_| ask.body.contains("\"id\"")) {
                        stream.write_all(event.as_bytes()).expect("curl listens");
                    }
                    "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                }
                _ => {
                    "HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                }
            };
            stream.write_all(answer.as_bytes()).expect("curl listens");
        })
    }

    fn with(handle: impl Fn(&Ask, &mut TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, handle) = (Arc::clone(&asked), Arc::new(handle));
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (log, handle) = (Arc::clone(&log), Arc::clone(&handle));
                thread::spawn(move || {
                    if let Some(ask) = Ask::read(&stream) {
                        log.lock()
                            .expect("no test thread panics with it")
                            .push(ask.clone());
                        handle(&ask, &mut stream);
                    }
                });
            }
        });
        Server { address, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn asked(&self) -> Vec<Ask> {
        self.asked
            .lock()
            .expect("no test thread panics with it")
            .clone()
    }
}

impl Ask {
    fn read(stream: &TcpStream) -> Option<Ask> {
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let mut words = lines.first()?.split(' ');
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let pairs = lines
            .iter()
            .skip(1)
            .filter_map(|line| line.split_once(": "));
        let headers = pairs
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let mut ask = Ask {
            method,
            path,
            headers,
            body: String::new(),
        };
        let length = ask.header("content-length").parse().unwrap_or(0);
        reader.take(length).read_to_string(&mut ask.body).ok()?;
        Some(ask)
    }

    /// Empty if it was not sent.
    pub fn header(&self, name: &str) -> String {
        let found = self.headers.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    pub fn rpc_method(&self) -> String {
        let after = self.body.split("\"method\":\"").nth(1).unwrap_or_default();
        after.split('"').next().unwrap_or_default().to_owned()
    }

    pub fn rpc_id(&self) -> u32 {
        number_after(&self.body, "\"id\":")
    }
}

/// The number that follows these words.
pub fn number_after(text: &str, words: &str) -> u32 {
    let after = text.split(words).nth(1).unwrap_or_default();
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

impl Answer {
    pub fn new(status: u16) -> Answer {
        Answer {
            status,
            headers: String::new(),
            body: String::new(),
        }
    }

    pub fn json(body: &str) -> Answer {
        Answer::new(200)
            .header("content-type", "application/json")
            .body(body)
    }

    pub fn status(self, status: u16) -> Answer {
        Answer { status, ..self }
    }

    pub fn header(mut self, name: &str, value: &str) -> Answer {
        self.headers.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub fn body(self, body: &str) -> Answer {
        Answer {
            body: body.to_owned(),
            ..self
        }
    }
}
