// Node.js 18, which Debian 12 ships, has Web Cryptography but not under its global name; the MCP SDK uses that.

import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto;
