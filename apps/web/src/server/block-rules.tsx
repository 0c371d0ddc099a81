import type { BlockRule, McpServerDetail } from '@archestra/contracts';
import { Button, Card, EmptyState } from '@archestra/ui';
import { Ban } from 'lucide-react';
import { useState } from 'react';
import { QueryView } from '../display/query-view.tsx';
import { Time } from '../display/time.tsx';
import { useProfiles } from '../profile/profile.query.ts';
import { useCan } from '../session/session.query.ts';
import { BlockDialog } from './block-dialog.tsx';
import { useBlockRules, useDeleteBlockRule } from './block-rule.query.ts';

const Rule = ({ rule, profile, mayLift }: { rule: BlockRule; profile: string; mayLift: boolean }) => {
  const lift = useDeleteBlockRule();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <Ban aria-hidden className="size-4 shrink-0 text-destructive" />
      <div className="min-w-48 flex-1">
        <p>
          {rule.tool ? (
            <code className="font-mono text-[13px] font-semibold">{rule.tool}</code>
          ) : (
            <strong className="font-semibold">Every tool</strong>
          )}{' '}
          in {profile}
        </p>
        <p className="text-xs text-muted-foreground">
          {rule.note && `${rule.note} · `}
          <Time at={rule.createdAt} />
        </p>
      </div>
      {mayLift && (
        <Button variant="outline" size="sm" pending={lift.isPending} onClick={() => lift.mutate(rule.id)}>
          Lift block
        </Button>
      )}
    </li>
  );
};

/** What is refused on this server, whatever profiles grant and contracts allow. */
export const BlockRules = ({ server }: { server: McpServerDetail['installation'] }) => {
  const rules = useBlockRules(server.id);
  const { data: profiles = [] } = useProfiles();
  const mayWrite = useCan()('block-rule:write');
  const [open, setOpen] = useState(false);
  const profileWords = (id: string | null) =>
    id === null ? 'every profile' : (profiles.find((profile) => profile.id === id)?.name ?? 'a deleted profile');
  const add = mayWrite && (
    <Button variant="outline" onClick={() => setOpen(true)}>
      <Ban aria-hidden />
      Block calls
    </Button>
  );
  return (
    <>
      <QueryView query={rules} what="The blocks could not be loaded">
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={Ban} title="Nothing is blocked" action={add}>
              A block refuses the server or one of its tools at once, whatever profiles grant. Use it to stop something
              now and look into it later.
            </EmptyState>
          ) : (
            <div className="grid gap-3">
              <div className="flex justify-end">{add}</div>
              <Card>
                <ul className="divide-y">
                  {data.map((rule) => (
                    <Rule key={rule.id} rule={rule} profile={profileWords(rule.profileId)} mayLift={mayWrite} />
                  ))}
                </ul>
              </Card>
            </div>
          )
        }
      </QueryView>
      <BlockDialog open={open} onOpenChange={setOpen} server={server} profiles={profiles} />
    </>
  );
};
