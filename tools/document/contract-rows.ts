import {
  access,
  events,
  ownerOf,
  rpcs,
  serviceNames,
  snapshots,
  type Access,
  type ServiceName,
} from '@archestra/contracts';
import { table } from './block.ts';

const code = (text: string): string => `\`${text}\``;
const own = (name: ServiceName): Access => access[name];
const those = (keep: (access: Access) => boolean): string =>
  serviceNames.filter((name) => keep(own(name))).join(', ') || '–';

const questions = (): string =>
  table(
    ['Subject', 'Deadline', 'Served by', 'Called by'],
    rpcs.map((contract) => [
      code(contract.subject),
      `${contract.deadlineMs} ms`,
      ownerOf(contract),
      those(({ calls }) => calls.includes(contract)),
    ]),
  );

const facts = (): string =>
  table(
    ['Type', 'Said by', 'Durable readers'],
    events.map((contract) => [
      code(contract.type),
      those(({ publishes }) => publishes.includes(contract)),
      those(({ consumes }) => consumes.some(({ events: read }) => read.includes(contract))),
    ]),
  );

const states = (): string =>
  table(
    ['Bucket', 'Written by', 'Watched by'],
    snapshots.map((contract) => [
      code(contract.bucket),
      those(({ writes }) => writes.includes(contract)),
      those(({ watches }) => watches.includes(contract)),
    ]),
  );

/** Every subject there is, as Markdown: questions, facts and snapshots with who says and who hears them. */
export const contractTables = (): string =>
  [
    `### Questions and commands (${rpcs.length})`,
    questions(),
    `### Events (${events.length})`,
    'On the wire: `events.<organization>.<type>`.',
    facts(),
    `### Snapshots (${snapshots.length})`,
    states(),
  ].join('\n\n');
