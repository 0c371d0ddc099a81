import { randomBytes } from 'node:crypto';

/** A password that needs no escaping in a URL, a configuration file or SQL. */
export const newPassword = (): string => randomBytes(24).toString('base64url');

/** A 32-byte key in base64, for encryption at rest and cookie signing. */
export const newKey = (): string => randomBytes(32).toString('base64');
