import { describe, expect, it } from '@jest/globals';
import { natsConfig, natsUsers } from './nats-config.ts';

const text = (users = natsUsers((login) => `secret-of-${login}`)): string =>
  natsConfig({ port: 4333, store: '/data/js', serverName: 'archestra', users });

describe('nats.conf', () => {
  it('listens on the loopback address, with JetStream and messages of one MiB', () => {
    expect(text()).toContain('listen: "127.0.0.1:4333"');
    expect(text()).toContain('store_dir: "/data/js"');
    expect(text()).toContain('max_payload: 1048576');
  });

  it('restricts every login but admin', () => {
    const lines = text()
      .split('\n')
      .filter((line) => line.includes('user:'));
    expect(lines.filter((line) => !line.includes('permissions:'))).toEqual([expect.stringContaining('"admin"')]);
  });

  it('refuses everything where a list of subjects is empty, because NATS would take it for no restriction', () => {
    const tap = text()
      .split('\n')
      .find((line) => line.includes('"tap"'));
    expect(tap).toContain('publish: { deny: [">"] }');
    expect(tap).toContain('subscribe: { allow: ["events.*.>"] }');
  });
});
