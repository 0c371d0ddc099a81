/** One entry of the machine's apt configuration, whichever of the two forms it was written in. */
export interface AptSource {
  uris: string[];
  suites: string[];
  components: string[];
  /** Path of a keyring, or an embedded key block with its line breaks. */
  signedBy?: string;
}

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

const oneLine = /^(deb|deb-src)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/;

const parseLine = (line: string): AptSource[] => {
  const [, , options = '', uri, suite, components = ''] = oneLine.exec(line.replace(/#.*$/, '').trim()) ?? [];
  if (uri === undefined || suite === undefined) return [];
  const signedBy = words(options)
    .find((option) => option.startsWith('signed-by='))
    ?.slice('signed-by='.length);
  return [
    { uris: [uri], suites: [suite], components: words(components), ...(signedBy === undefined ? {} : { signedBy }) },
  ];
};

/** Reads a `.list` file: one source per line. */
export const parseList = (text: string): AptSource[] => text.split('\n').flatMap(parseLine);

const parseFields = (stanza: string): Map<string, string> => {
  const fields = new Map<string, string>();
  let name = '';
  for (const line of stanza.split('\n').filter((entry) => !entry.startsWith('#'))) {
    const [, key, value] = /^([A-Za-z-]+):\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined) name = key.toLowerCase();
    fields.set(name, key === undefined ? `${fields.get(name) ?? ''}\n${line}` : (value ?? ''));
  }
  return fields;
};

const parseStanza = (stanza: string): AptSource[] => {
  const fields = parseFields(stanza);
  const list = (name: string): string[] => words(fields.get(name) ?? '');
  if (list('uris').length === 0 || /^(no|false|0)$/i.test(fields.get('enabled') ?? '')) return [];
  const signedBy = fields.get('signed-by')?.trimEnd();
  return [
    {
      uris: list('uris'),
      suites: list('suites'),
      components: list('components'),
      ...(signedBy === undefined ? {} : { signedBy }),
    },
  ];
};

/** Reads a `.sources` file: deb822 stanzas. Disabled ones are left out. */
export const parseSources = (text: string): AptSource[] => text.split(/\n\s*\n/).flatMap(parseStanza);

/** The source that carries the distribution itself: its suite is the plain code name. */
export const mainArchive = (sources: readonly AptSource[], codename: string): AptSource | undefined =>
  sources.find(({ suites, components }) => suites.includes(codename) && components.includes('main'));

/** Text of a `.sources` file for the source packages of another suite of the same archive. */
export const sourceStanza = (archive: AptSource, suite: string): string =>
  [
    'Types: deb-src',
    `URIs: ${archive.uris.join(' ')}`,
    `Suites: ${suite}`,
    `Components: ${archive.components.join(' ')}`,
    ...(archive.signedBy === undefined ? [] : [`Signed-By: ${archive.signedBy}`]),
    '',
  ].join('\n');
