const LIMIT = 60;

/** A title until a model has found one: the first words of what was asked. */
export const firstWords = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= LIMIT) return line || 'New chat';
  const cut = line.slice(0, LIMIT).toWellFormed();
  const space = cut.lastIndexOf(' ');
  return `${(space > LIMIT / 2 ? cut.slice(0, space) : cut).replace(/[\ufffd\s.,;:]+$/, '')}…`;
};

/** What a model answered when it was asked for a title; undefined when that is none. */
export const readTitle = (answer: string): string | undefined => {
  const line = answer.trim().split('\n', 1)[0] ?? '';
  const title = line
    .replaceAll(/\p{Cc}/gu, '')
    .replaceAll(/^[\s"'“”„«»*#_`]+|[\s"'“”„«»*_`.]+$/g, '')
    .toWellFormed();
  return title.length === 0 || title.length > 120 ? undefined : title;
};
