import type { Profile } from '@archestra/contracts';
import { CodeBlock, SkeletonRows, Tabs, TabsContent, TabsList, TabsTrigger } from '@archestra/ui';
import { QueryView } from '../display/query-view.tsx';
import { useStatus } from '../shell/status.query.ts';
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

/** The lines that connect each client to a profile, with the token in them once there is one. */
export const ClientSnippets = (props: Omit<SnippetsProps, 'gatewayUrl'>) => (
  <QueryView query={useStatus()} what="The address is not known" loading={<SkeletonRows count={2} />}>
    {({ gatewayUrl }) => <Snippets {...props} gatewayUrl={gatewayUrl} />}
  </QueryView>
);
