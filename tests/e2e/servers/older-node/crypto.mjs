// `node:crypto` with the `hash` of newer versions.

import { createHash } from 'node:crypto';

export * from 'node:crypto';

export const hash = (algorithm, data, encoding = 'hex') => createHash(algorithm).update(data).digest(encoding);
