import { useState } from 'react';
import type { Wish } from '../../request/wish-fields.tsx';
import { AccessStep } from './access-step.tsx';
import { check, configurationOf } from './draft-check.ts';
import { nameOf, type Draft } from './draft.ts';
import { ReviewStep } from './review-step.tsx';
import { SourceStep } from './source-step.tsx';
import { StartStep } from './start-step.tsx';
import type { Mode } from './step-form.tsx';
import { Steps } from './steps.tsx';
import { isNameTaken, useSubmit } from './submit.ts';

const sourceFields = ['package', 'version', 'image', 'transport', 'port', 'path', 'command', 'pullSecrets', 'url']
  .map((field) => `source.${field}`)
  .concat('name', 'title', 'description', 'version');

const lastStep: Record<Mode, string> = { install: 'Start', ask: 'Review', again: 'Review', version: 'Done' };

const TAKEN = 'Taken already. Choose another one.';
const visibleProblems = (problems: Record<string, string>, shown: readonly string[], isTaken: boolean) => ({
  ...Object.fromEntries(Object.entries(problems).filter(([field]) => shown.includes(field))),
  ...(isTaken && { name: TAKEN }),
});

interface AddFormProps {
  mode: Mode;
  /** The request or item it is about; nothing for something new. */
  about: string;
  start: Draft;
  wish: Wish;
}

/** A server in steps: what runs, what it may reach and has to be told, and why it is wanted or watching it start. */
export const AddForm = ({ mode, about, start, wish: firstWish }: AddFormProps) => {
  const [draft, setDraft] = useState(start);
  const [wish, setWish] = useState(firstWish);
  const [step, setStep] = useState<0 | 1 | 2>(0);
  const [isImport, setImport] = useState(false);
  const [shown, setShown] = useState<readonly string[]>([]);
  const { send, error, isPending, reset, serverId } = useSubmit(mode, about);
  const checked = check(draft);
  const problems = checked.ok ? {} : checked.problems;
  const isTaken = isNameTaken(error, nameOf(draft));
  const change = (part: Partial<Draft>) => {
    // What was refused is no longer what stands here.
    if (error) reset();
    setShown((fields) => fields.filter((field) => field in problems));
    setDraft((known) => ({ ...known, ...part }));
  };
  const next = () => {
    setShown(sourceFields.filter((field) => field in problems));
    if (!sourceFields.some((field) => field in problems)) setStep(1);
  };
  const submit = () => {
    const isLast = step === 2 || mode === 'install' || mode === 'version';
    setShown(Object.keys(problems));
    if (checked.ok && isLast) send({ item: checked.body, configuration: configurationOf(draft), wish });
    else if (checked.ok) setStep(2);
    else if (Object.keys(problems).some((field) => sourceFields.includes(field))) setStep(0);
  };
  const form = {
    mode,
    draft,
    problems: visibleProblems(problems, shown, isTaken),
    onChange: change,
    error,
    onRename: isTaken && step > 0 ? () => setStep(0) : undefined,
    pending: isPending,
  };
  const names = ['What runs', draft.kind === 'remote' ? 'What it needs' : 'What it may reach', lastStep[mode]];
  const body = () => {
    if (serverId) return <StartStep id={serverId} />;
    if (step === 0) return <SourceStep {...form} isImport={isImport} onImport={setImport} onNext={next} />;
    if (step === 2 && checked.ok)
      return (
        <ReviewStep
          {...form}
          item={checked.body}
          wish={wish}
          onWish={setWish}
          onBack={() => setStep(1)}
          onNext={submit}
        />
      );
    return <AccessStep {...form} onBack={() => setStep(0)} onNext={submit} />;
  };
  return (
    <div className="max-w-2xl">
      <Steps names={names} current={serverId ? 2 : step} />
      {body()}
    </div>
  );
};
