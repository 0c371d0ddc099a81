/** A step that could not be done: what was attempted, why it failed and what the person can do about it. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly why: string;
  readonly remedy: string;

  constructor(why: string, remedy: string, options?: ErrorOptions) {
    super(`${why}\n${remedy}`, options);
    this.why = why;
    this.remedy = remedy;
  }
}

/** The message of anything that was thrown. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
