import type { Credential, CredentialScope, McpServerSummary } from '@archestra/contracts';
import { Badge, Card, CardBody, CardHeader, Skeleton } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { QueryView } from '../display/query-view.tsx';
import { AnswerOrder, type FieldAnswer } from './answer-order.tsx';
import { useCredentialFields } from './credential.query.ts';

const State = ({ fields }: { fields: readonly FieldAnswer[] | undefined }) => {
  if (!fields) return null;
  const missing = fields.filter(({ isRequired, scope }) => isRequired && scope === null);
  if (missing.length === 0) return <Badge tone="success">Works for you</Badge>;
  return <Badge tone="warning">Missing: {missing.map(({ name }) => name).join(', ')}</Badge>;
};

interface ServerCredentialProps {
  server: McpServerSummary;
  credentials: readonly Credential[];
  teams: ReadonlyMap<string, string>;
  onProvide: (scope: CredentialScope) => void;
  onDelete: (credential: Credential) => void;
}

/** One server that needs secrets: who is asked for them, and who answers for me. */
export const ServerCredential = ({ server, credentials, ...props }: ServerCredentialProps) => {
  const fields = useCredentialFields(server.id);
  return (
    <Card>
      <CardHeader
        title={
          <Link to="/mcp/registry/$id" params={{ id: server.id }} className="hover:underline">
            {server.title}
          </Link>
        }
        description={server.fields
          .filter(({ isSecret }) => isSecret)
          .map(({ title, name }) => title || name)
          .join(', ')}
        action={<State fields={fields.data} />}
      />
      <CardBody>
        <QueryView query={fields} what="Who answers could not be loaded" loading={<Skeleton className="h-24" />}>
          {(data) => (
            <AnswerOrder
              fields={data}
              credentials={credentials.filter(({ serverId }) => serverId === server.id)}
              {...props}
            />
          )}
        </QueryView>
      </CardBody>
    </Card>
  );
};
