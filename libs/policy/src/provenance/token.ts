/** A piece of a text that can name something. `isMarked`: the text itself says that the number is a name ("ID 13", "#13", "'13'"). */
export interface Token {
  readonly text: string;
  readonly isMarked: boolean;
}

const piece = /[^\s<>()[\]{}"'`,;|\\“”‘’«»…]+/gu;
const edge = '.:!?*_~#@&=+/-';
const mark = /[#"'`“‘«]/u;
const idWord = /^(?:ids?|no|nr|num|number)$/u;
const joint = /^(?:and|or|und|oder)$/u;

/** Same text in any case and any compatible form; nothing that cannot be seen is dropped, so a disguised name stays another one. */
export const normalize = (text: string): string => text.normalize('NFKC').toLowerCase();

const bareNumber = /^\d{1,4}$/;

/** A text without certain characters at its ends. By hand, because the obvious expression takes quadratic time on hostile text. */
const strip = (text: string, characters: string): string => {
  let from = 0;
  let to = text.length;
  while (from < to && characters.includes(text.charAt(from))) from += 1;
  while (to > from && characters.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
};

/** The pieces of normalized text between spaces, quotes and brackets. */
export const piecesOf = (text: string): readonly string[] => text.match(piece) ?? [];

/** Whether a name is so short a number that it stands in any text by chance. */
export const isWeak = (name: string): boolean => bareNumber.test(name);

/** The tokens of a text in order, without punctuation around them; at most `limit`. */
export const tokensOf = (text: string, limit: number): readonly Token[] => {
  const tokens: Token[] = [];
  const whole = normalize(text);
  let isNaming = false;
  for (const { 0: raw, index } of whole.matchAll(piece)) {
    const name = strip(raw.startsWith('mailto:') ? raw.slice(7) : raw, edge);
    if (name === '') continue;
    const isMarked = isNaming || mark.test(raw.charAt(0)) || mark.test(whole.charAt(index - 1));
    tokens.push({ text: name, isMarked });
    isNaming = idWord.test(name) || (isNaming && (isWeak(name) || joint.test(name)));
    if (tokens.length >= limit) break;
  }
  return tokens;
};
