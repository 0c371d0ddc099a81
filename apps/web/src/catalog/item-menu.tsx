import type { CatalogItem, CatalogVersion } from '@archestra/contracts';
import {
  Button,
  ConfirmDialog,
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@archestra/ui';
import { useNavigate } from '@tanstack/react-router';
import { Download, EllipsisVertical, GitBranchPlus, PackagePlus, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { AskDialog } from '../request/ask-dialog.tsx';
import { useCan, useSession } from '../session/session.query.ts';
import { useDeleteItem } from './catalog.query.ts';
import { InstallDialog } from './install-dialog.tsx';
import { ItemDialog } from './item-dialog.tsx';
import { ServerJsonDialog } from './server-json-dialog.tsx';

type Item = CatalogItem & { versions: CatalogVersion[] };
type Open = 'install' | 'ask' | 'edit' | 'export' | 'delete';

const DeleteItem = ({ item, open, onClose }: { item: Item; open: boolean; onClose: () => void }) => {
  const remove = useDeleteItem(item.id);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={() => {
        remove.reset();
        onClose();
      }}
      title={`Remove ${item.title} from the catalog?`}
      description={
        <>
          All of its versions go, too. What was recorded of it stays. This cannot be undone.
          {remove.error && <ErrorNote error={remove.error} what="It was not removed" className="mt-4" />}
        </>
      }
      action="Remove item"
      pending={remove.isPending}
      onConfirm={() => remove.mutate()}
    />
  );
};

interface ItemMenuProps {
  item: Item;
  isInstalled: boolean;
}

/** What the person may do with an item. */
const useRights = ({ item, isInstalled }: ItemMenuProps) => {
  const can = useCan();
  const { user } = useSession();
  const isBuiltIn = item.latest.source.kind === 'builtin';
  const mayChange = can('catalog:manage') || (can('catalog:write') && item.ownerId === user.id);
  return {
    mayInstall: can('mcp-server:write') && !isBuiltIn,
    mayAsk: !can('mcp-server:write') && can('server-request:write') && !isBuiltIn,
    mayAddVersion: mayChange && !isBuiltIn,
    mayEdit: mayChange,
    mayDelete: mayChange && !isInstalled,
  };
};

const Menu = ({ onOpen, ...props }: ItemMenuProps & { onOpen: (open: Open) => void }) => {
  const { mayInstall, mayAddVersion, mayEdit, mayDelete } = useRights(props);
  const navigate = useNavigate();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="outline" size="icon" aria-label="More about this item">
          <EllipsisVertical />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {props.isInstalled && mayInstall && (
          <DropdownMenuItem onSelect={() => onOpen('install')}>
            <PackagePlus aria-hidden />
            Install once more
          </DropdownMenuItem>
        )}
        {mayAddVersion && (
          <DropdownMenuItem
            onSelect={() => void navigate({ to: '/mcp/registry/new', search: { item: props.item.id } })}
          >
            <GitBranchPlus aria-hidden />
            New version
          </DropdownMenuItem>
        )}
        {mayEdit && (
          <DropdownMenuItem onSelect={() => onOpen('edit')}>
            <Pencil aria-hidden />
            Edit texts and visibility
          </DropdownMenuItem>
        )}
        <DropdownMenuItem onSelect={() => onOpen('export')}>
          <Download aria-hidden />
          Export server.json
        </DropdownMenuItem>
        {mayDelete && (
          <DropdownMenuItem tone="destructive" onSelect={() => onOpen('delete')}>
            <Trash2 aria-hidden />
            Remove from the catalog
          </DropdownMenuItem>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
};

/** What can be done with an item of the catalog, for those who may. */
export const ItemMenu = ({ item, isInstalled }: ItemMenuProps) => {
  const [open, setOpen] = useState<Open>();
  const { mayInstall, mayAsk } = useRights({ item, isInstalled });
  const close = () => setOpen(undefined);
  const whenOpen = (name: Open) => (open === name ? item : undefined);
  return (
    <>
      {!isInstalled && mayInstall && <Button onClick={() => setOpen('install')}>Install</Button>}
      {mayAsk && (
        <Button variant={isInstalled ? 'outline' : 'primary'} onClick={() => setOpen('ask')}>
          Ask for this server
        </Button>
      )}
      <Menu item={item} isInstalled={isInstalled} onOpen={setOpen} />
      <InstallDialog item={whenOpen('install')} onClose={close} />
      <AskDialog item={whenOpen('ask')} onClose={close} />
      <ItemDialog item={whenOpen('edit')} onClose={close} />
      <ServerJsonDialog item={whenOpen('export')} onClose={close} />
      <DeleteItem item={item} open={open === 'delete'} onClose={close} />
    </>
  );
};
