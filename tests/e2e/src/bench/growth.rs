//! What ten times as much costs in the page: pages of a list, tools of a page, pieces of a body, events of a stream.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{CLICK, number};
use crate::case::Stage;
use crate::failure::Result;
use crate::page::Form;
use crate::tiny_http::{Answering, Request, Wire, respond, respond_head, serve};
use tokio::io::AsyncWriteExt;

/// The quickest of so many runs counts.
const TURNS: usize = 4;

/// What grows, and from how much; pages end at fifty.
const GROWING: [(&str, usize); 4] = [
    ("pages", 4),
    ("tools", 200),
    ("pieces", 100),
    ("events", 100),
];

/// Prints what each of them costs once and ten times.
pub async fn run(stage: &Stage) -> Result<()> {
    let port = serve("127.0.0.1", Arc::new(answer)).await?.port();
    println!("\nGrowth in the page: click to verdict, ms, the quickest of {TURNS}");
    println!(
        "  {:<8} {:>6} {:>8} {:>6} {:>8} {:>10}",
        "", "once", "", "10 x", "", "costs"
    );
    for (name, once) in GROWING {
        let small = quickest(stage, port, name, once).await?;
        let large = quickest(stage, port, name, once * 10).await?;
        println!(
            "  {name:<8} {once:>6} {small:>8.1} {:>6} {large:>8.1} {:>8.1} x",
            once * 10,
            large / small
        );
    }
    Ok(())
}

async fn quickest(stage: &Stage, port: u16, name: &str, count: usize) -> Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..TURNS {
        let form = Form::new(format!("http://127.0.0.1:{port}/mcp?{name}={count}"));
        stage.page().fill(&form).await?;
        best = best.min(number(&stage.browser.run_async(CLICK, vec![]).await?)?);
    }
    Ok(best)
}

const OPEN: [(&str, &str); 2] = [
    ("access-control-allow-origin", "*"),
    (
        "access-control-allow-headers",
        "content-type, mcp-method, mcp-name, mcp-protocol-version",
    ),
];

/// A server of 2026-07-28 with one list, of the size that its query says.
fn answer(request: Request, wire: &mut dyn Wire) -> Answering<'_> {
    Box::pin(async move {
        if request.method == "OPTIONS" {
            return respond(wire, "204 No Content", &OPEN, b"").await;
        }
        let message: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let size = Size::of(&request);
        let result = match message["method"].as_str() {
            Some("server/discover") => discovered(),
            _ => size.page(message["params"]["cursor"].as_str()),
        };
        let text = json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }).to_string();
        size.write(wire, &text).await
    })
}

struct Size {
    pages: usize,
    tools: usize,
    pieces: usize,
    events: usize,
}

impl Size {
    fn of(request: &Request) -> Size {
        let count = |name: &str| {
            let (_, rest) = request.target.split_once(&format!("{name}="))?;
            rest.parse().ok()
        };
        Size {
            pages: count("pages").unwrap_or(1),
            tools: count("tools").unwrap_or(20),
            pieces: count("pieces").unwrap_or(1),
            events: count("events").unwrap_or(0),
        }
    }

    fn page(&self, cursor: Option<&str>) -> Value {
        let page: usize = cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
        let tool = |number: usize| {
            json!({
                "name": format!("tool_{page}_{number}"), "description": "Looks something up",
                "inputSchema": { "type": "object", "properties": { "word": { "type": "string" } } },
            })
        };
        let tools: Vec<Value> = (0..self.tools).map(tool).collect();
        let mut result = json!({ "resultType": "complete", "tools": tools, "ttlMs": 0, "cacheScope": "private" });
        if page + 1 < self.pages {
            result["nextCursor"] = json!((page + 1).to_string());
        }
        result
    }

    /// In as many pieces, and after as many notifications, as it says.
    async fn write(&self, wire: &mut dyn Wire, text: &str) -> std::io::Result<()> {
        let is_stream = self.events > 0;
        let kind = if is_stream {
            "text/event-stream"
        } else {
            "application/json"
        };
        let [origin, headers] = OPEN;
        respond_head(wire, "200 OK", &[origin, headers, ("content-type", kind)]).await?;
        if is_stream {
            let mut events = String::new();
            for number in 0..self.events {
                let params = json!({ "progressToken": 1, "progress": number });
                let event = json!({ "jsonrpc": "2.0", "method": "notifications/progress", "params": params });
                let _ = write!(events, "data: {event}\n\n");
            }
            wire.write_all(events.as_bytes()).await?;
            wire.write_all(format!("data: {text}\n\n").as_bytes())
                .await?;
            return wire.flush().await;
        }
        for piece in text
            .as_bytes()
            .chunks(text.len().div_ceil(self.pieces).max(1))
        {
            wire.write_all(piece).await?;
            wire.flush().await?;
        }
        Ok(())
    }
}

fn discovered() -> Value {
    json!({
        "resultType": "complete", "supportedVersions": ["2026-07-28"], "capabilities": { "tools": {} },
        "ttlMs": 0, "cacheScope": "private",
        "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "growth", "version": "1" } },
    })
}
