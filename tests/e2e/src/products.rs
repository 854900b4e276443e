//! The products that the page has lines to paste for, as far as they can be had here. Each is started as
//! people run it: `servers/products/` holds its configuration or program, with a place for the lines; a topic that
//! needs another one has it in a folder of its own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, any};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::task::JoinHandle;

use crate::failure::{Failure, Result};
use crate::processes::{Program, RealServers, free_port, start_quietly, wait_for_port};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    Nginx,
    Caddy,
    Express,
    Starlette,
    Axum,
    Workers,
    Spring,
}

/// Where Debian's packages of Spring Framework and Tomcat are; there is no name for it elsewhere.
const SPRING_JARS: [&str; 14] = [
    "spring3-web",
    "spring3-core",
    "spring3-beans",
    "spring3-context",
    "commons-logging",
    "tomcat9-catalina",
    "tomcat9-coyote",
    "tomcat9-juli",
    "tomcat9-servlet-api",
    "tomcat9-util",
    "tomcat9-util-scan",
    "tomcat9-annotations-api",
    "tomcat9-jaspic-api",
    "tomcat9-api",
];

/// A started product, and what ends it.
pub struct Started {
    /// Where it listens, without a path.
    pub address: String,
    _program: Option<Program>,
    _task: Option<Task>,
}

struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Product {
    /// As the page names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "Caddy",
            Self::Express => "Express",
            Self::Starlette => "Starlette, FastMCP",
            Self::Axum => "axum",
            Self::Workers => "Cloudflare Workers",
            Self::Spring => "Spring",
        }
    }

    /// Whether this machine can have it: only Debian packs Spring.
    pub fn is_here(self) -> bool {
        self != Self::Spring || Path::new("/etc/debian_version").is_file()
    }

    /// A name for a case.
    pub fn id(self) -> &'static str {
        let file = self.file();
        file.split_once('.').map_or(file, |(id, _)| id)
    }

    fn file(self) -> &'static str {
        match self {
            Self::Nginx => "nginx.conf",
            Self::Caddy => "caddy.Caddyfile",
            Self::Express => "express.js",
            Self::Starlette => "starlette.py",
            Self::Axum => "axum.rs",
            Self::Workers => "workers.js",
            Self::Spring => "spring.java",
        }
    }

    /// Starts it with these lines in their place, in front of `upstream` where it is a proxy.
    pub async fn start(
        self,
        servers: &RealServers,
        scratch: &Path,
        (topic, lines): (&str, &str),
        upstream: &str,
    ) -> Result<Started> {
        if self == Self::Axum {
            return serve_axum((topic, !lines.is_empty()), upstream).await;
        }
        let port = free_port().await?;
        let directory = scratch.join(format!("product-{port}"));
        std::fs::create_dir_all(&directory)?;
        let templates = servers.directory().join("products");
        let own = templates.join(topic).join(self.file());
        let common = templates.join(self.file());
        let template = if own.is_file() { own } else { common };
        let text = std::fs::read_to_string(template)?;
        // Some lines have a first part, which belongs elsewhere in the configuration.
        let (first, lines) = match text.contains("@FIRST@") {
            true => lines.split_once("\n\n").unwrap_or(("", lines)),
            false => ("", lines),
        };
        let text = text
            .replace("@FIRST@", first)
            .replace("@LINES@", lines)
            .replace("http://127.0.0.1:8000", upstream)
            .replace("@UPSTREAM@", upstream)
            .replace("@PORT@", &port.to_string())
            .replace("@DIR@", &directory.to_string_lossy());
        let command = self.command(servers, &directory, text, port)?;
        let program = start_quietly(command, OsStr::new(self.name()))?;
        wait_for_port(port)
            .await
            .map_err(|e| e.while_doing(self.name()))?;
        Ok(Started {
            address: format!("http://127.0.0.1:{port}"),
            _program: Some(program),
            _task: None,
        })
    }

    fn command(
        self,
        servers: &RealServers,
        directory: &Path,
        text: String,
        port: u16,
    ) -> Result<Command> {
        let kept: PathBuf = directory.join(self.file());
        std::fs::write(&kept, &text)?;
        Ok(match self {
            Self::Nginx => {
                let mut command = Command::new("nginx");
                command.arg("-p").arg(directory).arg("-c").arg(kept);
                command
            }
            Self::Caddy => {
                let mut command = Command::new("caddy");
                command.args(["run", "--adapter", "caddyfile", "--config"]);
                command.arg(kept).env("HOME", directory);
                command
            }
            Self::Express => {
                let mut command = servers.node("--input-type=module");
                command.arg("-e").arg(text);
                command
            }
            // Not as a file: one of this name would be taken for the package.
            Self::Starlette | Self::Axum => {
                let mut command = Command::new(servers.directory().join(".venv/bin/python"));
                command.arg("-c").arg(text);
                command
            }
            Self::Workers => {
                let config = directory.join("workers.capnp");
                std::fs::copy(servers.directory().join("products/workers.capnp"), &config)?;
                let mut command = Command::new(workerd(servers)?);
                command.arg("serve").arg(config);
                command.arg(format!("--socket-addr=http=127.0.0.1:{port}"));
                command
            }
            Self::Spring => {
                let jars = SPRING_JARS.map(|name| format!("/usr/share/java/{name}.jar"));
                let mut command = Command::new("java");
                // It runs for seconds: the thorough compiler would not pay.
                command.arg("-XX:TieredStopAtLevel=1").arg("-cp");
                command.arg(jars.join(":")).arg(kept);
                command
            }
        })
    }
}

/// The program in which Workers run. npm installs the one package of it that is for this machine; the script that
/// goes before it would outlive a kill of itself.
fn workerd(servers: &RealServers) -> Result<PathBuf> {
    let packages = servers.directory().join("node_modules/@cloudflare");
    let mut programs = std::fs::read_dir(packages)?
        .flatten()
        .map(|package| package.path().join("bin/workerd"));
    let found = programs.find(|program| program.is_file());
    found.ok_or_else(|| Failure("npm has no workerd for this machine".into()))
}

/// The lines for axum as they were compiled: with the values that they take in the tests, such as the origin that
/// the page has at `http://page.test`.
pub fn axum_lines(topic: &str) -> &'static str {
    match topic {
        "cors" => include_str!(concat!(env!("OUT_DIR"), "/cors_lines.rs")),
        "cors-named" => include_str!(concat!(env!("OUT_DIR"), "/cors-named_lines.rs")),
        "slash" => include_str!(concat!(env!("OUT_DIR"), "/slash_lines.rs")),
        "buffering" => include_str!(concat!(env!("OUT_DIR"), "/buffering_lines.rs")),
        "forwarded" => include_str!(concat!(env!("OUT_DIR"), "/forwarded_lines.rs")),
        _ => "",
    }
}

/// In front of `upstream`, an application of axum with or without the lines.
async fn serve_axum(lines: (&str, bool), upstream: &str) -> Result<Started> {
    let mcp = any(forward).with_state(upstream.to_owned());
    let app = Router::new().fallback_service(mcp.clone());
    let app = match lines {
        ("cors", true) => with_cors(app),
        ("cors-named", true) => with_named_origins(app),
        ("slash", true) => both_spellings(mcp),
        // axum redirects nowhere by itself: a route that does was written for the address to have one spelling.
        ("slash", false) => Router::new()
            .route("/mcp", any(|| async { Redirect::permanent("/mcp/") }))
            .route_service("/mcp/", mcp),
        ("buffering", true) => unbuffered(app),
        ("forwarded", true) => Router::new().fallback(|| async { metadata(known_address()) }),
        ("forwarded", false) => Router::new().fallback(async |request: Request| {
            let host = request.headers().get("host");
            let host = host.and_then(|host| host.to_str().ok());
            let host = host.unwrap_or_default();
            // No request of HTTP/1.1 says more of its scheme than that nobody encrypted it here.
            let scheme = request.uri().scheme_str().unwrap_or("http");
            metadata(&format!("{scheme}://{host}/mcp"))
        }),
        _ => app,
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let task = tokio::spawn(async move {
        // It ends when it is aborted.
        let _ = axum::serve(listener, app).await;
    });
    Ok(Started {
        address,
        _program: None,
        _task: Some(Task(task)),
    })
}

fn metadata(resource: &str) -> String {
    json!({ "resource": resource }).to_string()
}

#[expect(
    clippy::let_and_return,
    reason = "the lines end with the application that one goes on with"
)]
fn with_cors(app: Router) -> Router {
    include!(concat!(env!("OUT_DIR"), "/cors_axum.rs"))
}

#[expect(
    clippy::let_and_return,
    reason = "the lines end with the application that one goes on with"
)]
fn with_named_origins(app: Router) -> Router {
    include!(concat!(env!("OUT_DIR"), "/cors-named_axum.rs"))
}

#[expect(
    clippy::let_and_return,
    reason = "the lines end with the application that one goes on with"
)]
fn both_spellings(mcp: MethodRouter) -> Router {
    include!(concat!(env!("OUT_DIR"), "/slash_axum.rs"))
}

#[expect(
    clippy::let_and_return,
    reason = "the lines end with the application that one goes on with"
)]
fn unbuffered(app: Router) -> Router {
    include!(concat!(env!("OUT_DIR"), "/buffering_axum.rs"))
}

#[expect(
    clippy::let_and_return,
    reason = "the lines end with the address that one goes on with"
)]
fn known_address() -> &'static str {
    include!(concat!(env!("OUT_DIR"), "/forwarded_axum.rs"))
}

/// Hands a request on as it is, but for the page's origin: the server behind checks it too.
async fn forward(State(upstream): State<String>, mut request: Request) -> Response {
    let answer = async {
        let uri = format!("{upstream}{}", request.uri().path());
        *request.uri_mut() = uri.parse()?;
        request.headers_mut().remove("origin");
        request.headers_mut().remove("host");
        let client: Client<HttpConnector, Body> =
            Client::builder(TokioExecutor::new()).build_http();
        let answer = client.request(request).await;
        let answer = answer.map_err(|e| Failure(format!("{upstream}: {e}")))?;
        Ok::<_, Failure>(answer.map(Body::new))
    };
    match answer.await {
        Ok(answer) => answer,
        Err(failure) => (http::StatusCode::BAD_GATEWAY, failure.to_string()).into_response(),
    }
}
