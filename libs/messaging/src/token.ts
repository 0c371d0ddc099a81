/** Injection token of the process's NATS connection. */
export const NATS = Symbol('NATS');
