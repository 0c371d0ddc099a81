import type { ToolRow } from '@archestra/contracts';
import { Sheet, SheetContent, Tabs, TabsContent, TabsList, TabsTrigger } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { MarkedText } from '../display/marked-text.tsx';
import { useCan } from '../session/session.query.ts';
import { PolicyPanel } from '../tool-policy/policy-panel.tsx';
import { ContractEditor } from './contract-editor.tsx';

const One = ({ row, onClose }: { row: ToolRow; onClose: () => void }) => {
  const can = useCan();
  const { server, tool, profiles } = row;
  return (
    <>
      <header className="grid gap-1 border-b px-4 py-3 pr-14">
        <p className="font-semibold wrap-anywhere">
          <MarkedText text={tool.name} className="font-mono text-[0.95em]" />
        </p>
        <p className="line-clamp-3 text-muted-foreground">
          <MarkedText text={tool.description ?? 'The server gives no description.'} />
        </p>
        <p className="text-xs text-muted-foreground">
          <Link to="/mcp/registry/$id" params={{ id: server.id }} className="rounded-sm text-primary hover:underline">
            {server.title}
          </Link>
          {profiles.length > 0 && <>, granted by {profiles.map(({ name }) => name).join(', ')}</>}
        </p>
      </header>
      <Tabs defaultValue="contract" className="flex min-h-0 flex-1 flex-col">
        <TabsList className="shrink-0 px-4">
          <TabsTrigger value="contract">Contract</TabsTrigger>
          {can('tool-policy:read') && <TabsTrigger value="policies">Policies</TabsTrigger>}
        </TabsList>
        <TabsContent value="contract" className="min-h-0 flex-1 overflow-y-auto px-4 pb-6">
          <ContractEditor
            key={JSON.stringify(row.contract)}
            rows={[row]}
            mayWrite={can('tool-contract:write')}
            onDone={onClose}
          />
        </TabsContent>
        {can('tool-policy:read') && (
          <TabsContent value="policies" className="min-h-0 flex-1 overflow-y-auto px-4 pb-6">
            <PolicyPanel row={row} />
          </TabsContent>
        )}
      </Tabs>
    </>
  );
};

const Many = ({ rows, onClose }: { rows: readonly ToolRow[]; onClose: () => void }) => (
  <>
    <header className="border-b px-4 py-3 pr-14">
      <p className="font-semibold">One contract for {rows.length} tools</p>
      <p className="text-muted-foreground">
        It replaces what each of them has. Arguments that name recipients or targets are set tool by tool.
      </p>
    </header>
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
      <ContractEditor rows={rows} mayWrite onDone={onClose} />
    </div>
  </>
);

interface ToolPanelProps {
  /** None: closed. */
  rows: readonly ToolRow[];
  onClose: () => void;
}

/** The side panel: contract and policies of one tool, or one contract for several. */
export const ToolPanel = ({ rows, onClose }: ToolPanelProps) => {
  const [first] = rows;
  return (
    <Sheet open={first !== undefined} onOpenChange={(open) => !open && onClose()}>
      {first && (
        <SheetContent
          side="right"
          title={rows.length === 1 ? first.tool.name : 'One contract for several tools'}
          className="w-[34rem] max-w-full text-sm"
        >
          {rows.length === 1 ? <One row={first} onClose={onClose} /> : <Many rows={rows} onClose={onClose} />}
        </SheetContent>
      )}
    </Sheet>
  );
};
