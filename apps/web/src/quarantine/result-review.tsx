import type { QuarantinedResult } from '@archestra/contracts';
import { Alert, Button, CodeBlock, ConfirmDialog } from '@archestra/ui';
import { Eye, LockOpen, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { MarkedText } from '../display/marked-text.tsx';
import { useDecideQuarantined, useReadQuarantined } from './quarantine.query.ts';

const Content = ({ id }: { id: string }) => {
  const read = useReadQuarantined(id);
  const [asks, setAsks] = useState(false);
  const { data, error } = read;
  return (
    <div className="grid gap-3">
      {error && <ErrorNote error={error} what="The content could not be read" />}
      {data && (
        <>
          <Alert tone="warning" title="Strangers may have written this">
            It may tell its reader to do something. Do not follow it, and do not paste it into a chat.
          </Alert>
          {data.content === null ? (
            <p className="text-muted-foreground">There is no content any more.</p>
          ) : (
            <CodeBlock code={data.content} caption="As it came, as text; hidden characters are written out" wrap>
              <MarkedText text={data.content} />
            </CodeBlock>
          )}
        </>
      )}
      {!data && (
        <Button variant="outline" className="justify-self-start" pending={read.isPending} onClick={() => setAsks(true)}>
          <Eye aria-hidden />
          Read as reviewer
        </Button>
      )}
      <ConfirmDialog
        open={asks}
        onOpenChange={setAsks}
        title="Read it as a reviewer?"
        description="The content may hold instructions that are meant to steer whoever reads it. It is shown as plain text, and it goes on record that you read it."
        action="Read it"
        pending={read.isPending}
        onConfirm={() => {
          setAsks(false);
          read.mutate();
        }}
      />
    </div>
  );
};

/** What a reviewer may do with a result: read it after a warning, release it, delete it. */
export const ResultReview = ({ result }: { result: QuarantinedResult }) => {
  const decide = useDecideQuarantined(result.id);
  const [asked, setAsked] = useState<'released' | 'deleted'>();
  const isRelease = asked === 'released';
  return (
    <div className="grid gap-3 border-t pt-3">
      <Content id={result.id} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="danger" onClick={() => setAsked('deleted')}>
          <Trash2 aria-hidden />
          Delete
        </Button>
        {result.status !== 'released' && (
          <Button variant="outline" onClick={() => setAsked('released')}>
            <LockOpen aria-hidden />
            Release
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={asked !== undefined}
        onOpenChange={() => setAsked(undefined)}
        title={isRelease ? 'Release this result?' : 'Delete this result?'}
        description={
          isRelease
            ? 'The model is shown exactly this content when the same call is made again. The session that reads it still becomes untrusted.'
            : 'Its content is gone for good. That it was here stays on record.'
        }
        action={isRelease ? 'Release result' : 'Delete result'}
        pending={decide.isPending}
        onConfirm={() => asked && decide.mutate(asked, { onSuccess: () => setAsked(undefined) })}
      />
    </div>
  );
};
