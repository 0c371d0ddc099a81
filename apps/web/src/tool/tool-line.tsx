import type { ToolRow } from '@archestra/contracts';
import { Badge, Checkbox, Tooltip } from '@archestra/ui';
import { ChevronRight } from 'lucide-react';
import { MarkedText } from '../display/marked-text.tsx';
import { audienceWords, effectWords, integrityWords, originWords } from '../server/contract-words.ts';

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

const Use = ({ profiles, policies }: Pick<ToolRow, 'profiles' | 'policies'>) => {
  const uses = [
    profiles.length > 0 && count(profiles.length, 'profile'),
    (policies ?? 0) > 0 && (policies === 1 ? '1 policy' : `${policies} policies`),
  ].filter(Boolean);
  return (
    <Tooltip
      text={
        profiles.length > 0
          ? `Granted by ${profiles.map(({ name }) => name).join(', ')}`
          : 'Not granted by any profile you see'
      }
    >
      <span className="text-xs text-muted-foreground">{uses.join(', ') || 'not granted'}</span>
    </Tooltip>
  );
};

const Contract = ({ contract: effective }: Pick<ToolRow, 'contract'>) => {
  if (!effective) return <Badge>Not known now</Badge>;
  const { contract, origin } = effective;
  const { effect, output } = contract;
  return (
    <>
      <Tooltip text={effectWords[effect].detail}>
        <Badge tone={effectWords[effect].tone}>{effectWords[effect].label}</Badge>
      </Tooltip>
      <Tooltip text={`${integrityWords[output.integrity].detail} ${audienceWords(output.audience)}.`}>
        <Badge>{integrityWords[output.integrity].label} result</Badge>
      </Tooltip>
      <Tooltip text={originWords[origin].detail}>
        <Badge tone={originWords[origin].tone}>{originWords[origin].label}</Badge>
      </Tooltip>
    </>
  );
};

interface ToolLineProps {
  row: ToolRow;
  /** Absent where nothing can be changed for many at once. */
  chosen?: { is: boolean; onToggle: () => void };
  onOpen: () => void;
}

/** One tool of the list: where it is from, what it may do, and how much it is in use. */
export const ToolLine = ({ row, chosen, onOpen }: ToolLineProps) => {
  const { server, tool } = row;
  return (
    <li className="flex items-start gap-3 px-4 py-3 hover:bg-muted/40">
      {chosen && (
        <Checkbox
          aria-label={`Choose ${tool.name} of ${server.name}`}
          className="mt-1"
          checked={chosen.is}
          onCheckedChange={chosen.onToggle}
        />
      )}
      <button type="button" onClick={onOpen} className="flex min-w-0 flex-1 items-start gap-2 rounded-sm text-left">
        <span className="flex min-w-0 flex-1 flex-wrap items-start gap-x-4 gap-y-1.5">
          <span className="min-w-0 flex-1 basis-60">
            <MarkedText text={tool.name} className="font-mono text-[13px] font-semibold" />
            <span className="ml-2 text-muted-foreground">{server.title}</span>
            <span className="line-clamp-1 text-muted-foreground">
              <MarkedText text={tool.description ?? 'The server gives no description.'} />
            </span>
          </span>
          <span className="flex flex-wrap items-center gap-1.5">
            <Use {...row} />
            <Contract {...row} />
          </span>
        </span>
        <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      </button>
    </li>
  );
};
