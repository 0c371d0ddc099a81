import { Sheet, SheetContent, Tabs, TabsContent, TabsList, TabsTrigger } from '@archestra/ui';
import { useCan } from '../session/session.query.ts';
import type { ChatSettings } from './chat.query.ts';
import { MemoriesPanel } from './memories-panel.tsx';
import type { ChangeSettings } from './settings.ts';
import { ToolsPanel } from './tools-panel.tsx';

interface SidePanelProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  settings: ChatSettings;
  onSettings: ChangeSettings;
}

/** What a chat may use, and what is remembered, beside the conversation. */
export const SidePanel = ({ isOpen, onOpenChange, settings, onSettings }: SidePanelProps) => {
  const seesMemories = useCan()('memory:read');
  return (
    <Sheet open={isOpen} onOpenChange={onOpenChange}>
      <SheetContent title="Tools and memories" side="right" className="w-88 px-4 py-3">
        <Tabs defaultValue="tools" className="flex min-h-0 flex-1 flex-col">
          <TabsList className="mr-10">
            <TabsTrigger value="tools">Tools</TabsTrigger>
            {seesMemories && <TabsTrigger value="memories">Memories</TabsTrigger>}
          </TabsList>
          <TabsContent value="tools" className="min-h-0 flex-1 overflow-y-auto">
            {settings.profileId === null ? (
              <p className="text-muted-foreground">Choose a profile below the message: its tools appear here.</p>
            ) : (
              <ToolsPanel
                profileId={settings.profileId}
                disabled={settings.disabledTools}
                onChange={(disabledTools) => onSettings({ disabledTools })}
              />
            )}
          </TabsContent>
          {seesMemories && (
            <TabsContent value="memories" className="min-h-0 flex-1 overflow-y-auto">
              <MemoriesPanel />
            </TabsContent>
          )}
        </Tabs>
      </SheetContent>
    </Sheet>
  );
};
