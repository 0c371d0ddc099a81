import { createHash } from 'node:crypto';
import type { Tool } from '@archestra/contracts';
import { canonicalJson } from './canonical-json.ts';

/** A tool definition as a server gave it. */
export type Definition = Omit<Tool, 'pin'>;

/** SHA-256 over everything in a definition that a model or a client acts on. */
export const pinOf = ({ name, title, description, inputSchema, outputSchema, annotations }: Definition): string =>
  createHash('sha256')
    .update(canonicalJson({ name, title, description, inputSchema, outputSchema, annotations }))
    .digest('hex');
