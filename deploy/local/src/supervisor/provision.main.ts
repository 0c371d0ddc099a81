import { connect, type NatsConnection } from '@nats-io/transport-node';
import { z } from 'zod';

const login = z
  .object({ url: z.string(), user: z.string().optional(), password: z.string().optional() })
  .parse(JSON.parse(process.env['PROVISION'] ?? ''));

// Resolved at run time: the built library is wanted, and the project graph must not hold an edge that would make
// every test of that library circular.
const messaging = (await import(import.meta.resolve('@archestra/messaging'))) as {
  provision(connection: NatsConnection): Promise<void>;
};

const connection = await connect({
  servers: login.url,
  ...(login.user === undefined ? {} : { user: login.user }),
  ...(login.password === undefined ? {} : { pass: login.password }),
});
await messaging.provision(connection);
await connection.close();
