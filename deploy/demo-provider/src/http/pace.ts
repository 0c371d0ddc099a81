/** How fast a model is. */
export interface Pace {
  readonly firstByteMs: number;
  /** Between two events of a stream. */
  readonly eventMs: number;
}

/** As fast as it goes. */
export const AT_ONCE: Pace = { firstByteMs: 0, eventMs: 0 };
