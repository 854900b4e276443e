// cargo add tower-http --features cors
use axum::http::{HeaderName, HeaderValue, Method};
use tower_http::cors::CorsLayer;

let headers = "{headers}".split(", ").filter_map(|name| name.parse().ok());
// The last layer is the outermost: add layers that reject requests before it.
let app = app.layer(
    CorsLayer::new()
        // Add the origins of your own web clients.
        .allow_origin(["https://your-app.example", "{origin}"].map(HeaderValue::from_static))
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers(headers.collect::<Vec<HeaderName>>())
        .expose_headers(
            ["mcp-session-id", "www-authenticate", "mcp-protocol-version"].map(HeaderName::from_static),
        ),
);
