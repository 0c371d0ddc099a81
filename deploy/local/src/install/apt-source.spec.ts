import { describe, expect, it } from '@jest/globals';
import { mainArchive, parseList, parseSources, sourceStanza } from './apt-source.ts';

describe('the apt configuration', () => {
  it('is read in its one-line form', () => {
    const text = [
      '# deb http://old.invalid/debian bullseye main',
      'deb [arch=amd64 signed-by=/usr/share/keyrings/a.gpg] http://mirror.invalid/debian bookworm main contrib # ours',
      'deb-src http://mirror.invalid/debian bookworm main',
      '',
    ].join('\n');
    expect(parseList(text)).toEqual([
      {
        uris: ['http://mirror.invalid/debian'],
        suites: ['bookworm'],
        components: ['main', 'contrib'],
        signedBy: '/usr/share/keyrings/a.gpg',
      },
      { uris: ['http://mirror.invalid/debian'], suites: ['bookworm'], components: ['main'] },
    ]);
  });

  it('is read in its stanza form, with comments, embedded keys and disabled stanzas', () => {
    const text = [
      'Types: deb',
      '# a snapshot',
      'URIs: http://mirror.invalid/debian',
      'Suites: bookworm bookworm-updates',
      'Components: main',
      'Signed-By:',
      ' -----BEGIN PGP PUBLIC KEY BLOCK-----',
      ' .',
      ' abc',
      '',
      'Types: deb',
      'Enabled: no',
      'URIs: http://mirror.invalid/other',
      'Suites: bookworm',
      'Components: main',
    ].join('\n');
    expect(parseSources(text)).toEqual([
      {
        uris: ['http://mirror.invalid/debian'],
        suites: ['bookworm', 'bookworm-updates'],
        components: ['main'],
        signedBy: '\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc',
      },
    ]);
  });

  it('tells the distribution itself from its security updates and from third parties', () => {
    const sources = parseList(
      [
        'deb http://mirror.invalid/security bookworm-security main',
        'deb http://vendor.invalid/apt bookworm stable',
        'deb http://mirror.invalid/debian bookworm main',
      ].join('\n'),
    );
    expect(mainArchive(sources, 'bookworm')?.uris).toEqual(['http://mirror.invalid/debian']);
    expect(mainArchive(sources, 'trixie')).toBeUndefined();
  });

  it('yields the source packages of another suite of the same archive, checked with the same key', () => {
    const archive = {
      uris: ['http://mirror.invalid/debian'],
      suites: ['bookworm'],
      components: ['main'],
      signedBy: '/usr/share/keyrings/a.gpg',
    };
    const text = sourceStanza(archive, 'testing');
    expect(text).toContain('Types: deb-src\n');
    expect(parseSources(text)).toEqual([{ ...archive, suites: ['testing'] }]);
  });
});
