import type { OptimizationRule } from '@archestra/contracts';
import { Button, Card, cn, ConfirmDialog, EmptyState, Switch } from '@archestra/ui';
import { ArrowDown, ArrowUp, Pencil, Plus, Shuffle, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { useNames } from './names.ts';
import { RuleDialog, type RuleTarget } from './rule-dialog.tsx';
import { moved } from './rule-order.ts';
import { ruleWords, type Names } from './rule-words.ts';
import { useDeleteRule, useOrderRules, useRules, useSwitchRule } from './rule.query.ts';

interface RowProps {
  rule: OptimizationRule;
  place: number;
  names: Names;
  children: ReactNode;
}

const Row = ({ rule, place, names, children }: RowProps) => (
  <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
    <span className="w-5 self-start text-right text-muted-foreground tabular-nums max-sm:hidden">{place}.</span>
    <div className={cn('min-w-0 flex-1 basis-64', !rule.isEnabled && 'opacity-65')}>
      <p className="font-semibold wrap-anywhere">{rule.name}</p>
      <p className="text-muted-foreground wrap-anywhere">{ruleWords(rule, names)}</p>
    </div>
    <span className="flex items-center gap-1">{children}</span>
  </li>
);

interface ControlsProps {
  rules: readonly OptimizationRule[];
  index: number;
  onEdit: () => void;
  onDelete: () => void;
}

const Controls = ({ rules, index, onEdit, onDelete }: ControlsProps) => {
  const order = useOrderRules();
  const toggle = useSwitchRule();
  const rule = rules[index];
  if (!rule) return null;
  const move = (by: number) => order.mutate(moved(rules, index, by));
  return (
    <>
      <Switch
        aria-label={`${rule.name} is on`}
        checked={rule.isEnabled}
        disabled={toggle.isPending}
        onCheckedChange={() => toggle.mutate(rule)}
        className="mr-2"
      />
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Try ${rule.name} earlier`}
        disabled={index === 0 || order.isPending}
        onClick={() => move(-1)}
      >
        <ArrowUp />
      </Button>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Try ${rule.name} later`}
        disabled={index === rules.length - 1 || order.isPending}
        onClick={() => move(1)}
      >
        <ArrowDown />
      </Button>
      <Button variant="ghost" size="icon-sm" aria-label={`Change ${rule.name}`} onClick={onEdit}>
        <Pencil />
      </Button>
      <Button variant="ghost" size="icon-sm" aria-label={`Delete ${rule.name}`} onClick={onDelete}>
        <Trash2 />
      </Button>
    </>
  );
};

/** Rules that send calls to cheaper models, in the order in which they are tried. */
export const RuleListPage = () => {
  const rules = useRules();
  const names = useNames();
  const mayWrite = useCan()('optimization-rule:write');
  const [target, setTarget] = useState<RuleTarget>();
  const [doomed, setDoomed] = useState<OptimizationRule>();
  const remove = useDeleteRule();
  const add = mayWrite && (
    <Button onClick={() => setTarget('new')}>
      <Plus aria-hidden />
      Add rule
    </Button>
  );
  return (
    <Page
      name="Savings rules"
      title="Savings rules"
      description="Send calls to a cheaper model where it does. The first rule that holds decides; the ledger says what each call would have cost without it."
      actions={add}
    >
      <QueryView query={rules} what="The rules could not be loaded">
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={Shuffle} title="No rule yet" action={add}>
              Every call goes to the model it asks for. A rule can send short questions, nights or what is about nothing
              difficult to a cheaper one, of any provider. Try it on past calls first.
            </EmptyState>
          ) : (
            <Card>
              <ol aria-label="Rules in their order" className="divide-y">
                {data.map((rule, index) => (
                  <Row key={rule.id} rule={rule} place={index + 1} names={names}>
                    {mayWrite ? (
                      <Controls
                        rules={data}
                        index={index}
                        onEdit={() => setTarget(rule)}
                        onDelete={() => setDoomed(rule)}
                      />
                    ) : (
                      <span className="text-xs text-muted-foreground">{rule.isEnabled ? 'On' : 'Off'}</span>
                    )}
                  </Row>
                ))}
              </ol>
            </Card>
          )
        }
      </QueryView>
      <RuleDialog target={target} rules={rules.data ?? []} onClose={() => setTarget(undefined)} />
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Delete “${doomed?.name ?? ''}”?`}
        description="Calls go to the model they ask for again, or where the next rule sends them."
        action="Delete rule"
        pending={remove.isPending}
        onConfirm={() => doomed && remove.mutate(doomed.id, { onSuccess: () => setDoomed(undefined) })}
      />
    </Page>
  );
};
