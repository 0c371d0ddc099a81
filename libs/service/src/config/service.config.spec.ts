import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig, serviceEnv } from './service.config.ts';

const complete = { PORT: '8080', NATS_URL: 'nats://127.0.0.1:4222', NATS_USER: 'gateway', DATA_DIR: '/tmp/x' };

describe('the environment of a service', () => {
  it('is parsed with its defaults', () => {
    expect(loadConfig(serviceEnv, complete)).toMatchObject({
      PORT: 8080,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      DRAIN_TIMEOUT_MS: 10_000,
    });
  });

  it('names every wrong variable and shows no value', () => {
    const wrong = { ...complete, PORT: 'hunter2', DATABASE_URL: 'hunter2' };
    const failure = ((): unknown => {
      try {
        return loadConfig(serviceEnv, wrong);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as Error).message).toMatch(/PORT[\s\S]*DATABASE_URL/);
    expect((failure as Error).message).not.toContain('hunter2');
  });
});
