import { AppError, readModelReference, type LlmOperation, type ModelReference } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { isOwn, wayTo, type Way } from './operation.ts';
import { offers, ProviderIndex, type KnownProvider } from './provider.index.ts';

/** A model of a provider, and the way to it. */
export interface Destination extends Way {
  readonly provider: KnownProvider;
  readonly reference: ModelReference;
}

/** What a client asked for. */
export interface Wish {
  readonly organizationId: string;
  readonly operation: LlmOperation;
  /** As the client wrote it. */
  readonly model: string;
  /** The model router takes full names only. */
  readonly isFull: boolean;
}

const unknown = (model: string, isFull: boolean): AppError =>
  new AppError(
    'MODEL_NOT_FOUND',
    isFull
      ? `There is no model ${model}. Write it as provider:model; the list of models has the names.`
      : `No provider of your organization offers the model ${model}. The list of models has the names.`,
    { details: { model } },
  );

/** Finds who answers for a model, over the providers of an organization. */
@Injectable()
export class ModelRouter {
  constructor(private readonly index: ProviderIndex) {}

  /** Throws `MODEL_NOT_FOUND`, or `INVALID_INPUT` when the provider has no such operation. */
  find({ organizationId, operation, model, isFull }: Wish): Destination {
    const providers = this.index.of(organizationId);
    const named = readModelReference(model);
    const byName = named && providers.get(named.provider);
    if (byName && offers(byName, named.model)) return this.to(operation, byName, named);
    const bare = isFull ? undefined : first([...providers.values()], operation, model);
    if (bare) return this.to(operation, bare, { provider: bare.name, model });
    throw unknown(model, isFull);
  }

  /** The same for a model that a rule or a fallback chose; undefined when it cannot be asked (any more). */
  chosen(organizationId: string, operation: LlmOperation, reference: ModelReference): Destination | undefined {
    const provider = this.index.of(organizationId).get(reference.provider);
    if (!provider || !offers(provider, reference.model)) return undefined;
    const way = wayTo(operation, provider.dialect);
    return way && { ...way, provider, reference };
  }

  /** Names a client may write, each once; a name that two providers have is written in full for the second. */
  names(organizationId: string, isFull: boolean): string[] {
    const enabled = [...this.index.of(organizationId).values()].filter(({ isEnabled }) => isEnabled);
    const names = new Set<string>();
    for (const { name, models } of enabled)
      for (const id of models.keys()) names.add(isFull || names.has(id) ? `${name}:${id}` : id);
    return [...names];
  }

  private to(operation: LlmOperation, provider: KnownProvider, reference: ModelReference): Destination {
    const way = wayTo(operation, provider.dialect);
    if (way) return { ...way, provider, reference };
    throw new AppError('INVALID_INPUT', `The provider ${provider.name} cannot answer ${operation}.`, {
      details: { field: 'model' },
    });
  }
}

/** Who lists the model comes before who takes any, and who needs no translation before who does. */
const first = (
  providers: readonly KnownProvider[],
  operation: LlmOperation,
  model: string,
): KnownProvider | undefined => {
  const able = providers.filter((provider) => offers(provider, model) && wayTo(operation, provider.dialect));
  const rank = (provider: KnownProvider): number =>
    (provider.models.has(model) ? 2 : 0) + (isOwn(operation, provider.dialect) ? 1 : 0);
  return able.reduce<KnownProvider | undefined>(
    (best, next) => (best && rank(best) >= rank(next) ? best : next),
    undefined,
  );
};
