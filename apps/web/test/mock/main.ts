import { startMock } from './server.ts';

// Sign in as admin@archestra.local or max@archestra.local with the password archestra-demo.
const server = await startMock({ port: Number(process.argv[2] ?? 3_000), liveMs: 2_500 });
console.log('Console with made-up data on', server.address());
