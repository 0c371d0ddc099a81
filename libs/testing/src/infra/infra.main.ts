import { finished } from 'node:stream/promises';
import {
  ensureInstalled,
  natsUsers,
  newPassword,
  startNats,
  startPostgres,
  startRedis,
  stderrProgress,
} from '@archestra/local';
import type { InfraAddress } from './address.ts';

// Runs as a child of the test run: whatever happens to the run, the pipe to this process closes and everything ends.
await ensureInstalled(stderrProgress, ['postgres', 'nats', 'redis']);
const users = natsUsers(newPassword);
const [postgres, nats, redis] = await Promise.all([startPostgres(), startNats({ users }), startRedis()]);
const address: InfraAddress = {
  postgresUrl: postgres.adminUrl,
  natsUrl: nats.url,
  natsUsers: users,
  redisUrl: redis.url.replace(/\/0$/, ''),
  rolePassword: newPassword(),
};
process.stdout.write(`${JSON.stringify(address)}\n`);

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
await finished(process.stdin.resume()).catch(() => undefined);
await Promise.all([postgres.stop(), nats.stop(), redis.stop()]);
process.exit(0);
