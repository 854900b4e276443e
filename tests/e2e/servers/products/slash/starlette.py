import uvicorn
from mcp.server.mcpserver import MCPServer
from starlette.middleware.cors import CORSMiddleware

mcp = MCPServer("starlette")


@mcp.tool()
def add(a: int, b: int) -> int:
    """Adds two numbers"""
    return a + b


app = CORSMiddleware(
    mcp.streamable_http_app(),
    allow_origins=["*"],
    allow_methods=["*"],
    allow_headers=["*"],
    expose_headers=["Mcp-Session-Id"],
)
@LINES@
uvicorn.run(app, port=@PORT@, log_level="warning")
