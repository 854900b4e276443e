from starlette.middleware.cors import CORSMiddleware

# FastMCP: app = mcp.streamable_http_app(). The last to wrap the app is the outermost; then serve this one.
app = CORSMiddleware(
    app,
    allow_origins=["{origin}"],
    allow_methods=["GET", "POST", "DELETE", "OPTIONS"],
    allow_headers="{headers}".split(", "),
    expose_headers=["Mcp-Session-Id", "WWW-Authenticate", "MCP-Protocol-Version"],
)
