import { Button, CopyButton } from '@archestra/ui';
import { ExternalLink, ImageOff } from 'lucide-react';

const isWeb = (address: string): boolean => /^https?:\/\//i.test(address);

/**
 * Stands where an answer wants to show an image of elsewhere. It is not loaded: its address may carry what the chat has read
 * to whoever owns that host. Whoever wants to see it opens it, with the address before their eyes.
 */
export const RemoteImage = ({ address, text }: { address: string; text: string }) => (
  <span className="my-2 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border border-dashed px-3 py-2 text-xs">
    <ImageOff aria-hidden className="size-4 shrink-0 text-muted-foreground" />
    <span className="min-w-0 flex-1 basis-48">
      <span className="block font-medium">{text || 'Image'} – not loaded</span>
      <span className="block font-mono wrap-anywhere text-muted-foreground">{address || 'without an address'}</span>
    </span>
    {isWeb(address) && (
      <span className="flex gap-1">
        <CopyButton text={address} aria-label="Copy the address of the image" />
        <Button asChild variant="outline" size="sm">
          <a href={address} target="_blank" rel="noopener noreferrer nofollow">
            <ExternalLink aria-hidden />
            Open it
          </a>
        </Button>
      </span>
    )}
  </span>
);
