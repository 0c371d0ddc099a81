import type { McpServerDetail, PackageSource, ServerStatus } from '@archestra/contracts';
import { Alert, Card, CardBody, CardHeader } from '@archestra/ui';
import type { z } from 'zod';
import { Facts } from '../display/facts.tsx';
import { formatBytes, formatMicros } from '../display/format.ts';
import { Time } from '../display/time.tsx';
import { kindWords, sourceWords } from './server-words.ts';

type Package = z.output<typeof PackageSource>;

const Lines = ({ lines }: { lines: string[] }) =>
  lines.length > 0 && (
    <ul className="font-mono text-xs leading-5">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );

const Reach = ({ source }: { source: Package }) => (
  <Card>
    <CardHeader title="What it may reach" description="Everything else of this machine is invisible to it." />
    <CardBody>
      <Facts
        rows={[
          ['Hosts', Lines({ lines: source.egressHosts }) || 'None: it cannot open a connection'],
          [
            'Directories',
            Lines({
              lines: source.directories.map(
                ({ path, writable }) => `${path} (${writable ? 'read and write' : 'read only'})`,
              ),
            }) || 'None',
          ],
          ['Arguments', Lines({ lines: source.arguments }) || 'None'],
          [
            'Environment',
            Lines({ lines: Object.entries(source.environment).map(([name, value]) => `${name}=${value}`) }) || 'Empty',
          ],
        ]}
      />
    </CardBody>
  </Card>
);

const Process = ({ runtime }: { runtime: ServerStatus }) => {
  const { garbageLines, duplicateAnswers, oversizedFrames } = runtime.violations;
  const violations = garbageLines + duplicateAnswers + oversizedFrames;
  return (
    <Card>
      <CardHeader title="Process" />
      <CardBody className="grid gap-3">
        {violations > 0 && (
          <Alert tone="warning" title="This server does not keep to the protocol">
            {garbageLines} unreadable lines, {duplicateAnswers} double answers, {oversizedFrames} answers over the size
            limit. They were dropped; the log has them.
          </Alert>
        )}
        <Facts
          rows={[
            ['State', runtime.message],
            ['Started', runtime.startedAt && <Time at={runtime.startedAt} />],
            ['Restarts', String(runtime.restarts)],
            ['Memory', runtime.memoryBytes !== null && formatBytes(runtime.memoryBytes)],
            ['CPU time', runtime.cpuMs !== null && formatMicros(runtime.cpuMs * 1_000)],
            ['Process id', runtime.pid !== null && String(runtime.pid)],
          ]}
        />
      </CardBody>
    </Card>
  );
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What runs, what it may reach, and how the process does. */
export const ServerSetup = ({ detail: { installation, runtime } }: { detail: McpServerDetail }) => {
  const { source, facts, name, createdAt, updatedAt } = installation;
  const said = facts?.serverInfo ?? {};
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card>
        <CardHeader title="What runs" />
        <CardBody>
          <Facts
            rows={[
              ['Name', <code className="font-mono text-xs">{name}</code>],
              ['Source', `${kindWords(source)} · ${sourceWords(source)}`],
              ['Calls itself', `${text(said['name'])} ${text(said['version'])}`.trim()],
              ['Protocol', facts?.protocolVersion],
              ['Added', <Time at={createdAt} />],
              ['Changed', <Time at={updatedAt} />],
              [
                'Instructions',
                facts?.instructions && <span className="whitespace-pre-wrap">{facts.instructions}</span>,
              ],
            ]}
          />
        </CardBody>
      </Card>
      {runtime && <Process runtime={runtime} />}
      {source.kind === 'package' && <Reach source={source} />}
    </div>
  );
};
