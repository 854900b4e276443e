// A real authorization server (oidc-provider, with its own login and consent pages) and a small MCP server on the
// TypeScript SDK v2 that accepts its tokens, each on a port and so an origin of its own.
//
//   node oauth-server.mjs --redirect URI [--registration none|as-it-comes|cors] [--secret SECRET] [--coop]
//
// `--redirect` is the page's redirect URI: the public client `faultfinder` is registered with it, and, with
// `--secret`, the confidential client `faultfinder-confidential`.
// `--registration` is about dynamic registration: none; as oidc-provider has it, which sends no CORS headers from
// there; or with those headers.
// `--coop` cuts every page of the authorization server off from the page that opened it.
//
// Prints one line of JSON when both are ready: {"mcp":"http://localhost:…/mcp","issuer":"http://localhost:…"}.

import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { localhostHostValidation, localhostOriginValidation, toNodeHandler } from '@modelcontextprotocol/node';
import {
    bearerAuthChallengeResponse,
    createMcpHandler,
    getOAuthProtectedResourceMetadataUrl,
    OAuthError,
    OAuthErrorCode,
    oauthMetadataResponse,
    verifyBearerToken,
} from '@modelcontextprotocol/server';
import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import Provider, { errors } from 'oidc-provider';
import { allowBrowsers, build, send } from './mcp-server.mjs';

const SCOPE = 'mcp:read';

const { values } = parseArgs({
    options: {
        redirect: { type: 'string' },
        registration: { type: 'string', default: 'none' },
        secret: { type: 'string' },
        coop: { type: 'boolean', default: false },
    },
});

/** A server on a free port, and its origin. Its handler comes later: both documents name both addresses. */
function listen() {
    const http = createServer();
    return new Promise(ready => {
        http.listen(0, '127.0.0.1', () => ready([http, `http://localhost:${http.address().port}`]));
    });
}

const [authorization, issuer] = await listen();
const [resource, origin] = await listen();
const mcp = `${origin}/mcp`;

async function authorizationServer() {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const client = {
        client_id: 'faultfinder',
        redirect_uris: [values.redirect],
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
    };
    const confidential = {
        ...client,
        client_id: 'faultfinder-confidential',
        client_secret: values.secret,
        token_endpoint_auth_method: 'client_secret_post',
    };
    const provider = new Provider(issuer, {
        clients: values.secret ? [client, confidential] : [client],
        cookies: { keys: ['for tests only'] },
        jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] },
        pkce: { required: () => true },
        scopes: ['openid', 'offline_access', SCOPE],
        features: {
            devInteractions: { enabled: true },
            registration: { enabled: values.registration !== 'none' },
            resourceIndicators: { enabled: true, defaultResource: () => mcp, getResourceServerInfo },
        },
        issueRefreshToken: (_, { grantTypes }) => grantTypes.includes('refresh_token'),
    });
    // The login and consent pages ask the network for a font.
    provider.use(async (context, next) => {
        await next();
        if (typeof context.body === 'string') context.body = context.body.replace(/@import url\([^)]*\);/, '');
    });
    return provider.callback();
}

function getResourceServerInfo(_, indicator) {
    if (indicator !== mcp) throw new errors.InvalidTarget();
    return { scope: SCOPE, audience: mcp, accessTokenFormat: 'jwt', accessTokenTTL: 3600 };
}

const provide = await authorizationServer();
authorization.on('request', (request, response) => {
    if (values.coop) response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    const registers = new URL(request.url, issuer).pathname === '/reg';
    if (registers && values.registration === 'cors' && allowBrowsers(request, response)) return;
    provide(request, response);
});

const keys = createRemoteJWKSet(new URL('/jwks', issuer));
const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
const described = {
    oauthMetadata: metadata,
    resourceServerUrl: new URL(mcp),
    scopesSupported: [SCOPE],
    resourceName: 'A small MCP server behind a sign-in',
};
const guarded = {
    verifier: { verifyAccessToken },
    requiredScopes: [SCOPE],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(new URL(mcp)),
};

async function verifyAccessToken(token) {
    try {
        const { payload } = await jwtVerify(token, keys, { issuer, audience: mcp, typ: 'at+jwt' });
        const scopes = String(payload.scope ?? '').split(' ');
        return { token, clientId: String(payload.client_id), scopes, expiresAt: payload.exp };
    } catch (error) {
        throw new OAuthError(OAuthErrorCode.InvalidToken, error.message);
    }
}

const handle = toNodeHandler(createMcpHandler(() => build('oauth-server')));
const validHost = localhostHostValidation();
const validOrigin = localhostOriginValidation();

resource.on('request', async (request, response) => {
    if (allowBrowsers(request, response)) return;
    if (!validHost(request, response) || !validOrigin(request, response)) return;
    const document = oauthMetadataResponse(new Request(new URL(request.url, origin)), described);
    if (document) {
        await send(document, response);
        return;
    }
    try {
        request.auth = await verifyBearerToken(request.headers.authorization, guarded);
    } catch (error) {
        await send(bearerAuthChallengeResponse(error, guarded), response);
        return;
    }
    handle(request, response);
});

console.log(JSON.stringify({ mcp, issuer }));
