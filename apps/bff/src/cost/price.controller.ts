import { consoleRoutes, cost, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { portions } from './price-portion.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;

@Controller()
export class PriceController {
  @Answer(consoleRoutes.listPrices)
  list({ query }: Asked<'listPrices'>, { call }: Caller): Told<'listPrices'> {
    return call(cost.listPrices, query);
  }

  @Answer(consoleRoutes.setPrice)
  set({ body }: Asked<'setPrice'>, { call }: Caller): Told<'setPrice'> {
    return call(cost.setPrice, body);
  }

  @Answer(consoleRoutes.deletePrice)
  delete({ params }: Asked<'deletePrice'>, { call }: Caller): Told<'deletePrice'> {
    return call(cost.deletePrice, params);
  }

  /** One moment for the whole table. When a portion fails, importing again leaves what is there as it is and adds the rest. */
  @Answer(consoleRoutes.importPrices)
  async import({ body }: Asked<'importPrices'>, { call }: Caller): Told<'importPrices'> {
    const validFrom = body.validFrom ?? new Date().toISOString();
    const total = { added: 0, changed: 0, unchanged: 0, skipped: 0 };
    for (const entries of portions(body.entries)) {
      const part = await call(cost.importPrices, { entries, validFrom });
      total.added += part.added;
      total.changed += part.changed;
      total.unchanged += part.unchanged;
      total.skipped += part.skipped;
    }
    return total;
  }
}
