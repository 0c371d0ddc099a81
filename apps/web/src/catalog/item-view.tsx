import type { CatalogItem, CatalogVersion } from '@archestra/contracts';
import { Alert, Badge, Card, CardBody, CardHeader } from '@archestra/ui';
import { Facts } from '../display/facts.tsx';
import { usePersonWords } from '../display/names.ts';
import { Time } from '../display/time.tsx';
import { whatItMayReach, whatRuns } from '../server/source-facts.tsx';
import { useCan } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import { VersionsPanel } from './versions-panel.tsx';

const FieldRows = ({ fields }: { fields: CatalogVersion['fields'] }) => (
  <ul className="grid gap-2">
    {fields.map(({ name, title, description, isSecret, isRequired }) => (
      <li key={name}>
        <p className="flex flex-wrap items-center gap-1.5">
          <span className="font-medium">{title || name}</span>
          <code className="font-mono text-xs text-muted-foreground">{name}</code>
          {isSecret && <Badge>Secret</Badge>}
          {isRequired && <Badge>Required</Badge>}
        </p>
        {description && <p className="text-xs text-muted-foreground">{description}</p>}
      </li>
    ))}
  </ul>
);

const useVisibilityWords = ({ visibility: { everyone, teamIds } }: CatalogItem): string => {
  const { data: teams = [] } = useTeams(useCan()('team:read'));
  if (everyone) return 'Everybody';
  const names = teamIds.map((id) => teams.find((team) => team.id === id)?.name ?? 'another team');
  return names.length === 0 ? 'Only its owner' : names.join(', ');
};

/** An item of the catalog that is not installed: what it would run, and what it would need. */
export const ItemView = ({ item }: { item: CatalogItem & { versions: CatalogVersion[] } }) => {
  const { latest } = item;
  const can = useCan();
  const personWords = usePersonWords();
  const visibility = useVisibilityWords(item);
  return (
    <div className="grid gap-4">
      <Alert tone="info" title="Not installed">
        {can('mcp-server:write')
          ? 'Install it to have its tools. Nobody can call them before a profile grants them.'
          : 'Ask for it: a reviewer looks at what it does in a sandbox, and decides.'}
      </Alert>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card>
          <CardHeader title="About it" />
          <CardBody>
            <Facts
              rows={[
                ['Version', latest.version],
                ...whatRuns(latest.source),
                ['Answered for by', item.ownerId && personWords(item.ownerId)],
                ['Seen by', visibility],
                ['Labels', item.labels.join(', ')],
                ['Changed', <Time at={item.updatedAt} />],
              ]}
            />
          </CardBody>
        </Card>
        <Card>
          <CardHeader title="What it needs and may reach" />
          <CardBody className="grid gap-4">
            {latest.fields.length > 0 && <FieldRows fields={latest.fields} />}
            <Facts rows={whatItMayReach(latest.source)} />
            {latest.fields.length === 0 && latest.source.kind === 'remote' && (
              <p className="text-muted-foreground">Nothing: it runs elsewhere and asks for no configuration.</p>
            )}
          </CardBody>
        </Card>
      </div>
      <VersionsPanel versions={item.versions} installed={undefined} />
    </div>
  );
};
