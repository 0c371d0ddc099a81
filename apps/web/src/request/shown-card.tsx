import type { Evidence, ServerRequestDetail } from '@archestra/contracts';
import { Badge, Card, CardBody, CardHeader, CopyButton, Spinner } from '@archestra/ui';
import type { ReactNode } from 'react';
import { Facts, type FactRow } from '../display/facts.tsx';
import { count, formatBytes, formatMicros } from '../display/format.ts';
import { MarkedText } from '../display/marked-text.tsx';
import { egressReasonWords } from '../server/runtime-words.ts';
import { isAskedFor, outcomeWords, severityWords } from './request-words.ts';

const nothing = (words: string) => <span className="text-muted-foreground">{words}</span>;

const FindingCounts = ({ findings }: Pick<Evidence, 'findings'>): ReactNode => {
  if (findings.length === 0) return nothing('None in its definitions');
  return (
    <span className="flex flex-wrap gap-1">
      {(['danger', 'warning', 'notice'] as const).map((severity) => {
        const number = findings.filter((finding) => finding.severity === severity).length;
        const { label, tone } = severityWords[severity];
        return (
          number > 0 && (
            <Badge key={severity} tone={tone}>
              {number} × {label.toLowerCase()}
            </Badge>
          )
        );
      })}
    </span>
  );
};

const Tried = ({ egress, hosts }: Pick<Evidence, 'egress'> & { hosts: readonly string[] }): ReactNode => {
  if (egress.length === 0) return nothing('Nothing');
  return (
    <ul className="grid gap-1.5">
      {egress.map(({ host, port, reason }, index) => {
        const isAsked = isAskedFor(hosts, host, port) && reason === 'host-not-allowed';
        return (
          <li key={index}>
            <span className="flex flex-wrap items-center gap-1.5">
              <MarkedText text={`${host}:${port}`} className="font-mono text-xs" />
              <Badge tone={isAsked ? 'neutral' : 'danger'}>{isAsked ? 'Asked for' : 'Not asked for'}</Badge>
            </span>
            <span className="text-xs text-muted-foreground">
              {isAsked ? 'Refused, as everything is in the first run' : egressReasonWords[reason]}
            </span>
          </li>
        );
      })}
    </ul>
  );
};

const Files = ({ filesWritten, outcome }: Pick<Evidence, 'filesWritten' | 'outcome'>): ReactNode => {
  if (filesWritten === null)
    return nothing(outcome === 'ran' ? 'Not known: nobody can look into a foreign image.' : 'Not known.');
  if (filesWritten.length === 0) return nothing('None');
  return (
    <ul className="grid gap-0.5">
      {filesWritten.map(({ path, bytes }) => (
        <li key={path} className="text-xs">
          <MarkedText text={path} className="font-mono" />{' '}
          <span className="whitespace-nowrap text-muted-foreground">{formatBytes(bytes)}</span>
        </li>
      ))}
    </ul>
  );
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const whereItIsFrom = ({ licence, integrity }: Pick<Evidence, 'licence' | 'integrity'>): FactRow[] => [
  [
    'Licence',
    licence ? (
      <>
        <MarkedText text={licence.name} />{' '}
        {licence.file && <MarkedText text={licence.file} className="font-mono text-xs text-muted-foreground" />}
      </>
    ) : (
      nothing('None found')
    ),
  ],
  [
    'Integrity',
    integrity ? (
      <span className="flex items-start gap-1">
        <code className="line-clamp-2 font-mono text-xs">{integrity}</code>
        <CopyButton text={integrity} aria-label="Copy the integrity" className="size-6 shrink-0" />
      </span>
    ) : (
      nothing('Not known')
    ),
  ],
];

/** What only a run can show: of what was not run, an empty list would be mistaken for good news. */
const whatItDid = (evidence: Evidence, hosts: readonly string[]): FactRow[] => {
  const { facts, tools, durationMs, egress, filesWritten, findings } = evidence;
  const said = facts?.serverInfo ?? {};
  if (evidence.outcome === 'unreachable')
    return [['Not known', nothing('Its tools, connections and files: they show once it runs after approval.')]];
  return [
    ['Took', formatMicros(durationMs * 1_000)],
    ['Calls itself', facts && <MarkedText text={`${text(said['name'])} ${text(said['version'])}`.trim()} />],
    ['Protocol', facts?.protocolVersion],
    ['Tools', count(tools.length, 'tool')],
    ['Findings', <FindingCounts key="findings" findings={findings} />],
    ['Tried to reach', <Tried key="tried" egress={egress} hosts={hosts} />],
    ['Files written', <Files key="files" filesWritten={filesWritten} outcome={evidence.outcome} />],
    ['Instructions', facts?.instructions && <MarkedText text={facts.instructions} className="whitespace-pre-wrap" />],
  ];
};

const Shown = ({ evidence, hosts }: { evidence: Evidence; hosts: readonly string[] }) => {
  const { label, tone } = outcomeWords[evidence.outcome];
  const outcome = (
    <span className="flex flex-wrap items-center gap-2">
      <Badge tone={tone}>{label}</Badge> <MarkedText text={evidence.message} />
    </span>
  );
  return <Facts rows={[['Outcome', outcome], ...whatItDid(evidence, hosts), ...whereItIsFrom(evidence)]} />;
};

/** What the candidate did in its first run: the right half of a review. */
export const ShownCard = ({ request: { evidence, draft, status } }: { request: ServerRequestDetail }) => (
  <Card>
    <CardHeader title="What the first run showed" description="In a sandbox, without network and without secrets." />
    <CardBody>
      {evidence ? (
        <Shown evidence={evidence} hosts={'egressHosts' in draft.source ? draft.source.egressHosts : []} />
      ) : status === 'collecting' ? (
        <p role="status" className="flex items-center gap-2.5 text-muted-foreground">
          <Spinner className="text-primary" />
          The first run is under way. This page shows it as soon as it is done.
        </p>
      ) : (
        <p className="text-muted-foreground">There was no first run.</p>
      )}
    </CardBody>
  </Card>
);
