//! The programs that the harness starts: the WebDriver server and the real MCP servers.
//! All of them end with the harness.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::failure::{Failure, Result, ensure, fail};

const START_LIMIT: Duration = Duration::from_secs(30);

/// A running program. It is killed when this value goes.
pub struct Program {
    _child: Child,
}

/// ChromeDriver on a port of its own choice. Its browsers keep their files under `home`.
pub async fn chromedriver(home: &Path) -> Result<(Program, String)> {
    let name = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
    let mut command = Command::new(&name);
    command.arg("--port=0").env("HOME", home);
    let (program, mut lines) = start(command, &name)?;
    let port = wait_for_line(&mut lines, |line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse::<u16>().ok()
    })
    .await
    .map_err(|e| e.while_doing("chromedriver"))?;
    drain(lines);
    Ok((program, format!("http://127.0.0.1:{port}")))
}

/// GeckoDriver on a port of its own choice. It has one session at a time.
pub async fn geckodriver(home: &Path) -> Result<(Program, String)> {
    let name = std::env::var_os("GECKODRIVER").unwrap_or_else(|| "geckodriver".into());
    let mut command = Command::new(&name);
    command.arg("--port=0").env("HOME", home);
    let (program, mut lines) = start(command, &name)?;
    let address = wait_for_line(&mut lines, |line| {
        let (_, address) = line.split_once("Listening on ")?;
        Some(format!("http://{}", address.trim()))
    })
    .await
    .map_err(|e| e.while_doing("geckodriver"))?;
    drain(lines);
    Ok((program, address))
}

/// The real MCP servers, from the pinned packages beside this crate.
pub struct RealServers {
    directory: PathBuf,
}

impl RealServers {
    /// Fails with the command to run where the packages are not installed.
    pub fn find() -> Result<Self> {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("servers");
        let installed = |name: &str| directory.join("node_modules").join(name).is_dir();
        ensure(installed("axe-core") && installed("oidc-provider"), || {
            "run `npm ci --ignore-scripts` in tests/e2e/servers first".into()
        })?;
        Ok(Self { directory })
    }

    /// Where the packages are.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The source of axe-core, to be run in the page.
    pub fn axe_core(&self) -> Result<String> {
        Ok(std::fs::read_to_string(
            self.directory.join("node_modules/axe-core/axe.min.js"),
        )?)
    }

    /// server-everything; `mode` is `streamableHttp` (at `/mcp`) or `sse` (at `/sse`).
    pub async fn everything(&self, mode: &str) -> Result<(Program, String)> {
        let port = free_port().await?;
        let script = "node_modules/@modelcontextprotocol/server-everything/dist/index.js";
        let mut command = self.node(script);
        command.arg(mode).env("PORT", port.to_string());
        let (program, lines) = start(command, OsStr::new("node"))?;
        drain(lines);
        wait_for_port(port)
            .await
            .map_err(|e| e.while_doing("server-everything"))?;
        let path = if mode == "sse" { "sse" } else { "mcp" };
        Ok((program, format!("http://127.0.0.1:{port}/{path}")))
    }

    /// Our own server on the TypeScript SDK v2. `options` are those of `sdk-server.mjs`.
    pub async fn sdk(&self, options: &[&str]) -> Result<(Program, String)> {
        let mut command = self.node("sdk-server.mjs");
        command.args(options);
        let (program, mut lines) = start(command, OsStr::new("node"))?;
        let address = wait_for_line(&mut lines, |line| {
            line.starts_with("http://").then(|| line.trim().to_owned())
        })
        .await
        .map_err(|e| e.while_doing("sdk-server"))?;
        drain(lines);
        Ok((program, address))
    }

    /// A server that takes its time with its messages.
    pub async fn stream(&self) -> Result<(Program, String)> {
        let command = self.node("products/upstream.mjs");
        let (program, mut lines) = start(command, OsStr::new("node"))?;
        let address = wait_for_line(&mut lines, |line| {
            line.starts_with("http://").then(|| line.trim().to_owned())
        })
        .await
        .map_err(|e| e.while_doing("products/upstream.mjs"))?;
        drain(lines);
        Ok((program, address))
    }

    /// An authorization server that is oidc-provider, and an MCP server that accepts its tokens. `options` are
    /// those of `oauth-server.mjs`.
    pub async fn oauth(&self, redirect: &str, options: &[&str]) -> Result<(Program, OauthServers)> {
        let mut command = self.node("oauth-server.mjs");
        command.args(["--redirect", redirect]).args(options);
        let (program, mut lines) = start(command, OsStr::new("node"))?;
        let servers = wait_for_line(&mut lines, |line| {
            let line: Value = serde_json::from_str(line).ok()?;
            let address = |name: &str| line[name].as_str().map(str::to_owned);
            Some(OauthServers {
                mcp: address("mcp")?,
                issuer: address("issuer")?,
            })
        })
        .await
        .map_err(|e| e.while_doing("oauth-server"))?;
        drain(lines);
        Ok((program, servers))
    }

    /// What `validate.mjs` prints about the reports in a directory.
    pub async fn validate(&self, schema: &Path, reports: &Path) -> Result<String> {
        let schema = schema.canonicalize()?;
        let output = self
            .node("validate.mjs")
            .arg(schema)
            .arg(reports)
            .output()
            .await?;
        ensure(output.status.success(), || {
            format!(
                "validate.mjs: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            )
        })?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Node.js in the directory of the packages.
    pub fn node(&self, script: &str) -> Command {
        let mut command = Command::new("node");
        command
            .current_dir(&self.directory)
            .args(["--import", "./older-node/index.mjs", script]);
        command
    }
}

/// Where `oauth-server.mjs` listens.
#[derive(Debug, Clone)]
pub struct OauthServers {
    /// The MCP endpoint.
    pub mcp: String,
    /// The authorization server's issuer, which is its origin.
    pub issuer: String,
}

/// Runs a shell script with `sh`, as a user who pasted it into a terminal, and returns what it printed.
pub async fn run_sh(script: &str) -> Result<String> {
    let output = Command::new("sh")
        .arg("-c")
        .arg(script)
        .stdin(Stdio::null())
        .output();
    let output = timeout(START_LIMIT, output)
        .await
        .map_err(|_| Failure("the evidence script did not end within 30 s".into()))??;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn start(mut command: Command, name: &OsStr) -> Result<(Program, Lines<BufReader<ChildStdout>>)> {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let mut child = child.map_err(|e| Failure(format!("cannot start {}: {e}", name.display())))?;
    let Some(stdout) = child.stdout.take() else {
        return fail("the program has no standard output");
    };
    Ok((Program { _child: child }, BufReader::new(stdout).lines()))
}

/// Starts a program that says nothing of use.
pub fn start_quietly(command: Command, name: &OsStr) -> Result<Program> {
    let (program, lines) = start(command, name)?;
    drain(lines);
    Ok(program)
}

async fn wait_for_line<T>(
    lines: &mut Lines<BufReader<ChildStdout>>,
    wanted: impl Fn(&str) -> Option<T>,
) -> Result<T> {
    let search = async {
        while let Some(line) = lines.next_line().await? {
            if let Some(found) = wanted(&line) {
                return Ok(found);
            }
        }
        fail("it ended before it was ready")
    };
    timeout(START_LIMIT, search)
        .await
        .map_err(|_| Failure("it was not ready within 30 s".into()))?
}

/// Keeps reading what a program prints: with its pipe full it would stop.
fn drain(mut lines: Lines<BufReader<ChildStdout>>) {
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
}

pub async fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port())
}

pub async fn wait_for_port(port: u16) -> Result<()> {
    let end = Instant::now() + START_LIMIT;
    while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        ensure(Instant::now() < end, || {
            "it was not ready within 30 s".into()
        })?;
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
