//! Serves a built page from a folder, as any static host would.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use hyper::body::Bytes;
use hyper::{Response, StatusCode};
use tokio_rustls::rustls::ServerConfig;

use crate::listen::{Accepting, Sockets};
use crate::message::Outgoing;

/// What to serve and where.
#[derive(Clone, Debug, Default)]
pub struct PageOptions {
    pub dir: PathBuf,
    /// 0 takes any free port.
    pub port: u16,
    /// Serves https where it is set.
    pub tls: Option<Arc<ServerConfig>>,
    /// The lab's address, told to the page so that it can offer the causes as examples.
    pub lab: Option<String>,
}

/// A page being served; dropping it ends that.
#[derive(Debug)]
pub struct Page {
    port: u16,
    scheme: &'static str,
    _accepting: Accepting,
}

impl Page {
    /// Begins to serve.
    pub async fn serve(options: PageOptions) -> io::Result<Page> {
        let sockets = Sockets::bind(options.port).await?;
        let port = sockets.port();
        let scheme = if options.tls.is_some() {
            "https"
        } else {
            "http"
        };
        let tls = options.tls.clone();
        let shared = Arc::new(options);
        let accepting = sockets.serve(
            tls,
            move |request: hyper::Request<hyper::body::Incoming>| {
                let shared = Arc::clone(&shared);
                async move { Ok(respond(&shared, request.uri().path())) }
            },
        );
        Ok(Page {
            port,
            scheme,
            _accepting: accepting,
        })
    }

    /// `http://localhost:4117`, without a path.
    pub fn origin(&self) -> String {
        self.origin_as("localhost")
    }

    /// The origin under another name that leads to this machine.
    pub fn origin_as(&self, host: &str) -> String {
        format!("{}://{host}:{}", self.scheme, self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }
}

fn respond(options: &PageOptions, path: &str) -> Response<Outgoing> {
    let Some(file) = inside(&options.dir, path) else {
        return missing();
    };
    let file = if file.is_dir() {
        file.join("index.html")
    } else {
        file
    };
    let Ok(content) = std::fs::read(&file) else {
        return missing();
    };
    let is_index = file.file_name().is_some_and(|name| name == "index.html");
    let content = match (&options.lab, is_index) {
        (Some(lab), true) => mention_lab(&content, lab),
        _ => content,
    };
    answer(StatusCode::OK, media_type(&file), Bytes::from(content))
}

/// The file a path names, unless the path tries to leave the folder.
fn inside(dir: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.trim_start_matches('/'));
    let stays = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    stays.then(|| dir.join(relative))
}

fn mention_lab(html: &[u8], lab: &str) -> Vec<u8> {
    let html = String::from_utf8_lossy(html);
    let meta = format!("<meta name=\"faultfinder-lab\" content=\"{lab}\">");
    html.replacen("</head>", &format!("{meta}</head>"), 1)
        .into_bytes()
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn missing() -> Response<Outgoing> {
    answer(
        StatusCode::NOT_FOUND,
        "text/plain; charset=utf-8",
        Bytes::from_static(b"There is no such file.\n"),
    )
}

fn answer(status: StatusCode, content_type: &'static str, content: Bytes) -> Response<Outgoing> {
    let mut response = Response::new(Outgoing::from(content));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        "content-type",
        hyper::header::HeaderValue::from_static(content_type),
    );
    // A page under development changes between two loads.
    headers.insert(
        "cache-control",
        hyper::header::HeaderValue::from_static("no-cache"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_the_folder() {
        let dir = Path::new("/srv/page");
        let cases = [
            ("/", Some("/srv/page")),
            ("/app.wasm", Some("/srv/page/app.wasm")),
            ("/a/b.css", Some("/srv/page/a/b.css")),
            ("/../secret", None),
            ("/a/../../secret", None),
        ];
        let found = cases.map(|(path, _)| (path, inside(dir, path)));
        let expected = cases.map(|(path, expected)| (path, expected.map(PathBuf::from)));
        assert_eq!(found, expected);
    }

    #[test]
    fn the_index_names_the_lab() {
        let html = mention_lab(b"<html><head></head></html>", "http://localhost:4118");
        let expected = "<html><head><meta name=\"faultfinder-lab\" content=\"http://localhost:4118\"></head></html>";
        assert_eq!(String::from_utf8_lossy(&html), expected);
    }
}
