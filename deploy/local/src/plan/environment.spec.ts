import { describe, expect, it } from '@jest/globals';
import { inherited } from './environment.ts';
import { externalServers, natsLoginOf } from './external.ts';

describe('the environment of a service', () => {
  it('never holds credentials that happen to stand in the shell', () => {
    const shell = {
      PATH: '/bin',
      DATABASE_URL: 'postgres://a',
      AWS_SECRET_ACCESS_KEY: 'x',
      GITHUB_TOKEN: 'y',
      HTTPS_PROXY: 'http://p',
    };
    expect(inherited(shell)).toEqual({ PATH: '/bin', HTTPS_PROXY: 'http://p' });
  });

  it('holds what an operator may set for the services', () => {
    const settings = {
      GATEWAY_MAX_IN_FLIGHT: '10',
      REMOTE_ALLOWED_HOSTS: 'tools.internal:8080',
      SERVER_MEMORY_BYTES: '1',
      TRUSTED_PROXIES: '10.0.0.0/8',
    };
    expect(inherited({ ...settings, SERVER_PASSWORD: 'x', REMOTE_TOKEN: 'y' })).toEqual(settings);
  });
});

describe('servers of somebody else', () => {
  it('are taken from the environment; empty means ours', () => {
    expect(externalServers({ NATS_URL: 'nats://a:b@host:1', REDIS_URL: '' })).toEqual({
      natsUrl: 'nats://a:b@host:1',
      databaseUrl: undefined,
      redisUrl: undefined,
    });
  });

  it('must be servers of that kind', () => {
    expect(() => externalServers({ DATABASE_URL: 'mysql://host/db' })).toThrow('DATABASE_URL');
  });

  it('of NATS may carry credentials in their URL', () => {
    expect(natsLoginOf('nats://us%40er:p%2Fw@host:4222')).toEqual({
      url: 'nats://host:4222',
      user: 'us@er',
      password: 'p/w',
    });
    expect(natsLoginOf('nats://host:4222')).toEqual({ url: 'nats://host:4222' });
  });
});
