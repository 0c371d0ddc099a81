import { ToolFilter } from '@archestra/contracts';
import { z } from 'zod';

const { shape } = ToolFilter;
/** What the list of tools is narrowed to; lives in the address. */
export const ToolSearch = z.object({
  search: shape.search.catch(undefined),
  serverId: shape.serverId.catch(undefined),
  effect: shape.effect.catch(undefined),
  origin: shape.origin.catch(undefined),
  hasPolicy: shape.hasPolicy.catch(undefined),
});
