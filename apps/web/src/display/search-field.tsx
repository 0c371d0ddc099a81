import { cn, Input } from '@archestra/ui';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';

const TYPING_MS = 250;

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  /** Told once the person pauses; should be stable. */
  onChange: (value: string) => void;
  className?: string;
}

/** A search that asks once the person pauses instead of with every letter. */
export const SearchField = ({ label, placeholder, value, onChange, className }: SearchFieldProps) => {
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <div className={cn('relative min-w-0', className)}>
      <Search aria-hidden className="pointer-events-none absolute top-2.25 left-2.5 size-4 text-muted-foreground" />
      <Input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        className="pl-8.5"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  );
};
