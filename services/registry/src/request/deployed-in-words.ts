const NAMED = 5;

export interface Deployed {
  /** Tools that are granted now. */
  granted: number;
  profiles: number;
  /** Profiles that had no room for them. */
  full: number;
  reviewed: number;
  /** Reviewed tools that the server does not give, or gives as something else. */
  withheld: readonly string[];
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** What came of an approval, for whoever asked. */
export const deployedInWords = ({ granted, profiles, full, reviewed, withheld }: Deployed): string => {
  const sentences = ['It runs.'];
  if (granted > 0 && profiles > 0)
    sentences.push(`${count(granted, 'tool')} can be called through ${count(profiles, 'profile')}.`);
  if (reviewed === 0) sentences.push('Its tools were not seen before the approval: grant them in a profile.');
  if (withheld.length > 0) {
    const more = withheld.length > NAMED ? ` and ${withheld.length - NAMED} more` : '';
    sentences.push(
      `Not granted, because they are not as they were reviewed: ${withheld.slice(0, NAMED).join(', ')}${more}.`,
    );
  }
  if (full > 0) sentences.push(`${count(full, 'profile')} had no room for them (768 KiB of definitions).`);
  return sentences.join(' ');
};
