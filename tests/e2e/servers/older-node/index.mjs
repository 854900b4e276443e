// What Node.js 18, which Debian 12 ships, lacks and these servers use. In a newer one this changes nothing.

import crypto from 'node:crypto';
import { register } from 'node:module';

// It has Web Cryptography, but not under its global name; the MCP SDK uses that.
globalThis.crypto ??= crypto.webcrypto;

// oidc-provider uses this and `crypto.hash`, which Node.js 20 has by now.
URL.parse ??= (url, base) => {
    try {
        return new URL(url, base);
    } catch {
        return null;
    }
};
if (crypto.hash === undefined) register('./resolve.mjs', import.meta.url);
