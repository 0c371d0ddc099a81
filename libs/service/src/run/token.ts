/** Injection token of the service's parsed environment. */
export const CONFIG = Symbol('CONFIG');
