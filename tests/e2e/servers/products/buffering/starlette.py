import asyncio
import json

import uvicorn
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

# The Python SDK tells proxies by itself not to buffer; this is an application that does not.
RESULTS = {
    "initialize": {
        "protocolVersion": "2025-06-18",
        "capabilities": {"tools": {}},
        "serverInfo": {"name": "stream", "version": "1.0.0"},
    },
    "tools/list": {"tools": [{"name": "sound", "description": "A sound tool", "inputSchema": {"type": "object"}}]},
}


async def events(answer):
    for part in (1, 2, 3):
        params = {"level": "info", "data": f"part {part} of 3"}
        yield f"data: {json.dumps({'jsonrpc': '2.0', 'method': 'notifications/message', 'params': params})}\n\n"
        await asyncio.sleep(0.5)
    yield f"data: {json.dumps(answer)}\n\n"


async def mcp(request):
    message = await request.json()
    if "id" not in message:
        return Response(status_code=202)
    answer = {"jsonrpc": "2.0", "id": message["id"]}
    method = message["method"]
    if method not in RESULTS:
        return JSONResponse({**answer, "error": {"code": -32601, "message": "Method not found"}})
    answer["result"] = RESULTS[method]
    if method == "tools/list":
        return StreamingResponse(events(answer), media_type="text/event-stream")
    return JSONResponse(answer)


app = Starlette(routes=[Route("/mcp", mcp, methods=["POST"])])
app = CORSMiddleware(app, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
@LINES@
uvicorn.run(app, port=@PORT@, log_level="warning")
