import type { Credential } from '@archestra/contracts';
import { Alert, Button, Card, CardBody, CardHeader } from '@archestra/ui';
import { RotateCw } from 'lucide-react';
import { ErrorNote } from '../display/error-note.tsx';
import { count } from '../display/format.ts';
import { useCan } from '../session/session.query.ts';
import { useRotation, type RotationProgress } from './rotation.ts';
import { keysOf } from './scope-words.ts';

const Progress = ({ progress: { done, total } }: { progress: RotationProgress }) => (
  <div className="grid gap-1.5">
    <progress
      aria-label="Rotation"
      value={done}
      max={Math.max(total, 1)}
      className="h-2 w-full overflow-hidden rounded-full [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-muted [&::-webkit-progress-value]:bg-primary"
    />
    <p className="text-xs text-muted-foreground tabular-nums">
      {done} of {total} wrapped anew
    </p>
  </div>
);

const Keys = ({ credentials }: { credentials: readonly Credential[] }) => (
  <ul aria-label="Keys in use" className="grid gap-2">
    {keysOf(credentials).map(({ keyId, count: wrapped }) => (
      <li key={keyId} className="grid grid-cols-[minmax(0,8rem)_minmax(0,1fr)_auto] items-center gap-3">
        <code className="truncate font-mono text-xs">{keyId}</code>
        <span aria-hidden className="h-2 overflow-hidden rounded-full bg-muted">
          <span
            className="block h-full rounded-full bg-primary"
            style={{ width: `${(wrapped / credentials.length) * 100}%` }}
          />
        </span>
        <span className="text-xs text-muted-foreground tabular-nums">{count(wrapped, 'credential')}</span>
      </li>
    ))}
  </ul>
);

/** Which keys wrap the credentials, and wrapping them under the newest. */
export const KeyCard = ({ credentials }: { credentials: readonly Credential[] }) => {
  const mayRotate = useCan()('credential:manage');
  const { rotation, progress } = useRotation();
  const end = rotation.data;
  return (
    <Card>
      <CardHeader
        title="Encryption keys"
        description="After a new key is configured, wrap every credential under it; then the old key can go."
        action={
          mayRotate && (
            <Button variant="outline" size="sm" pending={rotation.isPending} onClick={() => rotation.mutate()}>
              {!rotation.isPending && <RotateCw aria-hidden />}
              Wrap under the newest key
            </Button>
          )
        }
      />
      <CardBody className="grid gap-4">
        {rotation.error && <ErrorNote error={rotation.error} what="The rotation stopped; start it again to go on" />}
        {progress && <Progress progress={progress} />}
        {end && end.done < end.total && (
          <Alert tone="warning" title={`${count(end.total - end.done, 'credential')} could not be wrapped anew`}>
            The key they are under is not configured any more. Their owners have to provide them again.
          </Alert>
        )}
        {end && end.done === end.total && (
          <p role="status">
            {end.total === 0
              ? 'Everything was under the newest key already.'
              : 'Done: everything is under the newest key.'}
          </p>
        )}
        <Keys credentials={credentials} />
      </CardBody>
    </Card>
  );
};
