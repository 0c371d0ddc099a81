export { fingerprintOf, publicKeyText, readPublicKey, signCheckpoint, signingKey } from './checkpoint.ts';
export type { ExportLine } from './export-line.ts';
export { verifyExport } from './verify.ts';
export type { Finding, Verdict } from './verify.ts';
