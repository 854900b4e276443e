import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


async def metadata(request):
    return JSONResponse({"resource": str(request.url.replace(path="/mcp"))})


app = Starlette(routes=[Route("/{rest:path}", metadata)])
@LINES@
uvicorn.run(app, port=@PORT@, log_level="warning", proxy_headers=False)
