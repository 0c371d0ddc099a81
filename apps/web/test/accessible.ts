import type { Page } from 'playwright-core';

const acting = new Set([
  'button',
  'checkbox',
  'combobox',
  'link',
  'menuitem',
  'option',
  'radio',
  'searchbox',
  'slider',
  'spinbutton',
  'switch',
  'tab',
  'textbox',
]);

/** Elements that somebody can act on and that the browser tells assistive technology no name of. */
const nameless = async (page: Page): Promise<string[]> => {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes
    .filter(({ ignored, role }) => !ignored && acting.has(String(role?.value)))
    .filter(({ name }) => String(name?.value ?? '').trim() === '')
    .map(({ role }) => `a ${String(role?.value)} without a name`);
};

/** Runs in the page: what its structure breaks. */
const structure = (): string[] => {
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  const doubled = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two elements with the id ${id}`);
  const levels = [...document.querySelectorAll('main h1, main h2, main h3, main h4')].map(({ tagName }) =>
    Number(tagName.slice(1)),
  );
  const jumps = levels
    .filter((level, index) => index > 0 && level > (levels[index - 1] ?? 0) + 1)
    .map((level) => `a heading of level ${level} that comes too early`);
  const tops = levels.filter((level) => level === 1).length;
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return [
    ...doubled,
    ...jumps,
    ...(tops === 1 ? [] : [`${tops} headings of level 1`]),
    ...(wide > 0 ? [`${wide} px too wide`] : []),
  ];
};

/** What would keep somebody from using the page with a keyboard, a screen reader or a phone. */
export const barriers = async (page: Page): Promise<string[]> => [
  ...(await nameless(page)),
  ...(await page.evaluate(structure)),
];
