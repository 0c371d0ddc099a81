import type { Finding, ServerRequestDetail } from '@archestra/contracts';
import { Alert, Badge, Button, Dialog, DialogContent, DialogFooter, Field, Textarea } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { count } from '../display/format.ts';
import { MarkedText } from '../display/marked-text.tsx';
import { PickList } from '../display/pick-list.tsx';
import { useProfiles } from '../profile/profile.query.ts';
import { findingsOf, harmlessTools, ruleWords, severityWords } from './request-words.ts';
import { useApproveRequest, useDeclineRequest, useReturnRequest } from './request.query.ts';

/** What a reviewer is about to do. */
export type Decision = 'approve' | 'decline' | 'return';

interface FormProps {
  request: ServerRequestDetail;
  onClose: () => void;
}

const NoteField = ({
  label,
  hint,
  note,
  onChange,
}: {
  label: string;
  hint: string;
  note: string;
  onChange: (note: string) => void;
}) => (
  <Field label={label} hint={hint}>
    {(control) => (
      <Textarea {...control} value={note} maxLength={4_000} onChange={(event) => onChange(event.target.value)} />
    )}
  </Field>
);

const MOST_LETTERS = 140;

const ToolDetail = ({ name, description, findings }: { name: string; description: string; findings: Finding[] }) => (
  <>
    {findingsOf(findings, name).map(({ rule, severity }, index) => (
      <Badge key={index} tone={severityWords[severity].tone} className="mr-1 mb-0.5">
        {ruleWords[rule]}
      </Badge>
    ))}
    <MarkedText text={description.length > MOST_LETTERS ? `${description.slice(0, MOST_LETTERS)}…` : description} />
  </>
);

const ApproveForm = ({ request, onClose }: FormProps) => {
  const { evidence } = request;
  const { data: profiles = [] } = useProfiles();
  const [tools, setTools] = useState(() => (evidence ? harmlessTools(evidence) : []));
  const [profileIds, setProfileIds] = useState(request.profileIds);
  const [note, setNote] = useState('');
  const approve = useApproveRequest(request.id);
  const known = evidence?.tools ?? [];
  const leftOut = known.length - tools.length;
  const submit = () =>
    approve.mutate(
      // Where no tool is known before it runs, all it will have are meant.
      { revision: request.revision, note, profileIds, ...(known.length > 0 && { tools }) },
      { onSuccess: onClose },
    );
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {approve.error && <ErrorNote error={approve.error} what="It was not approved" />}
      {known.length === 0 ? (
        <Alert tone="warning" title="Its tools are not known yet">
          The first run showed none. The profiles below get every tool it has when it runs.
        </Alert>
      ) : (
        <>
          <PickList
            label="Tools to grant"
            options={known.map(({ name, description }) => ({
              id: name,
              label: name,
              detail: <ToolDetail name={name} description={description ?? ''} findings={evidence?.findings ?? []} />,
            }))}
            chosen={tools}
            onChange={setTools}
            empty="It has no tools."
          />
          {leftOut > 0 && (
            <p className="-mt-2 text-xs text-muted-foreground">
              {count(leftOut, 'tool')} left out. Tools with dangerous findings are not ticked by themselves.
            </p>
          )}
        </>
      )}
      <PickList
        label="In these profiles"
        options={profiles.map(({ id, name, description }) => ({ id, label: name, detail: description }))}
        chosen={profileIds}
        onChange={setProfileIds}
        empty="There are no profiles yet. You can grant the tools later."
      />
      <NoteField label="Note" hint="Optional. Whoever asked reads it." note={note} onChange={setNote} />
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" pending={approve.isPending}>
          Approve and start
        </Button>
      </DialogFooter>
    </form>
  );
};

interface RefuseFormProps extends FormProps {
  label: string;
  hint: string;
  action: string;
  failed: string;
  change: ReturnType<typeof useDeclineRequest>;
  isGrave?: boolean;
}

const RefuseForm = ({ request, onClose, label, hint, action, failed, change, isGrave = false }: RefuseFormProps) => {
  const [note, setNote] = useState('');
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ revision: request.revision, note: note.trim() }, { onSuccess: onClose });
      }}
    >
      {change.error && <ErrorNote error={change.error} what={failed} />}
      <NoteField label={label} hint={hint} note={note} onChange={setNote} />
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          variant={isGrave ? 'destructive' : 'primary'}
          pending={change.isPending}
          disabled={note.trim() === ''}
        >
          {action}
        </Button>
      </DialogFooter>
    </form>
  );
};

const DeclineForm = (props: FormProps) => (
  <RefuseForm
    {...props}
    label="Why not?"
    hint="Whoever asked reads it: say what would have to be different."
    action="Decline request"
    failed="It was not declined"
    change={useDeclineRequest(props.request.id)}
    isGrave
  />
);

const ReturnForm = (props: FormProps) => (
  <RefuseForm
    {...props}
    label="What do you want to know?"
    hint="Whoever asked can change the request and send it again."
    action="Ask back"
    failed="It was not sent back"
    change={useReturnRequest(props.request.id)}
  />
);

const windows = {
  approve: { title: 'Approve', description: 'It is published, installed and granted in one step.', Form: ApproveForm },
  decline: { title: 'Decline', description: 'Nothing is installed. This ends the request.', Form: DeclineForm },
  return: { title: 'Ask back about', description: 'The request waits for an answer.', Form: ReturnForm },
} as const;

interface DecisionDialogProps {
  request: ServerRequestDetail;
  decision: Decision | undefined;
  onClose: () => void;
}

/** The window in which a reviewer decides; it names the revision that was read, so nobody decides about what they have not seen. */
export const DecisionDialog = ({ request, decision, onClose }: DecisionDialogProps) => {
  const { title, description, Form } = windows[decision ?? 'approve'];
  return (
    <Dialog open={decision !== undefined} onOpenChange={(open) => !open && onClose()}>
      {decision && (
        <DialogContent title={`${title} ${request.draft.title}`} description={description}>
          <Form request={request} onClose={onClose} />
        </DialogContent>
      )}
    </Dialog>
  );
};
