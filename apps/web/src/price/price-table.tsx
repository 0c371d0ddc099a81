import type { Price } from '@archestra/contracts';
import { Badge, Button, Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@archestra/ui';
import { CalendarPlus, Trash2 } from 'lucide-react';
import { formatAbsolute } from '../display/format.ts';
import { formatPrice, formatTokens } from '../display/money.ts';

const day = (at: string): string => formatAbsolute(new Date(at)).split(',')[0] ?? '';

const Period = ({ price: { validFrom, validTo } }: { price: Price }) => {
  const isOver = validTo !== null && Date.parse(validTo) <= Date.now();
  const isAhead = Date.parse(validFrom) > Date.now();
  return (
    <span className="whitespace-nowrap">
      {day(validFrom)} – {validTo === null ? 'open' : day(validTo)} {isOver && <Badge>Over</Badge>}
      {isAhead && <Badge tone="info">Ahead</Badge>}
    </span>
  );
};

const Amount = ({ amount }: { amount: number | null }) => (
  <TableCell className="text-right tabular-nums">
    {amount === null ? <span className="text-muted-foreground">–</span> : formatPrice(amount)}
  </TableCell>
);

interface RowProps {
  price: Price;
  mayWrite: boolean;
  onNext: () => void;
  onDelete: () => void;
}

const Row = ({ price, mayWrite, onNext, onDelete }: RowProps) => (
  <TableRow>
    <TableCell className="min-w-44">
      <span className="font-mono text-[13px] font-medium wrap-anywhere">{price.model}</span>
      <span className="block text-xs text-muted-foreground">
        {price.source}
        {price.tiers.map(({ aboveTokens, input, output }) => (
          <span key={aboveTokens} className="block">
            above {formatTokens(aboveTokens)} sent: {formatPrice(input)} / {formatPrice(output)}
          </span>
        ))}
      </span>
    </TableCell>
    <Amount amount={price.input} />
    <Amount amount={price.output} />
    <Amount amount={price.cachedInput} />
    <Amount amount={price.cacheWrite} />
    <TableCell className="text-xs text-muted-foreground">
      <Period price={price} />
    </TableCell>
    <TableCell>{price.organizationId === null ? <Badge>Catalog</Badge> : <Badge tone="info">Yours</Badge>}</TableCell>
    {mayWrite && (
      <TableCell className="w-20 text-right whitespace-nowrap">
        <Button variant="ghost" size="icon-sm" aria-label={`Set the next price of ${price.model}`} onClick={onNext}>
          <CalendarPlus />
        </Button>
        {price.organizationId !== null && (
          <Button variant="ghost" size="icon-sm" aria-label={`Delete this price of ${price.model}`} onClick={onDelete}>
            <Trash2 />
          </Button>
        )}
      </TableCell>
    )}
  </TableRow>
);

interface PriceTableProps {
  prices: readonly Price[];
  mayWrite: boolean;
  onNext: (price: Price) => void;
  onDelete: (price: Price) => void;
}

/** What models cost, for a million tokens, with the time it holds. */
export const PriceTable = ({ prices, mayWrite, onNext, onDelete }: PriceTableProps) => (
  <Table>
    <caption className="sr-only">US dollars for a million tokens</caption>
    <TableHeader>
      <TableRow>
        <TableHead>Model</TableHead>
        <TableHead className="text-right">Sent</TableHead>
        <TableHead className="text-right">Came back</TableHead>
        <TableHead className="text-right">Cache read</TableHead>
        <TableHead className="text-right">Cache write</TableHead>
        <TableHead>Holds</TableHead>
        <TableHead>Whose</TableHead>
        {mayWrite && (
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        )}
      </TableRow>
    </TableHeader>
    <TableBody>
      {prices.map((price) => (
        <Row
          key={price.id}
          price={price}
          mayWrite={mayWrite}
          onNext={() => onNext(price)}
          onDelete={() => onDelete(price)}
        />
      ))}
    </TableBody>
  </Table>
);
