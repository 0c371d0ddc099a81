import { Module } from '@nestjs/common';
import { CallController } from './call/call.controller.ts';
import { CallLog } from './call/call-log.ts';
import { CallStore } from './call/call.store.ts';
import { ChainController } from './chain/chain.controller.ts';
import { ChainStore } from './chain/chain.store.ts';
import { Checkpoints } from './chain/checkpoints.ts';
import { SignedFile } from './chain/signed.file.ts';
import { Database } from './db/database.store.ts';
import { Partition } from './db/partition.ts';
import { PartitionStore } from './db/partition.store.ts';
import { Visibility } from './db/visibility.ts';
import { EgressController } from './egress/egress.controller.ts';
import { EgressLog } from './egress/egress-log.ts';
import { EgressStore } from './egress/egress.store.ts';
import { EntryController } from './entry/entry.controller.ts';
import { EntryLog } from './entry/entry-log.ts';
import { EntryStore } from './entry/entry.store.ts';
import { LlmCallController } from './llm-call/llm-call.controller.ts';
import { LlmCallLog } from './llm-call/llm-call-log.ts';
import { LlmCallStore } from './llm-call/llm-call.store.ts';
import { RecordController } from './record/record.controller.ts';
import { RecordStore } from './record/record.store.ts';

@Module({
  controllers: [
    CallController,
    ChainController,
    EgressController,
    EntryController,
    LlmCallController,
    RecordController,
  ],
  providers: [
    CallLog,
    CallStore,
    ChainStore,
    Checkpoints,
    Database,
    EgressLog,
    EgressStore,
    EntryLog,
    EntryStore,
    LlmCallLog,
    LlmCallStore,
    Partition,
    PartitionStore,
    RecordStore,
    SignedFile,
    Visibility,
  ],
})
export class AuditModule {}
