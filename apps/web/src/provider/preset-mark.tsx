import type { ProviderPreset } from '@archestra/contracts';
import { cn } from '@archestra/ui';
import { presets } from './preset.ts';

const tones: Record<ProviderPreset, string> = {
  openai: 'bg-success/12 text-success',
  anthropic: 'bg-warning/12 text-warning',
  ollama: 'bg-foreground/8 text-foreground',
  vllm: 'bg-info/12 text-info',
  compatible: 'bg-primary/12 text-primary',
  demo: 'bg-muted text-muted-foreground',
};

/** The mark of a kind of provider: its initials, not its logo. */
export const PresetMark = ({ preset }: { preset: ProviderPreset }) => (
  <span
    aria-hidden
    className={cn('flex size-9 shrink-0 items-center justify-center rounded-lg text-sm font-bold', tones[preset])}
  >
    {presets[preset].initials}
  </span>
);
