// What the MCP servers here have in common: what they offer, and what a browser needs beside it.

import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** A small MCP server by this name: a tool, a prompt and a resource. */
export function build(name) {
    const server = new McpServer({ name, version: '1.0.0' });
    server.registerTool(
        'add',
        { description: 'Adds two numbers', inputSchema: z.object({ a: z.number(), b: z.number() }) },
        async ({ a, b }) => ({ content: [{ type: 'text', text: String(a + b) }] }),
    );
    server.registerPrompt(
        'greet',
        { description: 'Greets somebody', argsSchema: z.object({ name: z.string() }) },
        ({ name }) => ({ messages: [{ role: 'user', content: { type: 'text', text: `Greet ${name}` } }] }),
    );
    server.registerResource('readme', 'memo://readme', { mimeType: 'text/plain' }, async uri => ({
        contents: [{ uri: uri.href, text: 'hello' }],
    }));
    return server;
}

/** Any origin, any header asked for, and the exposed headers. True where that was the whole answer. */
export function allowBrowsers(request, response) {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Expose-Headers', 'Mcp-Session-Id, WWW-Authenticate');
    if (request.method !== 'OPTIONS') return false;
    const asked = request.headers['access-control-request-headers'];
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE');
    if (asked !== undefined) response.setHeader('Access-Control-Allow-Headers', asked);
    response.writeHead(204).end();
    return true;
}

/** Writes an answer of the fetch API to a response of node:http. */
export async function send(answer, response) {
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
}
