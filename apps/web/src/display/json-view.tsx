import type { RecordedJson } from '@archestra/contracts';
import { Card, CardBody, CardHeader, CodeBlock } from '@archestra/ui';
import { useMemo } from 'react';
import type { z } from 'zod';
import { formatBytes } from './format.ts';
import { jsonTokens, prettyJson, type JsonToken } from './json-tokens.ts';

const tones: Record<JsonToken['kind'], string> = {
  key: 'text-info',
  string: 'text-success',
  number: 'text-warning',
  word: 'text-primary',
  plain: 'text-muted-foreground',
};

// Colouring makes an element for each piece: beyond this size it is not worth the wait.
const COLOUR_UP_TO = 60_000;

const Coloured = ({ text }: { text: string }) => {
  const tokens = useMemo(() => jsonTokens(text), [text]);
  return tokens.map(({ kind, text: piece }, index) => (
    <span key={index} className={tones[kind]}>
      {piece}
    </span>
  ));
};

interface JsonViewProps {
  title: string;
  recorded: z.output<typeof RecordedJson> | null;
  /** What to say when there is nothing. */
  empty: string;
}

/** Recorded JSON, readable, with a note when only a part of it was kept. */
export const JsonView = ({ title, recorded, empty }: JsonViewProps) => {
  const pretty = useMemo(() => (recorded ? prettyJson(recorded.text) : ''), [recorded]);
  return (
    <Card className="min-w-0">
      <CardHeader
        title={title}
        action={recorded && <span className="text-xs text-muted-foreground">{formatBytes(recorded.bytes)}</span>}
      />
      <CardBody className="grid gap-2">
        {recorded ? (
          <CodeBlock code={pretty} wrap>
            {pretty.length <= COLOUR_UP_TO ? <Coloured text={pretty} /> : pretty}
          </CodeBlock>
        ) : (
          <p className="text-muted-foreground">{empty}</p>
        )}
        {recorded?.truncated && (
          <p className="text-xs text-warning">
            Only the first {formatBytes(new Blob([recorded.text]).size)} of {formatBytes(recorded.bytes)} were kept.
          </p>
        )}
      </CardBody>
    </Card>
  );
};
