/** Where long work reports to. `step` returns what the work returns and rethrows what it throws. */
export interface Progress {
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  note(text: string): void;
  warn(text: string): void;
}

/** Reports nothing: for tests and libraries. */
export const silent: Progress = {
  step: (_title, work) => work(),
  note: () => undefined,
  warn: () => undefined,
};
