// cargo add tower-http --features cors
use axum::http::{HeaderName, Method};
use tower_http::cors::{Any, CorsLayer};

let headers = "{headers}".split(", ").filter_map(|name| name.parse().ok());
// The last layer is the outermost: add layers that reject requests before it.
let app = app.layer(
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers(headers.collect::<Vec<HeaderName>>())
        .expose_headers(
            ["mcp-session-id", "www-authenticate", "mcp-protocol-version"].map(HeaderName::from_static),
        ),
);
