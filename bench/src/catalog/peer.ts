import { headerNames, inboxPrefix, type Reply, type Request, type Rpc } from '@archestra/contracts';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';

interface Login {
  url: string;
  user: string;
  password: string;
}

export const connectAs = ({ url, user, password }: Login): Promise<NatsConnection> =>
  connect({ servers: url, user, pass: password, inboxPrefix: inboxPrefix(user) });

/** Asks the registry as the console's backend does, on NATS itself: what is measured is the registry. */
export class Peer {
  private readonly connection: NatsConnection;
  private readonly organizationId: string;

  constructor(connection: NatsConnection, organizationId: string) {
    this.connection = connection;
    this.organizationId = organizationId;
  }

  /** Throws with the code of an error, and for an answer outside its contract. */
  async call<C extends Rpc>(contract: C, input: Request<C>): Promise<Reply<C>> {
    const sent = headers();
    sent.set(headerNames.organization, this.organizationId);
    sent.set(headerNames.principal, 'user:00000000-0000-7000-8000-000000000001');
    sent.set(headerNames.deadline, String(Date.now() + 30_000));
    const answer = await this.connection.request(contract.subject, JSON.stringify(input), {
      timeout: 30_000,
      headers: sent,
    });
    const body: unknown = answer.json();
    if (answer.headers?.has(headerNames.error)) throw new Error(`${contract.subject}: ${JSON.stringify(body)}`);
    return contract.output.parse(body) as Reply<C>;
  }
}
