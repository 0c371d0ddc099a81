import { TypedAnswer } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../db/database.store.ts';

/** The same content and the same questions, in one organization. */
export interface AnswerKey {
  organizationId: string;
  contentDigest: string;
  questionsDigest: string;
}

/** What the quarantined model answered before. */
@Injectable()
export class AnswerCacheStore {
  constructor(private readonly database: Database) {}

  async find(key: AnswerKey): Promise<TypedAnswer[] | undefined> {
    const row = await this.database.client.dualLlmAnswer.findUnique({
      where: { organizationId_contentDigest_questionsDigest: key },
    });
    return row ? z.array(TypedAnswer).parse(row.answers) : undefined;
  }

  async keep(key: AnswerKey, answers: TypedAnswer[]): Promise<void> {
    await this.database.client.dualLlmAnswer.createMany({ data: { ...key, answers }, skipDuplicates: true });
  }
}
