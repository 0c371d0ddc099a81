import type { ServerSource } from '@archestra/contracts';
import type { FactRow } from '../display/facts.tsx';
import { MarkedText } from '../display/marked-text.tsx';
import { formatCpu } from './runtime-words.ts';
import { kindWords, sourceWords } from './server-words.ts';

const Lines = ({ lines, none }: { lines: string[]; none: string }) =>
  lines.length === 0 ? (
    <span className="text-muted-foreground">{none}</span>
  ) : (
    <ul className="font-mono text-xs leading-5">
      {lines.map((line) => (
        <li key={line}>
          <MarkedText text={line} />
        </li>
      ))}
    </ul>
  );

const transports = { attach: 'Standard input and output of the container', http: 'Streamable HTTP' };

/** What runs. */
export const whatRuns = (source: ServerSource): FactRow[] => [
  ['Source', <MarkedText key="source" text={`${kindWords(source)} · ${sourceWords(source)}`} />],
  ...(source.kind === 'image'
    ? ([
        ['Transport', transports[source.transport]],
        ['Address', source.transport === 'http' && `port ${source.port}, ${source.path}`],
        ['Command', source.command.length > 0 && <Lines lines={source.command} none="" />],
        ['Pull secrets', source.pullSecrets.join(', ')],
      ] satisfies FactRow[])
    : []),
];

type Program = Extract<ServerSource, { kind: 'package' | 'image' }>;

const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2).toLocaleString('en')} MiB`;

const limitWords = ({ cpuMillis, memoryBytes, storageBytes }: Program['limits']): string =>
  [
    cpuMillis !== undefined && formatCpu(cpuMillis),
    memoryBytes !== undefined && `${mebibytes(memoryBytes)} of memory`,
    storageBytes !== undefined && `${mebibytes(storageBytes)} of disk`,
  ]
    .filter(Boolean)
    .join(', ');

/** What a program may reach and what it is started with; nothing for what runs elsewhere. */
export const whatItMayReach = (source: ServerSource): FactRow[] => {
  if (source.kind !== 'package' && source.kind !== 'image') return [];
  const directories = source.kind === 'package' ? source.directories : [];
  return [
    ['Hosts', <Lines key="hosts" lines={source.egressHosts} none="None: it cannot open a connection" />],
    [
      'Directories',
      source.kind === 'package' && (
        <Lines
          lines={directories.map(({ path, writable }) => `${path} (${writable ? 'read and write' : 'read only'})`)}
          none="None"
        />
      ),
    ],
    ['Arguments', <Lines key="arguments" lines={source.arguments} none="None" />],
    [
      'Environment',
      <Lines
        key="environment"
        lines={Object.entries(source.environment).map(([name, value]) => `${name}=${value}`)}
        none="Empty"
      />,
    ],
    ['Limits', limitWords(source.limits) || <span className="text-muted-foreground">The platform’s defaults</span>],
  ];
};
