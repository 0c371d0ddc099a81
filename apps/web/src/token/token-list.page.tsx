import { Card, CardBody, CardHeader, EmptyState } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { NewToken } from './new-token.tsx';
import { TokenTable } from './token-table.tsx';
import { useTokens } from './token.query.ts';

/** The own API tokens. */
export const TokenListPage = () => {
  const can = useCan();
  return (
    <Page
      name="API tokens"
      title="API tokens"
      description={
        <>
          What AI clients show to prove that they act for you. Give each client its own: then you can revoke one without
          the others.
          {can('shared-token:read') && (
            <>
              {' '}
              For teams and machines there are{' '}
              <Link to="/settings/shared-tokens" className="text-foreground underline underline-offset-2">
                shared tokens
              </Link>
              .
            </>
          )}
        </>
      }
    >
      {can('token:write') && (
        <Card className="mb-5">
          <CardHeader title="New token" />
          <CardBody>
            <NewToken />
          </CardBody>
        </Card>
      )}
      <QueryView query={useTokens()} what="The tokens could not be loaded">
        {(tokens) =>
          tokens.length === 0 ? (
            <EmptyState icon={KeyRound} title="You have no tokens">
              An AI client needs one to connect. Create it above and put it into the client’s configuration.
            </EmptyState>
          ) : (
            <TokenTable label="Your tokens" tokens={tokens} mayRevoke={can('token:write')} />
          )
        }
      </QueryView>
    </Page>
  );
};
