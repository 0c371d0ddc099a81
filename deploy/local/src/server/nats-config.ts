import { natsPermissions, serviceNames, tapPermissions, type NatsPermissions } from '@archestra/contracts';

/** One login of the NATS server. Without permissions it may do everything: the set-up login alone. */
export interface NatsUser {
  user: string;
  password: string;
  permissions?: NatsPermissions;
}

export interface NatsConfig {
  port: number;
  /** Folder of the JetStream files. */
  store: string;
  users: readonly NatsUser[];
  serverName: string;
  /** Seconds of acknowledged events a power cut may cost; understood by NATS 2.10 and newer. */
  syncIntervalSeconds?: number;
}

const MAX_PAYLOAD_BYTES = 1_048_576;

// An empty list would mean "no restriction": a login that may do nothing gets an explicit refusal of everything.
const allow = (subjects: readonly string[]): string =>
  subjects.length > 0 ? `{ allow: ${JSON.stringify([...new Set(subjects)])} }` : '{ deny: [">"] }';

const permissionText = ({ permissions }: NatsUser): string =>
  permissions
    ? `, permissions: { publish: ${allow(permissions.publish)}, subscribe: ${allow(permissions.subscribe)} }`
    : '';

const userText = (entry: NatsUser): string =>
  `    { user: ${JSON.stringify(entry.user)}, password: ${JSON.stringify(entry.password)}${permissionText(entry)} }`;

/** Text of nats.conf: loopback only, JetStream on, 1 MiB messages, one login per user. */
export const natsConfig = ({ port, store, users, serverName, syncIntervalSeconds }: NatsConfig): string =>
  [
    `server_name: ${JSON.stringify(serverName)}`,
    `listen: "127.0.0.1:${port}"`,
    `max_payload: ${MAX_PAYLOAD_BYTES}`,
    'write_deadline: "10s"',
    'jetstream {',
    `  store_dir: ${JSON.stringify(store)}`,
    ...(syncIntervalSeconds === undefined ? [] : [`  sync_interval: "${syncIntervalSeconds}s"`]),
    '}',
    'authorization {',
    '  timeout: 5',
    '  users: [',
    users.map(userText).join(',\n'),
    '  ]',
    '}',
    '',
  ].join('\n');

/** Login that sets up streams and buckets. */
export const NATS_ADMIN = 'admin';
/** Login that reads events and nothing else. */
export const NATS_TAP = 'tap';

/** Every login of an installation: one per service with the least it needs, `tap` and `admin`. */
export const natsUsers = (passwordOf: (login: string) => string): NatsUser[] => [
  ...serviceNames.map((user) => ({ user, password: passwordOf(user), permissions: natsPermissions(user) })),
  { user: NATS_TAP, password: passwordOf(NATS_TAP), permissions: tapPermissions() },
  { user: NATS_ADMIN, password: passwordOf(NATS_ADMIN) },
];
