import type { Evidence, Finding, Tool } from '@archestra/contracts';
import { Badge, Card, CardHeader, CodeBlock } from '@archestra/ui';
import { TriangleAlert } from 'lucide-react';
import { count } from '../display/format.ts';
import { MarkedText } from '../display/marked-text.tsx';
import { findingsOf, ruleWords, severityWords } from './request-words.ts';

const hints: Record<string, string> = {
  readOnlyHint: 'reads only',
  destructiveHint: 'destroys',
  idempotentHint: 'repeatable',
  openWorldHint: 'reaches outside',
};

const Claims = ({ annotations = {} }: Pick<Tool, 'annotations'>) => {
  const claims = Object.entries(hints).filter(([name]) => typeof annotations[name] === 'boolean');
  return (
    claims.length > 0 && (
      <span className="flex flex-wrap items-center gap-1 text-xs text-muted-foreground">
        It claims:
        {claims.map(([name, words]) => (
          <Badge key={name}>{annotations[name] === true ? words : `not: ${words}`}</Badge>
        ))}
      </span>
    )
  );
};

/** What a reviewer should look at, in words, with the place it is about. */
const FindingList = ({ findings }: { findings: Finding[] }) => (
  <ul className="grid gap-1.5">
    {findings.map((finding, index) => {
      const { label, tone } = severityWords[finding.severity];
      return (
        <li key={index} className="flex items-start gap-2 text-sm">
          <Badge tone={tone} className="mt-0.5 shrink-0">
            {label}
          </Badge>
          <span className="min-w-0">
            <span className="font-medium">{ruleWords[finding.rule]}.</span> <MarkedText text={finding.message} />
            <span className="block font-mono text-xs text-muted-foreground">
              <MarkedText text={finding.where} />
            </span>
          </span>
        </li>
      );
    })}
  </ul>
);

/** Nobody reads more on a page, and drawing it would take long. */
const MOST_LETTERS = 40_000;

const Schema = ({ caption, value, excerpts }: { caption: string; value: unknown; excerpts: string[] }) => {
  const code = JSON.stringify(value, null, 2);
  const isCut = code.length > MOST_LETTERS;
  return (
    <CodeBlock caption={isCut ? `${caption}: the beginning; copy it to see all` : caption} code={code} wrap>
      <MarkedText text={isCut ? code.slice(0, MOST_LETTERS) : code} excerpts={excerpts} isJson />
    </CodeBlock>
  );
};

const ShownTool = ({ tool, findings }: { tool: Tool; findings: Finding[] }) => {
  const excerpts = findings.map(({ excerpt }) => excerpt);
  return (
    <li className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="font-mono text-[13px] font-semibold">
          <MarkedText text={tool.name} excerpts={excerpts} />
        </h3>
        <Claims annotations={tool.annotations} />
      </div>
      <p className="whitespace-pre-wrap text-muted-foreground">
        {tool.description ? (
          <MarkedText text={tool.description} excerpts={excerpts} />
        ) : (
          'The server gives no description.'
        )}
      </p>
      {findings.length > 0 && <FindingList findings={findings} />}
      <details open={findings.some(({ where }) => where.includes('Schema'))}>
        <summary className="w-fit rounded-sm text-xs text-muted-foreground hover:text-foreground">
          Schemas and annotations
        </summary>
        <div className="mt-2 grid gap-2">
          <Schema caption="Input schema" value={tool.inputSchema} excerpts={excerpts} />
          {tool.outputSchema && <Schema caption="Output schema" value={tool.outputSchema} excerpts={excerpts} />}
          {tool.annotations && <Schema caption="Annotations" value={tool.annotations} excerpts={excerpts} />}
        </div>
      </details>
    </li>
  );
};

/** The tools of a candidate with every finding in its place; those with findings come first. */
export const EvidenceTools = ({ evidence: { tools, findings } }: { evidence: Evidence }) => {
  const whole = findingsOf(findings, null);
  const ranked = tools
    .map((tool) => ({ tool, own: findingsOf(findings, tool.name) }))
    .toSorted((a, b) => rankOf(a.own) - rankOf(b.own));
  return (
    <Card>
      <CardHeader
        title={count(tools.length, 'tool')}
        description="As the server describes them to models. Marked is what a finding is about; characters nobody sees are written out."
        action={
          findings.length > 0 && (
            <Badge tone="warning">
              <TriangleAlert aria-hidden />
              {count(findings.length, 'finding')}
            </Badge>
          )
        }
      />
      {whole.length > 0 && (
        <div className="border-b px-4 py-3">
          <FindingList findings={whole} />
        </div>
      )}
      <ul className="divide-y">
        {ranked.map(({ tool, own }) => (
          <ShownTool key={tool.name} tool={tool} findings={own} />
        ))}
      </ul>
      {tools.length === 0 && <p className="px-4 py-3 text-muted-foreground">It told of no tools.</p>}
    </Card>
  );
};

const rankOf = ([worst]: Finding[]): number => (worst ? severityWords[worst.severity].rank : 9);
