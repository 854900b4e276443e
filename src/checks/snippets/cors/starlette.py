from starlette.middleware.cors import CORSMiddleware

# FastMCP: app = mcp.streamable_http_app(). Wrap the app last, so that this is the outermost layer.
app = CORSMiddleware(
    app,
    allow_origins=["*"],
    allow_methods=["GET", "POST", "DELETE", "OPTIONS"],
    allow_headers="{headers}".split(", "),
    expose_headers=["Mcp-Session-Id", "WWW-Authenticate", "MCP-Protocol-Version"],
)
