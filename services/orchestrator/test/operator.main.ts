// A process with nothing but an operator in it, to be killed: node … operator.main.ts <namespace> <instances as JSON>
import { KubernetesClient } from '../src/cluster/kubernetes.client.ts';
import { Operator } from '../src/operator/operator.ts';
import { manifest } from './operator.fixture.ts';

const [namespace = '', instances = '[]'] = process.argv.slice(2);
const operator = new Operator(KubernetesClient.load(namespace), {
  manifest,
  revisionKey: Buffer.alloc(32, 7),
  proposals: { onProposed: () => undefined, onProposalWithdrawn: () => undefined },
  leader: { leaseMs: 5_000, renewDeadlineMs: 3_000, retryMs: 500 },
  report: (error, what) => void process.stderr.write(`${what}: ${String(error)}\n`),
});
operator.start();
await operator.synced();
for (const instance of JSON.parse(instances)) operator.servers.apply(instance).catch(() => undefined);
let wasLeader = false;
setInterval(() => {
  if (operator.isLeader !== wasLeader) process.stdout.write(operator.isLeader ? 'leads\n' : 'follows\n');
  wasLeader = operator.isLeader;
}, 20);
