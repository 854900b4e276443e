import uvicorn
from mcp.server.mcpserver import MCPServer

mcp = MCPServer("starlette")


@mcp.tool()
def add(a: int, b: int) -> int:
    """Adds two numbers"""
    return a + b


app = mcp.streamable_http_app()
@LINES@
uvicorn.run(app, port=@PORT@, log_level="warning")
