// A small MCP server that takes its time: three messages before the answer to tools/list, each as it comes.
// For the tests of what holds event streams back.

const PAUSE = 500;

/** The first message is longer than what is too short to compress (for Caddy, 512 bytes). */
const LONG = ' and more'.repeat(100);

const later = () => new Promise(resolve => setTimeout(resolve, PAUSE));

const results = {
    initialize: {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'stream', version: '1.0.0' },
    },
    'tools/list': {
        tools: [{ name: 'sound', description: 'A sound tool', inputSchema: { type: 'object' } }],
    },
};

function allow(request, response) {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE');
    const asked = request.headers['access-control-request-headers'];
    if (asked !== undefined) response.setHeader('Access-Control-Allow-Headers', asked);
}

async function read(request) {
    let text = '';
    for await (const part of request) text += part;
    return text === '' ? {} : JSON.parse(text);
}

/** Answers a request of node:http, or of Express before anything has read it. */
export async function answer(request, response) {
    allow(request, response);
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    if (request.method !== 'POST') return void response.writeHead(405).end();
    const { id, method } = await read(request);
    if (id === undefined) return void response.writeHead(202).end();
    const result = results[method];
    const outcome = result ? { result } : { error: { code: -32601, message: 'Method not found' } };
    const body = JSON.stringify({ jsonrpc: '2.0', id, ...outcome });
    if (method !== 'tools/list') {
        return void response.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
    }
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const part of [1, 2, 3]) {
        const params = { level: 'info', data: `part ${part} of 3${part === 1 ? LONG : ''}` };
        response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params })}\n\n`);
        await later();
    }
    response.end(`data: ${body}\n\n`);
}
