//! Serves the built page as any static host does: files by name, `index.html` at the root.

use std::path::{Path, PathBuf};

use crate::tiny_http::{Answering, Handler, Request, Wire, respond};

/// The directory that `trunk build` filled.
pub struct PageFiles {
    directory: PathBuf,
}

impl PageFiles {
    pub fn new(directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
        }
    }

    fn file_for(&self, path: &str) -> Option<PathBuf> {
        let name = path.trim_start_matches('/');
        let name = if name.is_empty() { "index.html" } else { name };
        let safe = name.split('/').all(|part| !part.is_empty() && part != "..");
        safe.then(|| self.directory.join(name))
    }
}

impl Handler for PageFiles {
    fn answer<'a>(&'a self, request: Request, wire: &'a mut dyn Wire) -> Answering<'a> {
        Box::pin(async move {
            let path = request.path();
            // A page with nothing in it, on the page's own origin: the benchmark's hand-written script runs there.
            if path == "/blank" {
                return respond(
                    wire,
                    "200 OK",
                    &[("content-type", "text/html")],
                    b"<!doctype html>",
                )
                .await;
            }
            let Some(file) = self.file_for(path) else {
                return respond(wire, "404 Not Found", &[], b"").await;
            };
            match tokio::fs::read(&file).await {
                Ok(bytes) => {
                    let headers = [
                        ("content-type", content_type(&file)),
                        ("cache-control", "no-cache"),
                    ];
                    respond(wire, "200 OK", &headers, &bytes).await
                }
                Err(_) => respond(wire, "404 Not Found", &[], b"").await,
            }
        })
    }
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
