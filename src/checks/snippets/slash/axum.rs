// `mcp` is your service, such as the StreamableHttpService of rmcp: a route for each spelling.
let app = axum::Router::new()
    .route_service("{other}", mcp.clone())
    .route_service("{path}", mcp);
