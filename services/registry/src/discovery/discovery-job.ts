import { Id } from '@archestra/contracts';
import { z } from 'zod';

export const queueName = 'registry.installation.discover';
export const DiscoveryJob = z.object({ installationId: Id });
