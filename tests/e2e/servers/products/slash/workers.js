// What the Worker did until now: it has a route, and sends who misses its slash there.
const handle = request => {
  const url = new URL(request.url);
  if (url.pathname === "/mcp/") return fetch(new Request("@UPSTREAM@/mcp", request));
  url.pathname = "/mcp/";
  return Response.redirect(url, 308);
};
@LINES@
