import { ScriptedProvider } from './http/provider.ts';
import { providerOptions } from './provider.config.ts';

const provider = new ScriptedProvider(providerOptions());
await provider.listen();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void provider.close());
