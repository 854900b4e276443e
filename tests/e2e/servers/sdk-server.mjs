// A small MCP server on the TypeScript SDK v2, wired as the SDK's own README wires
// `node:http`: host and origin guards in front of one handler, and no CORS headers.
//
//   node sdk-server.mjs [--port N] [--cors] [--bearer TOKEN]
//
// `--port 0` takes a free port. The address is printed as the first line of standard output.
// `--cors` adds what a browser needs: any origin, any header asked for, and the exposed headers.
// `--bearer` accepts this one token and answers 401 without it, by the SDK's own check; no sign-in is named.

import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { localhostHostValidation, localhostOriginValidation, toNodeHandler } from '@modelcontextprotocol/node';
import {
    bearerAuthChallengeResponse,
    createMcpHandler,
    OAuthError,
    OAuthErrorCode,
    verifyBearerToken,
} from '@modelcontextprotocol/server';
import { allowBrowsers, build, send } from './mcp-server.mjs';

const { values } = parseArgs({
    options: {
        port: { type: 'string', default: '0' },
        cors: { type: 'boolean', default: false },
        bearer: { type: 'string' },
    },
});

const verifier = {
    async verifyAccessToken(token) {
        if (token !== values.bearer) throw new OAuthError(OAuthErrorCode.InvalidToken, 'Unknown token');
        // The SDK refuses tokens that never expire.
        return { token, clientId: 'static', scopes: [], expiresAt: Math.floor(Date.now() / 1000) + 3600 };
    },
};

const handle = toNodeHandler(createMcpHandler(() => build('sdk-server')));
const validHost = localhostHostValidation();
const validOrigin = localhostOriginValidation();

const http = createServer(async (request, response) => {
    if (values.cors && allowBrowsers(request, response)) return;
    if (!validHost(request, response) || !validOrigin(request, response)) return;
    try {
        if (values.bearer) request.auth = await verifyBearerToken(request.headers.authorization, { verifier });
    } catch (error) {
        await send(bearerAuthChallengeResponse(error), response);
        return;
    }
    handle(request, response);
});
http.listen(Number(values.port), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${http.address().port}/mcp`);
});
