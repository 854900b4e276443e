//! Serves the built page as any static host does: files by name, `index.html` at the root. Only the page's metadata
//! document as an OAuth client, which names the origin, is written here: ports are known only now.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::tiny_http::{Answering, Handler, Request, Wire, respond};

/// The directory that `./dev build` filled.
pub struct PageFiles {
    directory: PathBuf,
    /// `http` or `https`.
    scheme: &'static str,
}

impl PageFiles {
    pub fn new(directory: &Path, scheme: &'static str) -> Self {
        Self {
            directory: directory.to_owned(),
            scheme,
        }
    }

    /// Who the page is, to an authorization server (draft-ietf-oauth-client-id-metadata-document).
    fn client_metadata(&self, request: &Request) -> String {
        let host = request.header("host").unwrap_or_default();
        let origin = format!("{}://{host}", self.scheme);
        let is_local = host.starts_with("localhost:");
        json!({
            "client_id": format!("{origin}/oauth/client.json"),
            "client_name": "Faultfinder",
            "client_uri": format!("{origin}/"),
            "redirect_uris": [format!("{origin}/oauth/callback.html")],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
            "application_type": if is_local { "native" } else { "web" },
        })
        .to_string()
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
            if path == "/oauth/client.json" {
                let metadata = self.client_metadata(&request);
                let headers = [("content-type", "application/json")];
                return respond(wire, "200 OK", &headers, metadata.as_bytes()).await;
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

pub fn content_type(file: &Path) -> &'static str {
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
