import type { Installation } from '@archestra/contracts';
import { Badge, Button, Card, CardBody, CardHeader } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { cleanAnswers, ConfigurationFields, isAnswered } from '../catalog/configuration-fields.tsx';
import { ErrorNote } from '../display/error-note.tsx';
import { Facts } from '../display/facts.tsx';
import { useCan } from '../session/session.query.ts';
import { useUpdateServer } from './server.query.ts';

const Edit = ({ installation, onClose }: { installation: Installation; onClose: () => void }) => {
  const [answers, setAnswers] = useState(installation.configuration);
  const save = useUpdateServer(installation.id);
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ configuration: cleanAnswers(answers) }, { onSuccess: onClose });
      }}
    >
      {save.error && <ErrorNote error={save.error} what="It was not saved" />}
      <ConfigurationFields fields={installation.fields} answers={answers} onChange={setAnswers} />
      <div className="flex justify-end gap-2">
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" pending={save.isPending} disabled={!isAnswered(installation.fields, answers)}>
          Save and restart
        </Button>
      </div>
    </form>
  );
};

/** What a server is told besides its arguments; secrets are named and never shown. */
export const ConfigurationCard = ({ installation }: { installation: Installation }) => {
  const { fields, configuration } = installation;
  const [editing, setEditing] = useState(false);
  const can = useCan();
  const mayWrite = can('mcp-server:write');
  const mayProvide = can('credential:write') && fields.some(({ isSecret }) => isSecret);
  if (fields.length === 0) return null;
  const hasPlain = fields.some(({ isSecret }) => !isSecret);
  return (
    <Card>
      <CardHeader
        title="Configuration"
        description={
          <>
            What it is told. Secrets come from the credentials of whoever calls
            {mayProvide && (
              <>
                :{' '}
                <Link to="/credentials" search={{ server: installation.id }} className="text-foreground underline">
                  provide yours
                </Link>
              </>
            )}
            .
          </>
        }
        action={
          mayWrite &&
          hasPlain &&
          !editing && (
            <Button variant="outline" size="sm" onClick={() => setEditing(true)}>
              Change
            </Button>
          )
        }
      />
      <CardBody>
        {editing ? (
          <Edit installation={installation} onClose={() => setEditing(false)} />
        ) : (
          <Facts
            rows={fields.map((field) => [
              field.title || field.name,
              field.isSecret ? (
                <Badge>
                  <KeyRound aria-hidden />
                  Secret{field.isRequired && ', required'}
                </Badge>
              ) : (
                (configuration[field.name] ??
                (field.default === undefined ? (
                  <span className="text-muted-foreground">No answer</span>
                ) : (
                  `${field.default} (default)`
                )))
              ),
            ])}
          />
        )}
      </CardBody>
    </Card>
  );
};
