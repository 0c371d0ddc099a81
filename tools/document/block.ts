import { readFileSync, writeFileSync } from 'node:fs';

const markers = (name: string): [string, string] => [
  `<!-- generated: ${name} -->`,
  `<!-- end of generated: ${name} -->`,
];

/** Text between the two markers of a generated part of a page. Throws when the page does not have them. */
export const readBlock = (path: string, name: string): string => {
  const [begin, end] = markers(name);
  const [, rest] = readFileSync(path, 'utf8').split(begin);
  const block = rest?.split(end);
  if (block?.length !== 2 || block[0] === undefined) throw new Error(`${path} has no part named ${name}.`);
  return block[0].trim();
};

/** Puts `text` between the markers. */
export const writeBlock = (path: string, name: string, text: string): void => {
  const [begin, end] = markers(name);
  const page = readFileSync(path, 'utf8');
  const old = readBlock(path, name);
  const from = page.indexOf(begin) + begin.length;
  const to = page.indexOf(end);
  if (old !== text) writeFileSync(path, `${page.slice(0, from)}\n\n${text}\n\n${page.slice(to)}`);
};

/** A Markdown table in the form Prettier gives it: columns as wide as their widest cell. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...escaped.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...escaped.map(line)].join('\n');
};
