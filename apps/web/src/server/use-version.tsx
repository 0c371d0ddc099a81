import type { CatalogVersion, Installation } from '@archestra/contracts';
import { ConfirmDialog } from '@archestra/ui';
import { ErrorNote } from '../display/error-note.tsx';
import { useUpdateServer } from './server.query.ts';

interface UseVersionProps {
  installation: Installation;
  version: CatalogVersion | undefined;
  onClose: () => void;
}

/** Asks before another version runs in the place of this one. */
export const UseVersionDialog = ({ installation, version, onClose }: UseVersionProps) => {
  const change = useUpdateServer(installation.id);
  const close = () => {
    change.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      open={version !== undefined}
      onOpenChange={close}
      title={`Run ${installation.title} ${version?.version ?? ''}?`}
      description={
        <>
          It runs {installation.version} now and restarts with {version?.version}. Tools whose definition is another one
          then are withheld until somebody has reviewed them.
          {change.error && <ErrorNote error={change.error} what="The version was not changed" className="mt-4" />}
        </>
      }
      action="Change version"
      pending={change.isPending}
      onConfirm={() => version && change.mutate({ catalogVersionId: version.id }, { onSuccess: close })}
    />
  );
};
