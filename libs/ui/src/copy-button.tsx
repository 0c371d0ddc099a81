import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';

type CopyButtonProps = Omit<ButtonProps, 'children' | 'onClick'> & { text: string; label?: string };

const SHOWN_MS = 1_600;

/** Copies `text` and says so for a moment. Without `label` it is an icon. Hidden from nobody: works by keyboard. */
export const CopyButton = ({ text, label, ...props }: CopyButtonProps) => {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  // The clipboard is missing on plain http pages of other hosts: the person is told to select the text instead.
  const copy = () =>
    (navigator.clipboard?.writeText(text) ?? Promise.reject(new Error())).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  const words = { idle: label ?? 'Copy', copied: 'Copied', refused: 'Select the text and copy it' }[state];
  return (
    <Button variant="ghost" size={label ? 'sm' : 'icon-sm'} aria-label={words} onClick={() => void copy()} {...props}>
      {state === 'copied' ? <Check className="text-success" /> : <Copy />}
      {(label || state === 'refused') && words}
    </Button>
  );
};
