import { cn } from '@archestra/ui';
import { Fragment, type ReactNode } from 'react';
import { placesOf } from './quote.ts';
import { reveal, type Revealed } from './reveal.ts';

const Chip = ({ code }: { code: string }) => (
  <span
    title="A character that nobody sees"
    className="mx-px rounded-sm border border-destructive/40 bg-destructive/10 px-0.5 font-mono text-[0.85em] text-destructive"
  >
    {code}
  </span>
);

const Pieces = ({ pieces }: { pieces: Revealed[] }) =>
  pieces.map(({ text, code, at }) => (code ? <Chip key={at} code={code} /> : <Fragment key={at}>{text}</Fragment>));

/** The places in order, with those that overlap put together. */
const merged = (places: [number, number][]): [number, number][] => {
  const result: [number, number][] = [];
  for (const [start, end] of places.toSorted(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
};

interface MarkedTextProps {
  text: string;
  /** Quotes of findings, with hidden characters written as `U+XXXX`; each place they quote is marked. */
  excerpts?: readonly string[];
  /** The text is JSON and the quotes are of its strings. */
  isJson?: boolean;
  className?: string;
}

/** A text that may be hostile: characters nobody would see are written out, and what a finding is about is marked. */
export const MarkedText = ({ text, excerpts = [], isJson = false, className }: MarkedTextProps) => {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const [start, stop] of merged(placesOf(text, excerpts, isJson))) {
    parts.push(<Pieces key={`t${end}`} pieces={reveal(text.slice(end, start))} />);
    parts.push(
      <mark key={`m${start}`} className="rounded-sm bg-warning/25 px-px text-foreground">
        <Pieces pieces={reveal(text.slice(start, stop))} />
      </mark>,
    );
    end = stop;
  }
  parts.push(<Pieces key={`t${end}`} pieces={reveal(text.slice(end))} />);
  return <span className={cn('wrap-anywhere', className)}>{parts}</span>;
};
