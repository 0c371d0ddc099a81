import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SecretMask } from './secret-mask.ts';

const secret = 'ghp_S3cr3t/"quoted"+value==';
const pem = '-----BEGIN KEY-----\nMIIBVAIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n';
const mask = new SecretMask({ TOKEN: secret, PEM: pem, PIN: '12' });
const basic = (user: string): string => Buffer.from(`${user}:${secret}`).toString('base64');

describe('a secret', () => {
  it.each([
    ['as it is', `token is ${secret}!`],
    ['in a dump of the environment', inspect({ TOKEN: secret, PEM: pem })],
    ['in JSON', JSON.stringify({ env: { TOKEN: secret, PEM: pem } })],
    ['in a URL', `https://host/?token=${encodeURIComponent(secret)}`],
    ['in basic authentication', ['', 'a', 'ab', 'abc'].map(basic).join(' ')],
    ['in URL-safe base64', Buffer.from(secret).toString('base64url')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['line by line', pem],
  ])('is hidden %s', (_, text) => {
    const shown = mask.text(text);
    expect(shown).toContain('[secret]');
    for (const part of [secret, 'S3cr3t', 'MIIBVAIB', 'hkiG9w0B', Buffer.from('S3cr3t').toString('hex')])
      expect(shown).not.toContain(part);
    for (const user of ['', 'a', 'ab', 'abc']) expect(shown).not.toContain(basic(user).slice(8, -8));
  });

  it('too short to be one is not looked for', () => expect(mask.text('12 of 1234')).toBe('12 of 1234'));

  it('is hidden whatever it is and wherever it stands; JSON stays JSON', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.string(), fc.string(), (value, before, after) => {
        fc.pre(value.trim().length >= 4);
        const own = new SecretMask({ TOKEN: value });
        expect(own.text(`${before}${value}${after}`)).not.toContain(value);
        const message = JSON.stringify({ id: 1, result: { text: `${before}${value}${after}` } });
        const shown = JSON.parse(String(own.frame(message))) as { result: { text: string } };
        expect(shown.result.text).not.toContain(value);
      }),
    );
  });

  it('that is a number leaves the message readable', () => {
    const own = new SecretMask({ PIN: '482913' });
    expect(JSON.parse(String(own.frame('{"id":1,"result":{"pin":482913,"n":[7]}}')))).toEqual({
      id: 1,
      result: { pin: '[secret]', n: [7] },
    });
  });

  it('that does not occur changes nothing, not even the object', () => {
    const bytes = Buffer.from('{"id":1}');
    expect(mask.frame(bytes)).toBe(bytes);
  });
});
