import type { ToolContract } from '@archestra/contracts';
import { pathWords } from './schema-paths.ts';

const listOf = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

const protectedPaths = ({ recipients = [], targets = [] }: ToolContract): string[] => [
  ...new Set([...recipients, ...targets]),
];

const isGrave = ({ effect }: ToolContract): boolean => effect === 'egress' || effect === 'destructive';

const otherwise = ({ approval }: ToolContract): string =>
  approval === 'when-blocked' ? 'a person is asked' : 'it is refused';

/** What happens once the session has read what strangers may have written. */
const untrustedWords = (contract: ToolContract): string => {
  if (contract.effect === 'none') return 'It may be called in every session: it changes nothing and sends nothing.';
  const paths = protectedPaths(contract);
  if (paths.length > 0)
    return `When the session has read untrusted content, ${otherwise(contract)} unless ${listOf(paths.map((path) => pathWords(path)))} ${
      paths.length === 1 ? 'was' : 'were'
    } named by the person or by a trusted result.`;
  if (isGrave(contract)) return `When the session has read untrusted content, ${otherwise(contract)}.`;
  return 'It may be called in every session: what it changes can be put right again.';
};

const resultWords = ({ output: { integrity, audience } }: ToolContract): string => {
  const trust =
    integrity === 'trusted'
      ? 'Reading its result leaves the session as trusted as it was.'
      : 'Reading its result makes the session untrusted.';
  if (audience === 'public') return trust;
  const readers = audience.filter((reader) => reader.trim() !== '');
  const whom = readers.length === 0 ? 'nobody outside the session' : `nobody but ${listOf(readers)}`;
  return `${trust} What it returns may be sent to ${whom}.`;
};

/** What a contract means for calls of its tool, in plain sentences. */
export const contractPreview = (contract: ToolContract): string[] => [
  ...(contract.approval === 'always' ? ['A person has to agree to every single call.'] : []),
  untrustedWords(contract),
  resultWords(contract),
];
