import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { ChainCheckpoint } from '@archestra/contracts';

/** DER of an Ed25519 private key is this and the 32 bytes of its seed (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The signing key with these 32 bytes. */
export const signingKey = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });

/** The public half as people pass it around: base64 of its DER. */
export const publicKeyText = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');

/** Throws when the text is no public key. */
export const readPublicKey = (text: string): KeyObject =>
  createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });

/** A short name of a public key, for people to compare. */
export const fingerprintOf = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16);

const signed = (organizationId: string, { seq, hash, at }: Omit<ChainCheckpoint, 'signature'>): Buffer =>
  Buffer.from(['archestra checkpoint 1', JSON.stringify(organizationId), seq, hash, at].join('\n'), 'utf8');

/** Signs what a chain is. */
export const signCheckpoint = (
  key: KeyObject,
  organizationId: string,
  state: Omit<ChainCheckpoint, 'signature'>,
): ChainCheckpoint => ({ ...state, signature: sign(null, signed(organizationId, state), key).toString('base64') });

/** Whether a checkpoint was signed with this key. */
export const isSigned = (key: KeyObject, organizationId: string, checkpoint: ChainCheckpoint): boolean =>
  verify(null, signed(organizationId, checkpoint), key, Buffer.from(checkpoint.signature, 'base64'));
