import { serviceEnv } from '@archestra/service';
import { z } from 'zod';

/** The environment of knowledge: the common one, with a database. */
export const KnowledgeEnv = serviceEnv.extend({ DATABASE_URL: z.url() });
export type KnowledgeConfig = z.output<typeof KnowledgeEnv>;
