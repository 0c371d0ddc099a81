import type { Prompt } from '@archestra/contracts';
import { ago, id } from './base.ts';
import { admin, member } from './people.ts';

export const prompts: Prompt[] = [
  [
    'release-note',
    'Write a release note',
    'Write a release note for the change below.\n\n- One sentence for readers who are in a hurry.\n- Then what they have to do.\n\n',
  ],
  [
    'ticket',
    'Sum up a ticket',
    'Sum up this ticket in three sentences: what happened, to whom, and what they want.\n\n',
  ],
  [
    'translate',
    'Translate into plain English',
    'Translate the following into plain English that a customer understands:\n\n',
  ],
  [
    'review',
    'Review a change',
    'Review this change. Name what could break, what is missing a test, and what could be left out.\n\n',
  ],
].map(([name = '', title = '', text = ''], index) => ({
  id: id(20, index + 1),
  name,
  title,
  text,
  ownerId: index % 2 === 0 ? admin.id : member.id,
  createdAt: ago(60 * 24 * (index + 2)),
  updatedAt: ago(60 * 24 * (index + 1)),
}));
