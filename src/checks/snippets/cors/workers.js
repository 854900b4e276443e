const cors = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
  "Access-Control-Allow-Headers": "{headers}",
  "Access-Control-Expose-Headers": "Mcp-Session-Id, WWW-Authenticate, MCP-Protocol-Version",
};

export default {
  async fetch(request, env, context) {
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: cors });
    const answer = await handle(request, env, context); // what the Worker did before
    const readable = new Response(answer.body, answer);
    for (const [name, value] of Object.entries(cors)) readable.headers.set(name, value);
    return readable;
  },
};
