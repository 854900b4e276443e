class OneSpelling:
    """Serves both spellings as the one that has a route."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope.get("path") == "{path}":
            scope = {**scope, "path": "{other}", "raw_path": b"{other}"}
        await self.app(scope, receive, send)


# FastMCP: app = mcp.streamable_http_app()
app = OneSpelling(app)
