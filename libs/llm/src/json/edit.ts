import type { JsonPath } from './json.ts';
import { partsOf, skipSpace, type Part } from './scan.ts';

/** One change of a JSON text: another value at a path, or, without one, nothing there any more. */
export interface JsonEdit {
  readonly path: JsonPath;
  readonly value?: unknown;
}

class Branch {
  readonly below = new Map<string | number, Branch>();
  edit: JsonEdit | undefined;

  add(edit: JsonEdit, depth: number): void {
    const key = edit.path[depth];
    if (key === undefined) {
      this.edit = edit;
      return;
    }
    let next = this.below.get(key);
    if (!next) this.below.set(key, (next = new Branch()));
    next.add(edit, depth + 1);
  }

  /** The JSON text of what replaces the value, `undefined` where it is removed. */
  get text(): string | undefined {
    return this.edit?.value === undefined ? undefined : JSON.stringify(this.edit.value);
  }
}

const editPart = (text: string, part: Part, branch: Branch | undefined): string | undefined => {
  if (!branch) return text.slice(part.start, part.end);
  const value = branch.edit ? branch.text : editValue(text, part.valueStart, branch);
  return value === undefined ? undefined : text.slice(part.start, part.valueStart) + value;
};

const addedMembers = (branch: Branch, parts: readonly Part[]): string[] => {
  const present = new Set(parts.map((part) => part.key));
  return [...branch.below].flatMap(([key, below]) => {
    const value = present.has(key) || typeof key === 'number' ? undefined : below.text;
    return value === undefined ? [] : [`${JSON.stringify(key)}:${value}`];
  });
};

const editValue = (text: string, at: number, branch: Branch): string => {
  const { isObject, parts } = partsOf(text, at);
  const kept = parts.flatMap((part) => editPart(text, part, branch.below.get(part.key)) ?? []);
  if (isObject) kept.push(...addedMembers(branch, parts));
  return isObject ? `{${kept.join(',')}}` : `[${kept.join(',')}]`;
};

/**
 * Changes a valid JSON text at some paths and leaves every other value as it is written, so that numbers JavaScript
 * cannot hold survive. Positions of elements are those before any change. A member that is not there is added; of
 * several with the same name each is changed. A path that leads through a scalar is an error of the caller.
 */
export const editJson = (text: string, edits: readonly JsonEdit[]): string => {
  if (edits.length === 0) return text;
  const root = new Branch();
  for (const edit of edits) root.add(edit, 0);
  return editValue(text, skipSpace(text, 0), root);
};
