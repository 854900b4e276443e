// Add the origins of your own web clients.
const allowed = ["https://your-app.example", "{origin}"];

function cors(request) {
  const origin = request.headers.get("Origin");
  return {
    ...(allowed.includes(origin) ? { "Access-Control-Allow-Origin": origin } : {}),
    "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "{headers}",
    "Access-Control-Expose-Headers": "Mcp-Session-Id, WWW-Authenticate, MCP-Protocol-Version",
    "Vary": "Origin",
  };
}

export default {
  async fetch(request, env, context) {
    const headers = cors(request);
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers });
    const answer = await handle(request, env, context); // what the Worker did before
    const readable = new Response(answer.body, answer);
    for (const [name, value] of Object.entries(headers)) readable.headers.set(name, value);
    return readable;
  },
};
