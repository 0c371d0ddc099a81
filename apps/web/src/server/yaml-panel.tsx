import { CodeBlock, EmptyState } from '@archestra/ui';
import { FileCode } from 'lucide-react';
import { QueryView } from '../display/query-view.tsx';
import { useManifest } from './runtime.query.ts';

/** The Kubernetes objects of a server, as they are, without secrets. */
export const YamlPanel = ({ id, name }: { id: string; name: string }) => (
  <QueryView query={useManifest(id)} what="The YAML could not be loaded">
    {(yaml) =>
      yaml === '' ? (
        <EmptyState icon={FileCode} title="There are no Kubernetes objects">
          This server runs as a process of this machine, or nothing of it runs yet.
        </EmptyState>
      ) : (
        <CodeBlock caption={`${name}.yaml · values of secrets are left out`} code={yaml} className="max-h-[70vh]" />
      )
    }
  </QueryView>
);
