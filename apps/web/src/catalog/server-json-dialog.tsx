import type { CatalogItem } from '@archestra/contracts';
import { Button, CodeBlock, Dialog, DialogContent, DialogFooter } from '@archestra/ui';
import { Download } from 'lucide-react';
import { QueryView } from '../display/query-view.tsx';
import { useServerJson } from './catalog.query.ts';

const download = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};

const Document = ({ item }: { item: CatalogItem }) => (
  <QueryView query={useServerJson(item.id, item.latest.version)} what="It could not be written">
    {(text) => (
      <>
        <CodeBlock code={text} wrap />
        <DialogFooter>
          <Button onClick={() => download(`${item.name}.server.json`, text)}>
            <Download aria-hidden />
            Download
          </Button>
        </DialogFooter>
      </>
    )}
  </QueryView>
);

/** An item in the form other registries read. */
export const ServerJsonDialog = ({ item, onClose }: { item: CatalogItem | undefined; onClose: () => void }) => (
  <Dialog open={item !== undefined} onOpenChange={(open) => !open && onClose()}>
    {item && (
      <DialogContent
        title="server.json"
        description={`${item.title} ${item.latest.version} as other registries and editors read it.`}
        className="max-w-2xl"
      >
        <Document item={item} />
      </DialogContent>
    )}
  </Dialog>
);
