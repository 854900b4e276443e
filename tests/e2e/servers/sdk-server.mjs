// A small MCP server on the TypeScript SDK v2, wired as the SDK's own README wires
// `node:http`: host and origin guards in front of one handler, and no CORS headers.
//
//   node sdk-server.mjs --port N [--cors]
//
// `--port 0` takes a free port. The address is printed as the first line of standard output.
// `--cors` adds what a browser needs: any origin, any header asked for, and the exposed headers.

import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { localhostHostValidation, localhostOriginValidation, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

const { values } = parseArgs({
    options: { port: { type: 'string', default: '0' }, cors: { type: 'boolean', default: false } },
});

function build() {
    const server = new McpServer({ name: 'sdk-server', version: '1.0.0' });
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

function allowBrowsers(request, response) {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Expose-Headers', 'Mcp-Session-Id, WWW-Authenticate');
    if (request.method !== 'OPTIONS') return false;
    const asked = request.headers['access-control-request-headers'];
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE');
    if (asked !== undefined) response.setHeader('Access-Control-Allow-Headers', asked);
    response.writeHead(204).end();
    return true;
}

const handle = toNodeHandler(createMcpHandler(build));
const validHost = localhostHostValidation();
const validOrigin = localhostOriginValidation();

const http = createServer((request, response) => {
    if (values.cors && allowBrowsers(request, response)) return;
    if (!validHost(request, response) || !validOrigin(request, response)) return;
    handle(request, response);
});
http.listen(Number(values.port), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${http.address().port}/mcp`);
});
