import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../display/page.tsx';
import { useCreateServer } from '../server.query.ts';
import { AccessStep } from './access-step.tsx';
import { check, emptyDraft, type Draft } from './draft.ts';
import { SourceStep } from './source-step.tsx';
import { StartStep } from './start-step.tsx';
import { Steps } from './steps.tsx';

const sourceFields = ['source.package', 'source.version', 'source.url', 'name', 'title', 'description'];

/** Adds a server in three steps: what runs, what it may reach, and watching it start. */
export const AddServerPage = () => {
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [step, setStep] = useState<0 | 1 | 2>(0);
  const [shown, setShown] = useState<readonly string[]>([]);
  const create = useCreateServer();
  const checked = check(draft);
  const problems = checked.ok ? {} : checked.problems;
  const visible = Object.fromEntries(Object.entries(problems).filter(([field]) => shown.includes(field)));
  const change = (part: Partial<Draft>) => {
    setShown((fields) => fields.filter((field) => field in problems));
    setDraft((known) => ({ ...known, ...part }));
  };
  const start = () => {
    setShown(Object.keys(problems));
    if (checked.ok) create.mutate(checked.body, { onSuccess: () => setStep(2) });
    else if (Object.keys(problems).some((field) => sourceFields.includes(field))) setStep(0);
  };
  const next = () => {
    setShown(sourceFields.filter((field) => field in problems));
    if (sourceFields.some((field) => field in problems)) return;
    if (draft.kind === 'remote') start();
    else setStep(1);
  };
  const form = { draft, problems: visible, onChange: change, error: create.error, pending: create.isPending };
  return (
    <Page
      name="Add a server"
      title="Add a server"
      trail={
        <Link to="/mcp/registry" className="rounded-sm hover:text-foreground hover:underline">
          ← All servers
        </Link>
      }
    >
      <div className="max-w-2xl">
        <Steps
          names={draft.kind === 'remote' ? ['What runs', 'Connect'] : ['What runs', 'What it may reach', 'Start']}
          current={draft.kind === 'remote' && step === 2 ? 1 : step}
        />
        {step === 0 && <SourceStep {...form} onNext={next} />}
        {step === 1 && <AccessStep {...form} onBack={() => setStep(0)} onNext={start} />}
        {step === 2 && create.data && <StartStep id={create.data.id} />}
      </div>
    </Page>
  );
};
