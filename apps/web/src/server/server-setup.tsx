import type { McpServerDetail } from '@archestra/contracts';
import { Card, CardBody, CardHeader } from '@archestra/ui';
import { Facts } from '../display/facts.tsx';
import { MarkedText } from '../display/marked-text.tsx';
import { Time } from '../display/time.tsx';
import { ConfigurationCard } from './configuration-card.tsx';
import { whatItMayReach, whatRuns } from './source-facts.tsx';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What runs, what it is told and what it may reach. */
export const ServerSetup = ({ detail: { installation } }: { detail: McpServerDetail }) => {
  const { source, facts, name, version, createdAt, updatedAt } = installation;
  const said = facts?.serverInfo ?? {};
  const reach = whatItMayReach(source);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card>
        <CardHeader title="What runs" />
        <CardBody>
          <Facts
            rows={[
              ['Name', <code className="font-mono text-xs">{name}</code>],
              ['Version', version],
              ...whatRuns(source),
              ['Calls itself', <MarkedText text={`${text(said['name'])} ${text(said['version'])}`.trim()} />],
              ['Protocol', facts?.protocolVersion],
              ['Added', <Time at={createdAt} />],
              ['Changed', <Time at={updatedAt} />],
              [
                'Instructions',
                facts?.instructions && <MarkedText text={facts.instructions} className="whitespace-pre-wrap" />,
              ],
            ]}
          />
        </CardBody>
      </Card>
      <div className="grid gap-4">
        <ConfigurationCard installation={installation} />
        {reach.length > 0 && (
          <Card>
            <CardHeader title="What it may reach" description="Everything else is invisible to it." />
            <CardBody>
              <Facts rows={reach} />
            </CardBody>
          </Card>
        )}
      </div>
    </div>
  );
};
