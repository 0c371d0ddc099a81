/** What a piece of JSON text is, for colouring. */
export interface JsonToken {
  kind: 'key' | 'string' | 'number' | 'word' | 'plain';
  text: string;
}

// A string (with the colon that makes it a key), a number, or one of the three words. A string may end with the text:
// recorded JSON is cut anywhere, and looking for a missing quote again from every quote inside would take quadratic time.
const pattern = /("(?:[^"\\]|\\[\s\S])*(?:"|\\?$))(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

const tokenOf = ([text, string, colon, number]: RegExpMatchArray): JsonToken[] => {
  if (string !== undefined)
    return colon === undefined
      ? [{ kind: 'string', text: string }]
      : [
          { kind: 'key', text: string },
          { kind: 'plain', text: colon },
        ];
  return [{ kind: number === undefined ? 'word' : 'number', text }];
};

/** Cuts JSON text into coloured pieces; joined again they are the text. */
export const jsonTokens = (text: string): JsonToken[] => {
  const tokens: JsonToken[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: text.slice(end, match.index) });
    tokens.push(...tokenOf(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) tokens.push({ kind: 'plain', text: text.slice(end) });
  return tokens;
};

/** Indented JSON, or the text as it is when it is none (cut off in the middle). */
export const prettyJson = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};
