import type { ServerRequestDetail } from '@archestra/contracts';
import { Badge, Card, CardBody, CardHeader } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Facts } from '../display/facts.tsx';
import { MarkedText } from '../display/marked-text.tsx';
import { usePersonWords } from '../display/names.ts';
import { Time } from '../display/time.tsx';
import { useProfiles } from '../profile/profile.query.ts';
import { whatItMayReach, whatRuns } from '../server/source-facts.tsx';
import { itemWords, originWords } from './request-words.ts';

const Wanted = ({ profileIds }: { profileIds: string[] }) => {
  const { data: profiles = [] } = useProfiles();
  if (profileIds.length === 0) return <span className="text-muted-foreground">None named</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {profileIds.map((id) => (
        <Badge key={id}>{profiles.find((profile) => profile.id === id)?.name ?? 'Another profile'}</Badge>
      ))}
    </span>
  );
};

const Fields = ({ request: { draft, configuration } }: { request: ServerRequestDetail }) => (
  <ul className="grid gap-1">
    {draft.fields.map(({ name, isSecret, isRequired, default: preset }) => (
      <li key={name} className="flex flex-wrap items-center gap-1.5">
        <code className="font-mono text-xs">
          <MarkedText text={name} />
          {!isSecret && `=${configuration[name] ?? preset ?? ''}`}
        </code>
        {isSecret && <Badge>Secret</Badge>}
        {isRequired && <Badge>Required</Badge>}
      </li>
    ))}
  </ul>
);

/** What somebody wants: the left half of a review. */
export const AskedCard = ({ request }: { request: ServerRequestDetail }) => {
  const { draft, reason, requesterId, origin, createdAt, profileIds, catalogItemId } = request;
  const personWords = usePersonWords();
  return (
    <Card>
      <CardHeader title="What was asked for" />
      <CardBody className="grid gap-4">
        {reason ? (
          <blockquote className="border-l-2 border-primary/50 pl-3 whitespace-pre-wrap">
            <MarkedText text={reason} />
          </blockquote>
        ) : (
          <p className="text-muted-foreground">No reason was given.</p>
        )}
        <Facts
          rows={[
            ['By', origin === 'kubernetes' ? 'Somebody with kubectl' : personWords(requesterId)],
            ['When', <Time at={createdAt} />],
            ['How', originWords[origin]],
            ['Version', draft.version],
            ...whatRuns(draft.source),
            [
              'Catalog',
              catalogItemId && (
                <Link
                  to="/mcp/registry/$id"
                  params={{ id: catalogItemId }}
                  className="rounded-sm text-primary hover:underline"
                >
                  {itemWords(request)}
                </Link>
              ),
            ],
            ['Profiles', <Wanted profileIds={profileIds} />],
            ...whatItMayReach(draft.source),
            ['Fields', draft.fields.length > 0 && <Fields request={request} />],
          ]}
        />
      </CardBody>
    </Card>
  );
};
