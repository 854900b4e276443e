// cargo add tower-http --features set-header
use axum::http::{HeaderName, HeaderValue};
use tower_http::set_header::SetResponseHeaderLayer;

// Proxies such as nginx read this. tower-http's own compression leaves event streams alone.
let app = app.layer(SetResponseHeaderLayer::overriding(
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
));
