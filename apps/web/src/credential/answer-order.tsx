import type { Credential, CredentialScope, RouteReply } from '@archestra/contracts';
import { consoleRoutes } from '@archestra/contracts';
import { Button, cn } from '@archestra/ui';
import { ArrowRight, Check, Trash2 } from 'lucide-react';
import { mayKeep, scopeOrder, scopeWords } from './scope-words.ts';
import { useCan, useSession } from '../session/session.query.ts';

export type FieldAnswer = RouteReply<typeof consoleRoutes.resolveCredential>['fields'][number];

interface AnswerOrderProps {
  /** What the server needs, and who answers. */
  fields: readonly FieldAnswer[];
  /** Credentials for this server that count for the person. */
  credentials: readonly Credential[];
  /** Names of teams by id. */
  teams: ReadonlyMap<string, string>;
  onProvide: (scope: CredentialScope) => void;
  onDelete: (credential: Credential) => void;
}

const isUsed = (fields: readonly FieldAnswer[], field: string, { scope, ownerId }: Credential): boolean =>
  fields.some((answer) => answer.name === field && answer.scope === scope && answer.ownerId === ownerId);

const Chip = ({ name, used }: { name: string; used: boolean }) => (
  <span
    className={cn(
      'inline-flex max-w-full items-center gap-1 rounded px-1.5 py-px font-mono text-xs',
      used ? 'bg-success/12 text-success' : 'bg-muted text-muted-foreground line-through decoration-1',
    )}
  >
    {used && <Check aria-hidden className="size-3 shrink-0" />}
    <span className="truncate">{name}</span>
    <span className="sr-only">{used ? ', used for you' : ', not used for you'}</span>
  </span>
);

/** A team is chosen in the form: there may be one to replace and another without. */
const actWords = (scope: CredentialScope, kept: number): string => {
  if (scope === 'team') return 'Provide for a team';
  return kept === 0 ? 'Provide' : 'Replace';
};

type StepProps = AnswerOrderProps & { scope: CredentialScope; place: number };

const Kept = ({ credential, fields, teams, onDelete }: Omit<StepProps, 'place'> & { credential: Credential }) => {
  const can = useCan();
  return (
    <div className="flex items-start gap-1">
      <div className="min-w-0 flex-1">
        {credential.scope === 'team' && (
          <p className="mb-0.5 truncate text-xs">{teams.get(credential.ownerId) ?? 'A team'}</p>
        )}
        <span className="flex flex-wrap gap-1">
          {credential.fields.map((name) => (
            <Chip key={name} name={name} used={isUsed(fields, name, credential)} />
          ))}
        </span>
      </div>
      {mayKeep(credential.scope, can) && (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Delete the credential of ${scopeWords[credential.scope].label.toLowerCase()}`}
          onClick={() => onDelete(credential)}
        >
          <Trash2 />
        </Button>
      )}
    </div>
  );
};

const Step = (props: StepProps) => {
  const { scope, place, credentials, fields, onProvide } = props;
  const can = useCan();
  const { user } = useSession();
  const hasPlace = scope !== 'team' || user.teamIds.length > 0;
  const kept = credentials.filter((credential) => credential.scope === scope);
  const answers = fields.some((field) => field.scope === scope);
  return (
    <li
      className={cn(
        'relative grid min-w-0 content-start gap-2 rounded-md border p-3',
        answers ? 'border-success/50 bg-success/5' : kept.length === 0 && 'border-dashed',
      )}
    >
      <p className="flex items-center gap-2 text-xs font-medium">
        <span
          aria-hidden
          className="flex size-5 items-center justify-center rounded-full bg-muted text-[11px] text-muted-foreground"
        >
          {place}
        </span>
        {scopeWords[scope].label}
      </p>
      {kept.length === 0 && (
        <p className="text-xs text-muted-foreground">{hasPlace ? 'Nothing kept' : 'You are in no team'}</p>
      )}
      {kept.map((credential) => (
        <Kept key={credential.id} {...props} credential={credential} />
      ))}
      {hasPlace && mayKeep(scope, can) && (
        <Button variant="outline" size="sm" className="justify-self-start" onClick={() => onProvide(scope)}>
          {actWords(scope, kept.length)}
        </Button>
      )}
      {place < scopeOrder.length && (
        <ArrowRight
          aria-hidden
          className="absolute -bottom-4 left-1/2 z-10 size-4 -translate-x-1/2 rotate-90 rounded-full bg-card text-muted-foreground sm:top-1/2 sm:-right-4 sm:bottom-auto sm:left-auto sm:-translate-y-1/2 sm:translate-x-0 sm:rotate-0"
        />
      )}
    </li>
  );
};

/** Who is asked for the secrets of a server, one after the other, and whose answer is used for the signed-in person. */
export const AnswerOrder = (props: AnswerOrderProps) => (
  <ol aria-label="Who is asked, in this order" className="grid gap-4 sm:grid-cols-3">
    {scopeOrder.map((scope, index) => (
      <Step key={scope} {...props} scope={scope} place={index + 1} />
    ))}
  </ol>
);
