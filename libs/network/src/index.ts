export { ProviderDispatchers } from './provider-dispatchers.ts';
export type { DispatchLimits } from './provider-dispatchers.ts';
