import type { ServerRequestDetail } from '@archestra/contracts';
import { Button, Card, CardBody, CardHeader, Field, Textarea } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { MarkedText } from '../display/marked-text.tsx';
import { usePersonWords } from '../display/names.ts';
import { Time } from '../display/time.tsx';
import { noteWords } from './request-words.ts';
import { useCommentRequest } from './request.query.ts';

const Comment = ({ id }: { id: string }) => {
  const [text, setText] = useState('');
  const comment = useCommentRequest(id);
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        comment.mutate(text.trim(), { onSuccess: () => setText('') });
      }}
    >
      {comment.error && <ErrorNote error={comment.error} what="It was not added" />}
      <Field label="Add a note">
        {(control) => (
          <Textarea {...control} value={text} maxLength={4_000} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
      <Button
        type="submit"
        variant="outline"
        className="justify-self-end"
        pending={comment.isPending}
        disabled={text.trim() === ''}
      >
        Add note
      </Button>
    </form>
  );
};

/** What people said about a request and decided, oldest first. */
export const NotesCard = ({ request: { id, notes } }: { request: ServerRequestDetail }) => {
  const personWords = usePersonWords();
  return (
    <Card>
      <CardHeader title="Notes" description="Seen by whoever asked and by every reviewer." />
      <CardBody className="grid gap-4">
        {notes.length > 0 && (
          <ol className="grid gap-3">
            {notes.map((note) => (
              <li key={note.id} className="border-l-2 pl-3">
                <p className="text-xs text-muted-foreground">
                  <span className="font-medium text-foreground">
                    {personWords(note.authorId).replace(/^./, (letter) => letter.toUpperCase())}
                  </span>{' '}
                  {noteWords[note.kind]} · <Time at={note.createdAt} />
                </p>
                {note.text && (
                  <p className="mt-0.5 whitespace-pre-wrap">
                    <MarkedText text={note.text} />
                  </p>
                )}
              </li>
            ))}
          </ol>
        )}
        <Comment id={id} />
      </CardBody>
    </Card>
  );
};
