import type { Credential, CredentialScope, McpServerSummary } from '@archestra/contracts';
import { Dialog, DialogContent, EmptyState, SkeletonRows } from '@archestra/ui';
import { Vault } from 'lucide-react';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { CredentialForm } from './credential-form.tsx';
import { useCredentialFields } from './credential.query.ts';
import { mayKeep } from './scope-words.ts';

interface BodyProps {
  serverId: string;
  server: McpServerSummary | undefined;
  credentials: readonly Credential[];
  start: CredentialScope;
  onClose: () => void;
}

const Body = ({ serverId, server, credentials, start, onClose }: BodyProps) => {
  const can = useCan();
  const fields = useCredentialFields(serverId);
  if (!mayKeep('personal', can))
    return (
      <EmptyState icon={Vault} title="You may not keep credentials">
        Your role only lets you look. Ask an administrator to provide one for your team or the organization.
      </EmptyState>
    );
  return (
    <QueryView query={fields} what="What it needs could not be loaded" loading={<SkeletonRows count={3} />}>
      {(data) =>
        data.length === 0 ? (
          <EmptyState icon={Vault} title="This server needs no secrets">
            What it is told is part of its setup.
          </EmptyState>
        ) : (
          <CredentialForm
            serverId={serverId}
            fields={data}
            described={server?.fields ?? []}
            existing={credentials.filter((credential) => credential.serverId === serverId)}
            start={start}
            onDone={onClose}
          />
        )
      }
    </QueryView>
  );
};

type CredentialDialogProps = Omit<BodyProps, 'serverId'> & { serverId: string | undefined };

/** Provides the secrets of one server; links in refusals of MCP clients lead here. */
export const CredentialDialog = ({ serverId, ...props }: CredentialDialogProps) => (
  <Dialog open={serverId !== undefined} onOpenChange={props.onClose}>
    <DialogContent
      title={`Credential for ${props.server?.title ?? 'a server'}`}
      description="What the service behind this server asks for to let you in."
    >
      {serverId && <Body key={`${serverId} ${props.start}`} serverId={serverId} {...props} />}
    </DialogContent>
  </Dialog>
);
