import type { Tool } from '@archestra/contracts';
import { jsonDiff, type JsonChange } from '../display/json-diff.ts';

/** What differs between two definitions: the texts a model reads, and everything else place by place. */
export interface DefinitionDiff {
  description: { before: string; after: string } | undefined;
  places: JsonChange[];
}

// The pin is made of the rest: that it differs says nothing new.
const rest = ({ description: _description, pin: _pin, ...others }: Tool) => others;

export const definitionDiff = (accepted: Tool, pending: Tool): DefinitionDiff => {
  const [before, after] = [accepted.description ?? '', pending.description ?? ''];
  return {
    description: before === after ? undefined : { before, after },
    places: jsonDiff(rest(accepted), rest(pending)),
  };
};
