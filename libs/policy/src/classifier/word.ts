import type { Effect } from '@archestra/contracts';

/** The words of a tool's or argument's name in lower case: camel case, snake case and kebab case alike. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .normalize('NFKC')
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const list = (words: string): readonly string[] => words.split(' ');

/** What the verbs of tools do, from the common vocabulary of programming interfaces; each also in its third person. */
const vocabulary: Readonly<Record<Effect, readonly string[]>> = {
  destructive: list(
    'delete remove drop cancel destroy purge wipe erase revoke terminate kill reset uninstall cleanup clean truncate clear ' +
      'unlock disable deactivate stop shutdown reboot execute exec run eval evaluate merge apply drain disconnect dispute ' +
      'withdraw buy sell purchase trade order approve authorize',
  ),
  egress: list(
    'send post publish share invite tweet message email mail reply comment upload push submit notify call dial forward ' +
      'transfer pay charge refund donate navigate browse visit open crawl scrape download fetch extract grant permit ' +
      'broadcast subscribe connect export sync deploy fork',
  ),
  write: list(
    'create add update edit set write append move rename save insert patch put schedule reschedule book reserve toggle ' +
      'modify change replace record assign mark archive restore copy scale install upgrade register enable activate ' +
      'start generate control configure type click press drag drop fill select handle import make manage react',
  ),
  none: list(
    'get list read search find query show view describe check retrieve lookup count explain resolve validate calculate ' +
      'compute echo ping status history info information details track monitor compare analyze translate convert ' +
      'recommend predict detect parse format wait think summarize verify test',
  ),
};

const known = new Map<string, Effect>(
  (['none', 'write', 'egress', 'destructive'] as const).flatMap((effect) =>
    vocabulary[effect].flatMap((verb) => [
      [verb, effect] as const,
      [`${verb}s`, effect] as const,
      [`${verb.endsWith('e') ? verb.slice(0, -1) : verb}es`, effect] as const,
    ]),
  ),
);

/** What a word says a tool does; nothing for a word that is no known verb. */
export const effectOfWord = (word: string): Effect | undefined => known.get(word);
