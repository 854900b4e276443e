from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

# The address of your proxy; "*" only if nothing else can reach this port.
app = ProxyHeadersMiddleware(app, trusted_hosts=["127.0.0.1"])
# FastMCP needs its URL: AuthSettings(resource_server_url="https://{host}{path}", …)
