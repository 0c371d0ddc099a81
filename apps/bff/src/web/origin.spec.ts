import { describe, expect, it } from '@jest/globals';
import { assertSameOrigin, ownOrigins } from './origin.ts';

const local = ownOrigins('http://127.0.0.1:3000');
const remote = ownOrigins('https://console.example.com/');

describe('who may change things', () => {
  it.each([
    ['its own address', { origin: 'https://console.example.com' }, remote],
    ['a browser that names the site only', { 'sec-fetch-site': 'same-origin' }, remote],
    ['another name of this machine', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }, local],
    ['the loopback of IPv6', { origin: 'http://[::1]:3000' }, local],
    ['a script with an API token', { authorization: 'Bearer arch_x' }, remote],
  ])('%s may', (_, headers, own) => {
    expect(() => assertSameOrigin(headers, own)).not.toThrow();
  });

  it.each([
    ['nobody in particular', {}, remote],
    ['another site', { origin: 'https://evil.example' }, remote],
    ['a page without origin', { origin: 'null' }, remote],
    ['another port', { origin: 'http://127.0.0.1:3001' }, local],
    ['another scheme', { origin: 'http://console.example.com' }, remote],
    ['a sibling domain', { 'sec-fetch-site': 'same-site' }, remote],
    ['an address typed by hand', { 'sec-fetch-site': 'none' }, remote],
    [
      'a foreign origin behind a friendly site header',
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
      remote,
    ],
    ['a loopback name for a console that is elsewhere', { origin: 'http://localhost' }, remote],
    ['a script with an API token that brings cookies, too', { authorization: 'Bearer arch_x', cookie: 'a=b' }, remote],
    ['another site with an API token', { authorization: 'Bearer arch_x', origin: 'https://evil.example' }, remote],
    ['a script with a password', { authorization: 'Basic eA==' }, remote],
  ])('%s may not', (_, headers, own) => {
    expect(() => assertSameOrigin(headers, own)).toThrow(expect.objectContaining({ code: 'ORIGIN_NOT_ALLOWED' }));
  });
});
