import { useState } from 'react';
import type { Wish } from '../../request/wish-fields.tsx';
import { AccessStep } from './access-step.tsx';
import { check, configurationOf } from './draft-check.ts';
import type { Draft } from './draft.ts';
import { SourceStep } from './source-step.tsx';
import { StartStep } from './start-step.tsx';
import type { Mode } from './step-form.tsx';
import { Steps } from './steps.tsx';
import { useSubmit } from './submit.ts';

const sourceFields = ['package', 'version', 'image', 'transport', 'port', 'path', 'command', 'pullSecrets', 'url']
  .map((field) => `source.${field}`)
  .concat('name', 'title', 'description', 'version');

const lastStep: Record<Mode, string> = { install: 'Start', ask: 'Review', again: 'Review', version: 'Done' };

interface AddFormProps {
  mode: Mode;
  /** The request or item it is about; nothing for something new. */
  about: string;
  start: Draft;
  wish: Wish;
}

/** A server in steps: what runs, what it may reach and has to be told, and watching it start. */
export const AddForm = ({ mode, about, start, wish: firstWish }: AddFormProps) => {
  const [draft, setDraft] = useState(start);
  const [wish, setWish] = useState(firstWish);
  const [step, setStep] = useState<0 | 1>(0);
  const [isImport, setImport] = useState(false);
  const [shown, setShown] = useState<readonly string[]>([]);
  const { send, error, isPending, serverId } = useSubmit(mode, about);
  const checked = check(draft);
  const problems = checked.ok ? {} : checked.problems;
  const visible = Object.fromEntries(Object.entries(problems).filter(([field]) => shown.includes(field)));
  const change = (part: Partial<Draft>) => {
    setShown((fields) => fields.filter((field) => field in problems));
    setDraft((known) => ({ ...known, ...part }));
  };
  const next = () => {
    setShown(sourceFields.filter((field) => field in problems));
    if (!sourceFields.some((field) => field in problems)) setStep(1);
  };
  const submit = () => {
    setShown(Object.keys(problems));
    if (checked.ok) send({ item: checked.body, configuration: configurationOf(draft), wish });
    else if (Object.keys(problems).some((field) => sourceFields.includes(field))) setStep(0);
  };
  const form = { mode, draft, problems: visible, onChange: change, error, pending: isPending };
  const names = ['What runs', draft.kind === 'remote' ? 'What it needs' : 'What it may reach', lastStep[mode]];
  return (
    <div className="max-w-2xl">
      <Steps names={names} current={serverId ? 2 : step} />
      {serverId ? (
        <StartStep id={serverId} />
      ) : step === 0 ? (
        <SourceStep {...form} isImport={isImport} onImport={setImport} onNext={next} />
      ) : (
        <AccessStep {...form} wish={wish} onWish={setWish} onBack={() => setStep(0)} onNext={submit} />
      )}
    </div>
  );
};
