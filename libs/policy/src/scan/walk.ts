/** A string somewhere in a definition. `isKey`: the name of a property, which a model reads like any other text. */
export interface Place {
  readonly where: string;
  readonly text: string;
  readonly isKey: boolean;
}

/** What was found on the way through a value that strangers made. */
export interface Walk {
  readonly places: Place[];
  readonly nodes: number;
  readonly depth: number;
  /** The value holds itself, which JSON cannot; or it has more parts than anybody would read. */
  readonly isCyclic: boolean;
  readonly isCut: boolean;
}

const MAX_NODES = 50_000;
const MAX_DEPTH = 200;
const MAX_TEXT = 200_000;
const MAX_WHERE = 900;

interface Step {
  readonly where: string;
  readonly value: unknown;
  readonly ancestors: readonly object[];
}

const childrenOf = ({ where, value, ancestors }: Step): Step[] => {
  if (typeof value !== 'object' || value === null) return [];
  const within = [...ancestors, value];
  return Object.entries(value).map(([key, child]) => ({
    where: `${where}.${key}`.slice(0, MAX_WHERE),
    value: child,
    ancestors: within,
  }));
};

const placesOf = ({ where, value }: Step): Place[] => {
  if (typeof value === 'string') return [{ where, text: value.slice(0, MAX_TEXT), isKey: false }];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.keys(value).map((key) => ({ where, text: key.slice(0, MAX_TEXT), isKey: true }));
};

/** Goes through a value without recursion, within limits, and never twice through a circle. */
export const walk = (where: string, value: unknown): Walk => {
  const found = { places: [] as Place[], nodes: 0, depth: 0, isCyclic: false, isCut: false };
  const waiting: Step[] = [{ where, value, ancestors: [] }];
  for (let step = waiting.pop(); step; step = waiting.pop()) {
    const { ancestors } = step;
    found.nodes += 1;
    found.depth = Math.max(found.depth, ancestors.length);
    if (found.nodes > MAX_NODES || ancestors.length > MAX_DEPTH) {
      found.isCut = true;
      continue;
    }
    if (ancestors.some((ancestor) => ancestor === step?.value)) {
      found.isCyclic = true;
      continue;
    }
    found.places.push(...placesOf(step));
    waiting.push(...childrenOf(step).reverse());
  }
  return found;
};
