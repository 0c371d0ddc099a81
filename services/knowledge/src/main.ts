import 'reflect-metadata';
import { runService } from '@archestra/service';
import { KnowledgeEnv } from './knowledge.config.ts';
import { KnowledgeModule } from './knowledge.module.ts';

await runService({ name: 'knowledge', env: KnowledgeEnv, module: KnowledgeModule });
