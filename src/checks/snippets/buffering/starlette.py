from starlette.datastructures import MutableHeaders


class Unbuffered:
    """Tells proxies such as nginx not to buffer."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def unbuffered(message):
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Accel-Buffering"] = "no"
            await send(message)

        await self.app(scope, receive, unbuffered)


# FastMCP: app = mcp.streamable_http_app()
app = Unbuffered(app)
