import type { Profile } from '@archestra/contracts';
import {
  Card,
  CardBody,
  CardHeader,
  CodeBlock,
  SkeletonRows,
  Tabs,
  TabsContent,
  TabsList,
  TabsTrigger,
} from '@archestra/ui';
import { useState } from 'react';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { useStatus } from '../shell/status.query.ts';
import { NewToken } from '../token/new-token.tsx';
import { endpointOf, snippets, TOKEN_PLACEHOLDER } from './connect.ts';

interface SnippetsProps {
  profile: Profile;
  gatewayUrl: string;
  token: string | undefined;
}

const Snippets = ({ profile, gatewayUrl, token }: SnippetsProps) => {
  const connection = {
    gatewayUrl,
    profileId: profile.id,
    profileName: profile.name,
    token: token ?? TOKEN_PLACEHOLDER,
  };
  const all = snippets(connection);
  return (
    <div className="grid gap-4">
      <CodeBlock caption="Address (MCP, Streamable HTTP)" code={endpointOf(connection)} wrap />
      <Tabs defaultValue="claude">
        <TabsList aria-label="Client">
          {all.map(({ id, label }) => (
            <TabsTrigger key={id} value={id}>
              {label}
            </TabsTrigger>
          ))}
        </TabsList>
        {all.map(({ id, caption, code }) => (
          <TabsContent key={id} value={id}>
            <CodeBlock caption={caption} code={code} wrap={id === 'claude'} />
          </TabsContent>
        ))}
      </Tabs>
      {!token && (
        <p className="text-xs text-muted-foreground">
          Replace <code className="font-mono">{TOKEN_PLACEHOLDER}</code> with one of your tokens, or create one above:
          it is filled in for you.
        </p>
      )}
    </div>
  );
};

/** A token, and the lines that connect a client with it. */
export const ConnectPanel = ({ profile }: { profile: Profile }) => {
  const [token, setToken] = useState<string>();
  const can = useCan();
  return (
    <div className="grid max-w-3xl gap-4">
      {can('token:write') && (
        <Card>
          <CardHeader
            title="1. Create a token"
            description="The client proves with it that it acts for you. Calls appear in the record under its name."
          />
          <CardBody>
            <NewToken suggestion={`${profile.name} on this computer`} onCreated={setToken} />
          </CardBody>
        </Card>
      )}
      <Card>
        <CardHeader title={can('token:write') ? '2. Connect your client' : 'Connect your client'} />
        <CardBody>
          <QueryView query={useStatus()} what="The address is not known" loading={<SkeletonRows count={2} />}>
            {({ gatewayUrl }) => <Snippets profile={profile} gatewayUrl={gatewayUrl} token={token} />}
          </QueryView>
        </CardBody>
      </Card>
    </div>
  );
};
