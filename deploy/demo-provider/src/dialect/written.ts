/** An answer in one dialect: the events of a stream, or one body. */
export interface Written {
  readonly frames: () => readonly string[];
  readonly body: () => unknown;
}

/** A server-sent event. */
export const frame = (data: unknown, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;

/** The words of a text with the space before them, as a model streams them; a text without words is one piece. */
export const wordsOf = (text: string): readonly string[] => text.match(/\s*\S+\s*?/g) ?? (text === '' ? [] : [text]);

/** Arguments in a few pieces, cut anywhere. */
export const piecesOf = (text: string): readonly string[] => text.match(/[\s\S]{1,12}/g) ?? [];

const identifiers = { next: 0 };

/** An id such as providers give. */
export const newId = (prefix: string): string => `${prefix}${(identifiers.next += 1).toString(36).padStart(6, '0')}`;
