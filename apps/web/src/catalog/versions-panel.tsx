import type { CatalogVersion, Installation } from '@archestra/contracts';
import { Badge, Button, Card, CardBody, CardHeader, CopyButton, Select } from '@archestra/ui';
import { useState } from 'react';
import { DiffList } from '../display/diff-list.tsx';
import { count } from '../display/format.ts';
import { usePersonWords } from '../display/names.ts';
import { Time } from '../display/time.tsx';
import { sourceWords } from '../server/server-words.ts';
import { versionDiff } from './version-diff.ts';

interface VersionsPanelProps {
  /** Newest first. */
  versions: CatalogVersion[];
  installed: Pick<Installation, 'catalogVersionId'> | undefined;
  /** Missing when the person may not change what runs. */
  onUse?: ((version: CatalogVersion) => void) | undefined;
}

const Compare = ({ versions }: { versions: CatalogVersion[] }) => {
  const [newer, older] = versions;
  const [from, setFrom] = useState(older?.id ?? '');
  const [to, setTo] = useState(newer?.id ?? '');
  const before = versions.find(({ id }) => id === from);
  const after = versions.find(({ id }) => id === to);
  const options = versions.map(({ id, version }) => ({ value: id, label: version }));
  const changes = before && after ? versionDiff(before, after) : [];
  return (
    <Card>
      <CardHeader
        title="What changed"
        action={
          <span className="flex flex-wrap items-center gap-2 text-muted-foreground">
            <Select aria-label="From version" className="w-36" value={from} options={options} onChange={setFrom} />
            to
            <Select aria-label="To version" className="w-36" value={to} options={options} onChange={setTo} />
          </span>
        }
      />
      <CardBody>
        {changes.length === 0 ? (
          <p className="text-muted-foreground">These two are the same in what runs and what it is told.</p>
        ) : (
          <DiffList changes={changes} />
        )}
      </CardBody>
    </Card>
  );
};

/** Every version of an item: they never change, and what runs is always one of them. */
export const VersionsPanel = ({ versions, installed, onUse }: VersionsPanelProps) => {
  const personWords = usePersonWords();
  return (
    <div className="grid gap-4">
      <Card>
        <CardHeader
          title={count(versions.length, 'version')}
          description="A version never changes after it was made: its digest stands for what runs and what it is told."
        />
        <ol className="divide-y">
          {versions.map((version, index) => {
            const runs = version.id === installed?.catalogVersionId;
            return (
              <li key={version.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
                <div className="min-w-56 flex-1">
                  <p className="flex flex-wrap items-center gap-2 font-medium">
                    {version.version}
                    {index === 0 && <Badge tone="info">Newest</Badge>}
                    {runs && <Badge tone="success">Installed</Badge>}
                  </p>
                  <p className="font-mono text-xs text-muted-foreground wrap-anywhere">{sourceWords(version.source)}</p>
                </div>
                <div className="text-xs text-muted-foreground">
                  <p className="flex items-center gap-1">
                    <code className="font-mono" title={version.digest}>
                      {version.digest.slice(0, 12)}
                    </code>
                    <CopyButton
                      text={version.digest}
                      aria-label={`Copy the digest of ${version.version}`}
                      className="size-6"
                    />
                  </p>
                  <p>
                    <Time at={version.createdAt} /> by {personWords(version.createdBy)}
                  </p>
                </div>
                {onUse && !runs && (
                  <Button variant="outline" size="sm" onClick={() => onUse(version)}>
                    Use this version
                  </Button>
                )}
              </li>
            );
          })}
        </ol>
      </Card>
      {versions.length > 1 && <Compare versions={versions} />}
    </div>
  );
};
