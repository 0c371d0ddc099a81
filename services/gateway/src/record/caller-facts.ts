import type { Caller, Principal } from '@archestra/contracts';

/** What a record says of whoever asked. */
export const callerFacts = ({ kind, id, name, tokenId, tokenName }: Principal): Caller => ({
  kind,
  id,
  name,
  ...(tokenId ? { tokenId, tokenName: tokenName ?? '' } : {}),
});
